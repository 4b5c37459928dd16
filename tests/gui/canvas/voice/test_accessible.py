"""What a screen reader finds on the canvas, read through Qt's own interfaces."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QAccessible

from graph import edits
from graph.layers.activation import ReLU
from graph.sketch import Frame, Note, Sketch
from graph.templates import template
from gui.canvas import keys
from gui.canvas.view import CanvasView
from gui.language import Language, use
from gui.session import Session
from gui.theme import DARK

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture
def session(qapp) -> Session:
    return Session(template("lenet5").project(), title="lenet5")


@pytest.fixture
def view(qtbot, session):
    QAccessible.setActive(True)
    made = CanvasView(session, DARK)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.look.fit_all()
    made.give_voice()
    yield made
    QAccessible.setActive(False)


@pytest.fixture
def said(view) -> list[str]:
    heard: list[str] = []
    view.give_voice().said.connect(heard.append)
    return heard


def canvas(view):
    return QAccessible.queryAccessibleInterface(view)


def blocks(view) -> dict:
    found = (canvas(view).child(number) for number in range(canvas(view).childCount()))
    return {
        each.text(NAME).split(",")[0]: each
        for each in found
        if each is not None and each.role() == QAccessible.Role.ListItem
    }


def test_the_canvas_is_a_list_of_its_blocks_in_the_order_of_the_data(view, session) -> None:
    assert canvas(view).role() == QAccessible.Role.List
    assert canvas(view).text(NAME) == "Canvas"
    assert tuple(blocks(view)) == session.network.order


def test_a_block_says_what_it_is_and_what_comes_out(view) -> None:
    assert blocks(view)["conv1"].text(NAME) == "conv1, Conv 2-D, 5×5, 6, output 6×28×28"
    assert blocks(view)["relu1"].text(NAME) == "relu1, ReLU, output 6×28×28"


def test_it_says_what_it_is_wired_to(view) -> None:
    assert blocks(view)["conv1"].text(DESCRIPTION) == "from input; to relu1."


def test_it_says_what_is_wrong_with_it(view, session) -> None:
    session.edit("Set", edits.set_field(session.network, "conv1", "kernel", 40))
    (problem,) = session.inference.by_node["conv1"]
    assert str(problem.text) in blocks(view)["conv1"].text(DESCRIPTION)
    assert blocks(view)["conv1"].text(DESCRIPTION).startswith("Error: ")


def test_children_know_their_parent_and_their_place(view) -> None:
    top = canvas(view)
    for number in range(top.childCount()):
        child = top.child(number)
        if child.role() == QAccessible.Role.ListItem:
            assert top.indexOfChild(child) == number
            assert child.parent().object() is view


def test_widgets_on_the_canvas_are_still_found(view) -> None:
    top = canvas(view)
    objects = [top.child(number).object() for number in range(top.childCount())]
    assert view.viewport() in objects
    names = [found.objectName() for found in objects if found is not None]
    assert "breadcrumb" in names


def test_a_block_is_found_where_it_is_seen(view) -> None:
    card = view.mapFromScene(view.scene().cards["conv1"].pos()) + QPoint(30, 10)
    place = view.viewport().mapToGlobal(card)
    assert canvas(view).childAt(place.x(), place.y()).text(NAME).startswith("conv1")
    assert blocks(view)["conv1"].rect().contains(place)


def test_a_block_says_whether_it_is_selected_and_has_the_keyboard(view, session, qtbot) -> None:
    view.setFocus()
    session.select(("conv1", "relu1"))
    states = {name: block.state() for name, block in blocks(view).items()}
    assert {name for name, state in states.items() if state.selected} == {"conv1", "relu1"}
    assert all(state.selectable and state.focusable for state in states.values())
    if view.hasFocus():
        assert canvas(view).focusChild().text(NAME).startswith("relu1")


def test_walking_along_the_wires_moves_what_is_focused(view, session, said) -> None:
    session.select(("conv1",))
    keys.walk(view.stage, (1, 0), adds=False)
    assert session.selection == ("relu1",)
    assert blocks(view)["relu1"].state().selected
    session.select(("conv1", "relu1"))
    assert said == ["2 blocks selected"]


def test_a_wire_is_read_out_when_it_is_selected(view, session, said) -> None:
    view.picked.choose((session.network.outgoing["conv1"][0],))
    assert said == ["wire from conv1 to relu1, 6×28×28"]


def test_a_frame_and_a_note_are_read_out_when_they_are_selected(view, session, said) -> None:
    sketch = Sketch(
        frames={"frame1": Frame("Features", ("conv1", "relu1"))},
        notes={"note1": Note("as of 1998")},
    )
    session.edit("Mark", session.network.replace(sketch=sketch))
    view.picked.choose(frames=("frame1",))
    view.picked.choose(notes=("note1",))
    assert said == ["frame Features, 2 blocks", "note: as of 1998"]


def test_a_problem_is_read_out_once(view, session, said) -> None:
    session.edit("Set", edits.set_field(session.network, "conv1", "kernel", 40))
    assert len(said) == 1
    assert said[0].startswith("conv1: Error: ")
    session.edit("Set", edits.set_field(session.network, "conv1", "kernel", 41))
    assert len(said) == 1
    session.undo()
    session.undo()
    assert said[1:] == ["No problems are left."]


def test_of_many_problems_the_first_are_read_out_and_the_rest_counted(view, session, said) -> None:
    network = session.network
    for number in range(9):
        network = edits.add(network, f"lost{number}", ReLU())
    session.edit("Add", network)
    count = len(session.inference.problems)
    assert len(said) == 4
    assert said[-1] == f"{count - 3} more problems"


def test_blocks_that_go_are_let_go(view, session) -> None:
    lost = QAccessible.uniqueId(blocks(view)["relu1"])
    assert QAccessible.accessibleInterface(lost) is not None
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    assert QAccessible.accessibleInterface(lost) is None
    assert "relu1" not in blocks(view)
    session.undo()
    assert "relu1" in blocks(view)


def test_the_level_is_read_out_when_a_block_is_opened(qtbot, qapp) -> None:
    QAccessible.setActive(True)
    session = Session(template("inception-mnist").project())
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    heard: list[str] = []
    view.give_voice().said.connect(heard.append)
    name = next(n for n, node in session.network.nodes.items() if node.layer.title == "Inception")
    before = {each: QAccessible.uniqueId(block) for each, block in blocks(view).items()}
    session.enter(name)
    assert heard == [f"inside {name}, {len(session.network.nodes)} blocks"]
    assert set(blocks(view)) == set(session.network.nodes)
    assert QAccessible.accessibleInterface(before["input"]) is None
    QAccessible.setActive(False)


def test_a_persian_window_speaks_persian(view) -> None:
    use(Language.PERSIAN)
    try:
        assert "خروجی" in blocks(view)["conv1"].text(NAME)
        assert "conv1" in blocks(view)["conv1"].text(NAME)
    finally:
        use(Language.ENGLISH)


def test_thousands_of_questions_and_edits_leave_nothing_dangling(qapp) -> None:
    """Each ended the process where Python let an interface go before Qt did."""
    QAccessible.setActive(True)
    for _ in range(4):
        session = Session(template("lenet5").project())
        view = CanvasView(session, DARK)
        view.give_voice()
        ids: list[int] = []
        for number in range(40):
            session.edit("Add", edits.add(session.network, f"r{number}", ReLU()))
            for block in blocks(view).values():
                ids.append(QAccessible.uniqueId(block))
                block.text(DESCRIPTION), block.state(), block.rect(), block.parent()
            session.edit("Delete", edits.remove(session.network, [f"r{number}"]))
        view.close()
        view.deleteLater()
        del view, block
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        assert all(QAccessible.accessibleInterface(each) is None for each in ids)
    QAccessible.setActive(False)


def test_a_reader_that_came_before_the_blocks_finds_them_too(qtbot, session) -> None:
    QAccessible.setActive(True)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    assert canvas(view).role() != QAccessible.Role.List
    view.give_voice()
    assert tuple(blocks(view)) == session.network.order
    QAccessible.setActive(False)


def test_without_a_screen_reader_nothing_is_made(qtbot, session) -> None:
    QAccessible.setActive(False)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    heard: list[str] = []
    view.give_voice().said.connect(heard.append)
    session.edit("Set", edits.set_field(session.network, "conv1", "kernel", 40))
    session.select(("conv1",))
    assert view.give_voice().blocks == {}
    assert heard == []
