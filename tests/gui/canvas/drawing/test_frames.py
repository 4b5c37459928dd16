"""Frames and notes by real events: drawn, written, moved, joined and left, coloured, removed."""

import random

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from graph import edits
from graph.edits import marking
from graph.layers.activation import ReLU
from graph.project import Project
from graph.templates import template
from gui.canvas.context import ON_FRAME, ON_NOTE, menu
from gui.canvas.pointer import OnFrame, OnNote
from gui.canvas.view import CanvasView
from gui.mark_menu import TINTS, next_mark, select_framed, tinted, unframe
from gui.session import Session
from gui.theme import DARK, LIGHT
from tests.gui.canvas.gestures.test_moving import as_before, places
from tests.gui.canvas.hands import click, double_click, drag, drop, middle, move, press, release
from tests.gui.canvas.test_view import canvas

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LENET = template("lenet5").project().network


def framed(qtbot, *names: str) -> tuple[CanvasView, Session]:
    """A canvas with a frame around some blocks, and a note above."""
    network, _ = marking.framed(LENET, names or ("conv1", "relu1"), "First", "blue")
    network, _ = marking.with_note(network, "Words", (0.0, -200.0))
    return canvas(qtbot, Project(network))


def title(view: CanvasView, frame: str = "frame1") -> QPointF:
    """A point on a frame's title."""
    return view.scene().marks.frames[frame].head(view.look.zoom).topLeft() + QPointF(40, 14)


def paper(view: CanvasView, note: str = "note1") -> QPointF:
    return view.scene().marks.notes[note].area.center()


def agree(view: CanvasView, session: Session) -> None:
    """The marks on the canvas are those of the document, where it has them."""
    marks, network = view.scene().marks, session.network
    assert marks.frames.keys() == network.sketch.frames.keys()
    assert marks.notes.keys() == network.sketch.notes.keys()
    for name, frame in network.sketch.frames.items():
        left, top, right, bottom = marking.area(network, frame.nodes)
        area = marks.frames[name].area
        assert (area.left(), area.top(), area.right(), area.bottom()) == (left, top, right, bottom)
    for name, note in network.sketch.notes.items():
        area = marks.notes[name].area
        assert (area.left(), area.top(), area.width()) == (note.x, note.y, note.width)
    as_before(view, session)


