"""What is written on the canvas is not lost where it cannot be kept as it is."""

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from graph.edits.marking import MOST
from graph.project import read
from gui.language import Language
from tests.gui.canvas.test_view import canvas


def open_field(view) -> QPlainTextEdit | None:
    fields = view.findChildren(QPlainTextEdit, "canvas:note")
    return next((field for field in fields if field.isVisibleTo(view)), None)


def test_a_new_note_that_is_too_long_stays_to_be_made_shorter(qtbot) -> None:
    view, session = canvas(qtbot)
    view.writing.new_note(QPointF(0, 400))
    open_field(view).setPlainText("w" * (MOST + 1))
    with qtbot.waitSignal(session.refused):
        view.writing.keep()
    assert not session.network.sketch.notes
    qtbot.waitUntil(lambda: open_field(view) is not None)
    assert open_field(view).toPlainText() == "w" * (MOST + 1)
    open_field(view).setPlainText("short")
    view.writing.keep()
    assert [note.text for note in session.network.sketch.notes.values()] == ["short"]


def test_a_note_that_became_too_long_stays_to_be_made_shorter(qtbot) -> None:
    view, session = canvas(qtbot)
    view.writing.new_note(QPointF(0, 400))
    open_field(view).setPlainText("before")
    view.writing.keep()
    view.writing.note("note1")
    open_field(view).setPlainText("w" * (MOST + 1))
    view.writing.keep()
    assert session.network.sketch.notes["note1"].text == "before"
    qtbot.waitUntil(lambda: open_field(view) is not None)
    open_field(view).setPlainText("after")
    view.writing.keep()
    assert session.network.sketch.notes["note1"].text == "after"


def test_a_title_is_written_no_longer_than_a_file_takes_it(qtbot) -> None:
    view, session = canvas(qtbot)
    session.select(tuple(session.network.nodes)[:2])
    view.writing.frame()
    field = view.findChild(QLineEdit, "canvas:title")
    field.setText("t" * (MOST + 1))
    view.writing.keep()
    (frame,) = session.network.sketch.frames.values()
    assert frame.title == "t" * MOST


def test_a_note_that_is_being_written_is_saved_with_the_project(desk, qtbot, tmp_path) -> None:
    window = desk.window
    window.activateWindow()
    window.canvas.writing.new_note(QPointF(0, 600))
    qtbot.waitUntil(lambda: open_field(window.canvas).hasFocus())
    open_field(window.canvas).setPlainText("half a thought")
    window.session.path = tmp_path / "here.convas"
    assert window.files.save()
    (note,) = read(tmp_path / "here.convas").network.sketch.notes.values()
    assert note.text == "half a thought"
    assert not window.session.document.modified


def test_a_note_that_is_being_written_is_kept_when_the_language_changes(desk, qtbot) -> None:
    window = desk.window
    window.activateWindow()
    window.canvas.writing.new_note(QPointF(0, 600))
    qtbot.waitUntil(lambda: open_field(window.canvas).hasFocus())
    open_field(window.canvas).setPlainText("half a thought")
    window.status.language_chosen.emit(Language.PERSIAN)
    (note,) = desk.session.network.sketch.notes.values()
    assert note.text == "half a thought"
