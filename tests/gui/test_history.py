"""Jumps through the history with the canvas looking on: levels, drawing and selection agree."""

from random import Random

import pytest
from PySide6.QtWidgets import QApplication

from graph import edits
from graph.edits.grouping import group
from gui.desk import Desk
from tests.graph.builders import forked

CHAIN = ("conv1", "relu1", "conv2", "add1")


def agree(desk: Desk) -> None:
    """The canvas shows the network of the level, and all of it at its place."""
    QApplication.processEvents()
    session, scene = desk.session, desk.window.canvas.scene()
    network = session.network
    assert list(scene.cards.keys() - network.nodes.keys()) == []
    assert list(network.nodes.keys() - scene.cards.keys()) == []
    for name, node in network.nodes.items():
        assert (scene.cards[name].x(), scene.cards[name].y()) == (node.x, node.y)
    assert set(scene.wires) == set(network.wires)
    assert set(session.selection) <= network.nodes.keys()


def nested(desk: Desk) -> None:
    """Opens a network with a block of two levels."""
    network, name = group(forked(), CHAIN, "Inner")
    network, _ = group(network, [name], "Outer")
    desk.window.files.new()
    desk.session.edit("Paste", network)


def test_undo_and_redo_show_the_block_where_the_edit_was_made(desk: Desk) -> None:
    nested(desk)
    session = desk.session
    session.enter("outer")
    session.enter("inner")
    session.select(("relu1",))
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    agree(desk)
    session.leave(0)
    session.edit("Delete", edits.remove(session.network, ["fc1"]))
    agree(desk)
    desk.window.actions_by_name["undo"].trigger()
    assert session.level == ()
    agree(desk)
    desk.window.actions_by_name["undo"].trigger()
    assert session.level == ("outer", "inner")
    assert session.selection == ("relu1",)
    assert "relu1" in desk.window.canvas.scene().cards
    agree(desk)
    session.leave(0)
    session.go_to(2)
    assert session.level == ()
    agree(desk)
    session.go_to(-2)
    assert session.level == ("outer", "inner")
    agree(desk)


@pytest.mark.parametrize("seed", range(3))
def test_any_edits_and_jumps_at_any_level_leave_canvas_and_document_alike(
    desk: Desk, seed: int
) -> None:
    nested(desk)
    session, random = desk.session, Random(seed)
    session.start(session.project)
    states, place = [session.project], 0  # what the history must hold, and where it is
    for _ in range(40):
        match random.choice(["enter", "leave", "move", "delete", "jump", "select"]):
            case "enter":
                blocks = [n for n in ("outer", "inner") if n in session.network.nodes]
                if blocks:
                    session.enter(blocks[0])
            case "leave":
                session.leave()
            case "jump":
                steps = random.randint(-4, 4)
                session.go_to(steps)
                place = min(len(states) - 1, max(0, place + steps))
            case "select":
                names = list(session.network.nodes)
                session.select(random.sample(names, min(2, len(names))))
            case edit:
                names = list(session.network.nodes)
                name = random.choice(names) if names else None
                if name is not None and (edit == "move" or len(names) > 3):
                    network = (
                        edits.move(session.network, {name: (random.random() * 500, 0.0)})
                        if edit == "move"
                        else edits.remove(session.network, [name])
                    )
                    if session.edit(edit.title(), network):
                        states[place + 1 :] = [session.project]
                        place += 1
        assert session.project is states[place]
        agree(desk)
    session.go_to(-place)
    assert session.project is states[0]
    agree(desk)