def write(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    field.selectAll()
    field.insert(text) if isinstance(field, QLineEdit) else field.insertPlainText(text)


# frames


def test_a_frame_reaches_around_its_blocks_and_goes_with_them(qtbot) -> None:
    view, session = framed(qtbot)
    agree(view, session)
    before = view.scene().marks.frames["frame1"].area
    start = middle(view, "relu1")
    press(view, start)
    move(view, start + QPointF(0, 30))
    move(view, start + QPointF(10, 50))
    assert view.scene().marks.frames["frame1"].area.bottom() == before.bottom() + 50
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.scene().marks.frames["frame1"].area == before
    release(view, start)
    agree(view, session)


def test_a_drag_of_its_title_moves_all_its_blocks_and_notes_as_one_step(qtbot) -> None:
    view, session = framed(qtbot)
    network, note = marking.with_note(session.network, "in it", (230.0, -14.0), 90.0)
    session.edit("Note", network)
    start = title(view)
    drag(view, start, start + QPointF(-30, 260))
    assert session.document.past == ("Note", "Move")
    nodes, old = session.network.nodes, LENET.nodes
    for name in ("conv1", "relu1"):
        assert (nodes[name].x - old[name].x, nodes[name].y - old[name].y) == (-30, 260)
    assert session.network.sketch.frames["frame1"].nodes == ("conv1", "relu1")
    assert session.network.sketch.notes[note].y == 246.0
    assert nodes["pool1"] is old["pool1"] or nodes["pool1"] == old["pool1"]
    agree(view, session)


def test_a_click_on_its_title_selects_it_and_delete_removes_only_the_frame(qtbot) -> None:
    view, session = framed(qtbot)
    click(view, title(view))
    assert view.picked.frames == ("frame1",)
    assert session.selection == ()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert session.network.sketch.frames == {}
    assert session.network.nodes == LENET.nodes
    session.undo()
    agree(view, session)


def test_a_press_on_its_ground_is_one_on_the_free_canvas(qtbot) -> None:
    view, session = framed(qtbot)
    ground = view.scene().marks.frames["frame1"].area.bottomLeft() + QPointF(70, -14)
    drag(view, ground, ground + QPointF(90, -40))
    assert session.selection == ("conv1",)
    assert view.picked.frames == ()


def test_a_block_dragged_into_a_frame_joins_it_and_the_frame_says_so_before(qtbot) -> None:
    view, session = framed(qtbot, "conv1", "pool1")
    network = edits.add(session.network, "lonely", ReLU(), (420.0, 700.0))
    session.edit("Add", network)
    start = middle(view, "lonely")
    end = middle(view, "relu1") + QPointF(10, 20)
    keys = Qt.KeyboardModifier.AltModifier  # into no wire
    press(view, start)
    move(view, end, keys)
    frame = view.scene().marks.frames["frame1"]
    assert frame._joining
    release(view, end, keys)
    assert "lonely" in session.network.sketch.frames["frame1"].nodes
    assert not frame._joining
    agree(view, session)


def test_a_block_dragged_out_of_a_frame_leaves_it_as_one_step_with_the_move(qtbot) -> None:
    view, session = framed(qtbot)
    start = middle(view, "conv1")
    drag(view, start, start + QPointF(0, 400))
    assert session.network.sketch.frames["frame1"].nodes == ("relu1",)
    assert session.document.past == ("Move",)
    session.undo()
    assert session.network.sketch.frames["frame1"].nodes == ("conv1", "relu1")
    agree(view, session)


def test_a_block_from_the_palette_joins_the_frame_that_it_is_dropped_in(qtbot) -> None:
    view, session = framed(qtbot, "conv1", "pool1", "conv2")
    area = view.scene().marks.frames["frame1"].area
    drop(view, ReLU, QPointF(area.center().x(), area.top() + 12))
    new = session.selection[0]
    assert new in session.network.sketch.frames["frame1"].nodes
    agree(view, session)


def test_what_goes_into_a_wire_within_a_frame_is_in_the_frame(qtbot) -> None:
    view, session = framed(qtbot)
    cards = view.scene().cards
    drop(view, ReLU, (cards["conv1"].output_place() + cards["relu1"].input_place(0)) / 2)
    assert session.document.past == ("Insert",)
    assert session.selection[0] in session.network.sketch.frames["frame1"].nodes
    agree(view, session)


def test_the_smaller_of_two_frames_is_in_front(qtbot) -> None:
    view, session = framed(qtbot, "conv1", "relu1", "pool1")
    network, inner = marking.framed(session.network, ["relu1"], "Inner")
    session.edit("Frame", network)
    frames = view.scene().marks.frames
    assert frames[inner].zValue() > frames["frame1"].zValue()
    click(view, title(view, inner))
    assert view.picked.frames == (inner,)


def test_its_title_is_written_at_once_and_both_are_one_step(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("conv1", "relu1"))
    view.writing.frame()
    field = view.findChild(QLineEdit, "canvas:title")
    write(field, "Edges")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    (frame,) = session.network.sketch.frames.values()
    assert (frame.title, frame.nodes) == ("Edges", ("conv1", "relu1"))
    assert session.document.past == ("Frame",)
    assert view.picked.frames == ("frame1",)


def test_a_double_click_on_the_title_writes_it_and_escape_gives_it_up(qtbot) -> None:
    view, session = framed(qtbot)
    double_click(view, title(view))
    field = view.findChild(QLineEdit, "canvas:title")
    assert field.text() == "First"
    write(field, "Other")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert session.document.past == ()
    double_click(view, title(view))
    field = next(f for f in view.findChildren(QLineEdit, "canvas:title") if f.isVisible())
    write(field, "Second")
    click(view, QPointF(0, 620))  # anywhere else
    assert session.network.sketch.frames["frame1"].title == "Second"
    assert session.document.past == ("Title",)


def test_a_title_can_be_read_at_every_zoom_and_stays_within_its_frame(qtbot) -> None:
    view, _ = framed(qtbot)
    frame = view.scene().marks.frames["frame1"]
    for zoom in (2.0, 1.0, 0.5, 0.3, 0.1):
        head = frame.head(zoom)
        assert head.width() == frame.area.width()
        assert frame.plate.boundingRect().contains(head)
        assert head.height() * zoom >= min(20, 50 * zoom)


def test_an_open_title_goes_when_its_frame_is_undone(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(("conv1",))
    view.writing.frame()
    session.undo()
    assert session.network.sketch.frames == {}
    assert not [f for f in view.findChildren(QLineEdit, "canvas:title") if f.isVisible()]


def test_a_frame_is_copied_with_all_its_blocks_and_not_with_some(qtbot) -> None:
    view, session = framed(qtbot)
    start = title(view)
    drag(view, start, start + QPointF(0, 600), CTRL)
    assert [len(f.nodes) for f in session.network.sketch.frames.values()] == [2, 2]
    agree(view, session)
    session.undo()
    start = middle(view, "conv1")
    drag(view, start, start + QPointF(0, 600), CTRL)
    assert session.network.sketch.frames.keys() == {"frame1"}
    assert session.document.past == ("Duplicate",)
    agree(view, session)


# notes


def test_a_note_is_written_in_place(qtbot) -> None:
    view, session = canvas(qtbot)
    view.writing.new_note(QPointF(203, -198))
    field = view.findChild(QPlainTextEdit, "canvas:note")
    write(field, "two\nlines")
    QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, CTRL))
    (note,) = session.network.sketch.notes.values()
    assert (note.text, note.x, note.y) == ("two\nlines", 200.0, -200.0)
    assert session.document.past == ("Note",)
    assert view.picked.notes == ("note1",)
    agree(view, session)


