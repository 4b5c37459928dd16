"""The session's levels: what is shown, what is whole, and where undo leads."""

import pytest
from PySide6.QtCore import QObject

from graph import edits
from graph.blocks.residual import Residual
from graph.edits.grouping import group
from graph.network import DEEPEST, Wire
from graph.project import Project, decode, encode
from graph.shapes import Image
from gui.session import Session
from tests.graph.builders import forked

CHAIN = ("conv1", "relu1", "conv2", "add1")


@pytest.fixture
def session(qapp: QObject) -> Session:
    """A network with a block of two levels, open at the top."""
    network, name = group(forked(), CHAIN, "Inner")
    network, _ = group(network, [name], "Outer")
    return Session(Project(network))


def test_what_is_shown_is_the_level_and_what_runs_is_the_whole(session: Session) -> None:
    told = []
    session.entered.connect(lambda: told.append(session.level))
    whole, costs = session.network, session.costs
    session.enter("outer")
    session.enter("inner")
    assert told == [("outer",), ("outer", "inner")]
    assert set(session.network.nodes) == {"input", *CHAIN, "output"}
    assert session.inference.outputs["input"] == Image(4, 8, 8)
    assert session.shown.dotted == "outer.inner"
    assert session.project.network is whole
    assert session.whole.costs is costs
    session.leave()
    assert session.selection == ("inner",)
    session.leave(0)
    assert session.level == ()
    assert session.network is whole


def test_an_edit_at_a_level_is_one_step_and_undo_stays_there(session: Session) -> None:
    session.enter("outer")
    session.enter("inner")
    for kernel in (5, 7):
        after = edits.set_field(session.network, "conv1", "kernel", kernel)
        session.edit("Size", after, merge="kernel")
    assert session.document.past == ("Size",)
    assert session.network.nodes["conv1"].layer.kernel == 7
    session.undo()
    assert session.network.nodes["conv1"].layer.kernel == 3
    assert session.level == ("outer", "inner")


def test_a_merge_ends_where_another_level_begins(session: Session) -> None:
    session.enter("outer")
    session.edit("Move", edits.move(session.network, {"inner": (9.0, 9.0)}), merge="move")
    session.leave()
    session.edit("Move", edits.move(session.network, {"outer": (9.0, 9.0)}), merge="move")
    assert session.document.past == ("Move", "Move")


def test_undo_goes_out_only_as_far_as_it_must(session: Session) -> None:
    session.enter("outer")
    network, name = group(session.network, ["inner"], "Third")
    session.edit("Group", network)
    session.enter(name)
    session.enter("inner")
    session.select(["conv1"])
    session.undo()
    assert session.level == ("outer",)
    assert session.selection == ()
    session.redo()
    assert session.level == ("outer",)


def test_an_edit_inside_a_built_in_block_is_refused(session: Session) -> None:
    network = edits.insert(
        session.network, Wire("outer", "flatten1"), "block", Residual(4), (0.0, 0.0)
    )
    session.edit("Insert", network)
    session.enter("block")
    told = []
    session.protected.connect(lambda text: told.append(str(text)))
    before = session.project
    assert not session.edit("Remove", edits.remove(session.network, ["relu1"]))
    assert not session.attempt("Remove", lambda: edits.remove(session.network, ["relu1"]))
    assert session.project is before
    assert len(told) == 2


def test_another_project_is_opened_at_its_top(session: Session) -> None:
    session.enter("outer")
    session.start(Project(forked()))
    assert session.level == ()
    assert "conv1" in session.network.nodes


def test_a_layer_is_not_entered(session: Session) -> None:
    told = []
    session.refused.connect(lambda text: told.append(str(text)))
    assert not session.enter("fc1")
    assert told == ["fc1 is one layer: there is nothing inside."]
    session.edit("Add", edits.add(session.network, "lonely", Residual()))
    assert not session.enter("lonely")
    assert "depends on what it receives" in told[1]


def test_blocks_nest_as_deep_as_a_file_can_be_read_and_no_deeper(session: Session) -> None:
    told = []
    session.refused.connect(lambda text: told.append(str(text)))
    names = ["outer"]
    for _ in range(70):
        network, name = group(session.network, names, "Deeper")
        if session.edit("Group", network):
            names = [name]
    assert session.network.nesting == DEEPEST
    assert told[0].startswith("Blocks would be nested 65 deep, and 64 is the most.")
    assert decode(encode(session.project)) == session.project


def test_undo_and_redo_lead_to_the_block_where_each_edit_was_made(session: Session) -> None:
    start = session.project
    session.enter("outer")
    session.enter("inner")
    session.select(["conv1"])
    session.edit("Size", edits.set_field(session.network, "conv1", "kernel", 5))
    inside = session.project
    session.leave(0)
    session.select(["fc1"])
    session.edit("Units", edits.set_field(session.network, "fc1", "features", 7))
    both = session.project
    told = []
    session.entered.connect(lambda: told.append(session.level))
    session.undo()
    assert (session.project, session.level, session.selection) == (inside, (), ("fc1",))
    session.undo()
    assert (session.project, session.level) == (start, ("outer", "inner"))
    assert session.selection == ("conv1",)
    session.redo()
    assert (session.project, session.level) == (inside, ("outer", "inner"))
    session.leave(0)
    session.redo()
    assert (session.project, session.level) == (both, ())
    assert told == [("outer", "inner"), ()]  # the second by hand


def test_a_jump_is_one_change_and_loses_no_work_inside_blocks(session: Session) -> None:
    states, told = [session.project], []
    for number in range(3):
        session.enter("outer")
        session.enter("inner")
        inner = edits.set_field(session.network, "conv1", "kernel", 5 + 2 * number)
        session.edit("Size", inner)
        states.append(session.project)
        session.leave(0)
        session.edit("Move", edits.move(session.network, {"fc1": (float(number), 7.0)}))
        states.append(session.project)
    session.changed.connect(told.append)
    session.go_to(-5)
    assert session.project is states[1]
    assert session.level == ()
    session.go_to(4)
    assert session.project is states[5]
    assert session.level == ("outer", "inner")
    session.go_to(-5)
    assert session.project is states[0]
    session.go_to(6)
    assert session.project is states[6]
    assert len(told) == 4


def test_undo_selects_what_was_selected_before_the_edit(session: Session) -> None:
    session.select(["fc1"])
    session.edit("Delete", edits.remove(session.network, ["fc1"]))
    assert session.selection == ()
    session.undo()
    assert session.selection == ("fc1",)
    session.redo()
    assert session.selection == ()