def test_a_note_that_says_nothing_is_none(qtbot) -> None:
    view, session = canvas(qtbot)
    view.writing.new_note(QPointF(200, -200))
    click(view, QPointF(0, 620))
    assert session.document.past == ()
    assert session.network.sketch.notes == {}


def test_a_double_click_on_a_note_changes_what_it_says(qtbot) -> None:
    view, session = framed(qtbot)
    double_click(view, paper(view))
    field = view.findChild(QPlainTextEdit, "canvas:note")
    assert field.toPlainText() == "Words"
    write(field, "نوشته‌ای به فارسی")
    click(view, QPointF(0, 620))
    assert session.network.sketch.notes["note1"].text == "نوشته‌ای به فارسی"
    agree(view, session)


def test_a_note_is_moved_copied_and_deleted(qtbot) -> None:
    view, session = framed(qtbot)
    start = paper(view)
    drag(view, start, start + QPointF(401, 0))
    assert abs(session.network.sketch.notes["note1"].x - 401.0) <= 6
    drag(view, paper(view), paper(view) + QPointF(0, -91), CTRL)
    assert len(session.network.sketch.notes) == 2
    assert view.picked.notes == ("note2",)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert session.network.sketch.notes.keys() == {"note1"}
    assert session.document.past == ("Move", "Duplicate", "Delete")
    agree(view, session)


def test_a_note_is_made_wider_by_its_right_edge(qtbot) -> None:
    view, session = framed(qtbot)
    area = view.scene().marks.notes["note1"].area
    edge = QPointF(area.right() - 1, area.center().y())
    press(view, edge)
    move(view, edge + QPointF(60, 0))
    assert view.scene().marks.notes["note1"].area.width() == 280
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.scene().marks.notes["note1"].area.width() == 220
    release(view, edge)
    drag(view, edge, edge + QPointF(-60, 0))
    assert session.network.sketch.notes["note1"].width == 160
    assert session.document.past == ("Widen",)


def test_a_long_note_is_higher_and_a_narrow_one_too(qtbot) -> None:
    view, session = framed(qtbot)
    note = view.scene().marks.notes["note1"]
    low = note.area.height()
    session.edit("Note", marking.reworded(session.network, "note1", "word " * 60))
    high = note.area.height()
    session.edit("Note", marking.note_widened(session.network, "note1", 120))
    assert low < high < note.area.height()


def test_blocks_and_notes_that_are_selected_move_together(qtbot) -> None:
    view, session = framed(qtbot)
    click(view, middle(view, "conv2"))
    click(view, paper(view), SHIFT)
    assert (session.selection, view.picked.notes) == (("conv2",), ("note1",))
    start = middle(view, "conv2")
    drag(view, start, start + QPointF(40, -300))
    assert session.network.sketch.notes["note1"].y == -500.0
    assert session.network.nodes["conv2"].y == LENET.nodes["conv2"].y - 300
    assert session.document.past == ("Move",)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert session.network.sketch.notes["note1"].y == -510.0


def test_a_band_selects_notes_that_it_touches_and_frames_that_lie_in_it(qtbot) -> None:
    view, session = framed(qtbot)
    drag(view, QPointF(-30, -230), QPointF(900, 160))
    assert view.picked.notes == ("note1",)
    assert view.picked.frames == ("frame1",)
    assert "conv1" in session.selection
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.picked
    assert session.selection == ()


# colours, the menu, the keyboard


def test_frames_and_notes_take_colours_and_the_theme_has_them(qtbot) -> None:
    view, session = framed(qtbot)
    view.picked.choose(frames=("frame1",), notes=("note1",))
    tinted(view, "green")
    sketch = session.network.sketch
    assert (sketch.frames["frame1"].tint, sketch.notes["note1"].tint) == ("green", "green")
    frame = view.scene().marks.frames["frame1"]
    assert frame.colours == DARK.frame("green")
    view.set_theme(LIGHT)
    assert frame.colours == LIGHT.frame("green")
    image = view.grab().toImage()
    spot = view.mapFromScene(frame.area.bottomLeft() + QPointF(30, -8))
    assert image.pixelColor(spot).name() == LIGHT.frame("green").ground


def test_the_menu_of_a_frame_and_of_a_note_has_their_colours(qtbot, desk) -> None:
    window = desk.window
    for hit, names in ((OnFrame("frame1"), ON_FRAME), (OnNote("note1"), ON_NOTE)):
        made = menu(hit, window.session, window.actions_by_name, DARK, window)
        inner = [action.menu() for action in made.actions() if action.menu()]
        assert len(inner) == 1
        assert len(inner[0].actions()) == len(TINTS)
        assert all(name in window.actions_by_name for name in names if name not in ("", "tints"))
        made.deleteLater()


def test_the_keyboard_goes_from_mark_to_mark(qtbot) -> None:
    view, session = framed(qtbot)
    next_mark(view)
    assert view.picked.frames == ("frame1",)
    select_framed(view)
    assert session.selection == ("conv1", "relu1")
    next_mark(view)
    next_mark(view)
    assert view.picked.notes == ("note1",)
    next_mark(view)
    unframe(view)
    assert session.network.sketch.frames == {}
    assert session.document.past == ("Remove frame",)


def test_inside_a_built_in_block_nothing_is_written(qtbot) -> None:
    view, session = canvas(qtbot, template("resnet18").project())
    next(n for n in session.network.nodes if session.enter(n))
    view.writing.new_note(QPointF())
    assert not view.findChildren(QPlainTextEdit, "canvas:note")
    session.select(tuple(session.network.nodes)[:2])
    view.writing.frame()
    assert not view.findChildren(QLineEdit, "canvas:title")


@pytest.mark.parametrize("seed", range(3))
def test_random_hands_on_frames_keep_the_canvas_and_the_document_one(qtbot, seed: int) -> None:
    view, session = framed(qtbot, "conv1", "relu1", "pool1")
    before, choose = session.project, random.Random(seed)
    for _ in range(40):
        marks = view.scene().marks
        grips = [middle(view, name) for name in session.network.nodes]
        grips += [title(view, name) for name in marks.frames]
        grips += [paper(view, name) for name in marks.notes]
        start = choose.choice(grips)
        end = QPointF(choose.randrange(-60, 1_000), choose.randrange(-300, 560))
        keys = choose.choice((Qt.KeyboardModifier.NoModifier, CTRL, SHIFT))
        if choose.random() < 0.2:
            names = choose.sample(list(session.network.nodes), 2)
            session.edit("Frame", marking.framed(session.network, names)[0])
        drag(view, start, end, keys)
        if choose.random() < 0.15:
            view.delete()
        if choose.random() < 0.2:
            session.undo()
        agree(view, session)
        assert places(view) == {n: (m.x, m.y) for n, m in session.network.nodes.items()}
    while session.document.past:
        session.undo()
    assert session.project == before
    agree(view, session)


def test_the_drawing_and_the_minimap_reach_to_the_notes(qtbot) -> None:
    view, session = framed(qtbot)
    before, version = view.scene().drawing(), view.scene().version
    session.edit("Move", marking.notes_moved(session.network, {"note1": (-900.0, -700.0)}))
    drawing = view.scene().drawing()
    assert (drawing.left(), drawing.top()) == (-900, -700)
    assert view.scene().sceneRect().contains(drawing)
    assert view.scene().version != version
    session.undo()
    assert view.scene().drawing() == before


def test_from_far_away_frames_and_notes_are_still_painted(qtbot) -> None:
    view, _ = framed(qtbot)
    view.look.zoom_by(0.3 / view.look.zoom)
    view.centerOn(view.scene().drawing().center())
    image = view.grab().toImage()
    marks = view.scene().marks
    frame, note = marks.frames["frame1"], marks.notes["note1"]
    spot = view.mapFromScene(frame.area.bottomLeft() + QPointF(40, -10))
    assert image.pixelColor(spot).name() == DARK.frame("blue").ground
    spot = view.mapFromScene(note.area.topLeft() + QPointF(8, 5))
    assert image.pixelColor(spot).name() == DARK.note("yellow").ground
