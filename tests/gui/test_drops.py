"""What is dropped on the window from outside, by real drag events."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from backend.protocol import Cancel, Declined, Looking, Survey
from graph import edits
from graph.edits import pieces
from graph.layers.activation import ReLU
from graph.layers.dense import Linear
from graph.layers.endpoints import Input
from graph.network import Network
from graph.project import write
from graph.sources import Mnist, PictureFolder
from graph.templates import template
from gui.desk import Desk
from gui.language import Language
from tests.gui.canvas.hands import drop as drop_block
from tests.gui.panels.builders import Ear
from tests.gui.panels.reports import report

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def hover(widget: QWidget, data: QMimeData, place: QPoint, held=PLAIN) -> None:
    rest = (Qt.DropAction.CopyAction, data, LEFT, held)
    QApplication.sendEvent(widget, QDragEnterEvent(place, *rest))
    QApplication.sendEvent(widget, QDragMoveEvent(place, *rest))


def drop(widget: QWidget, data: QMimeData, place: QPoint, held=PLAIN) -> None:
    hover(widget, data, place, held)
    rest = (Qt.DropAction.CopyAction, data, LEFT, held)
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), *rest))
    QApplication.processEvents()


def hint(desk: Desk) -> str:
    """What stands over the canvas while something hovers."""
    label = desk.window.findChild(QLabel, "drop-hint")
    return label.text() if label.isVisible() else ""


def message(desk: Desk) -> str:
    return desk.window.findChild(QLabel, "message:text").text()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "inception.convas"
    write(template("inception-mnist").project(), path)
    return path


MIDDLE = QPoint(20, 20)


@pytest.mark.parametrize("part", ["canvas", "dock", "palette", "topbar", "status", "window"])
def test_a_project_is_opened_wherever_it_is_dropped(desk: Desk, project: Path, part: str) -> None:
    window = desk.window
    under = {
        "canvas": window.canvas.viewport(),
        "dock": window.dock.currentWidget(),
        "palette": window.palette_panel,
        "topbar": window.topbar,
        "status": window.status,
        "window": window,
    }[part]
    hover(under, files(project), MIDDLE)
    words = "Drop to open inception.convas here. With Shift it gets a window of its own."
    assert hint(desk) == words
    drop(under, files(project), MIDDLE)
    assert desk.session.path == project
    assert "inception1" in desk.session.network.nodes
    assert hint(desk) == ""
    assert len(desk.windows) == 1


def test_unsaved_work_is_asked_about_first(desk: Desk, project: Path) -> None:
    asked = []
    may_leave = desk.window.files.may_leave
    desk.window.files.may_leave = lambda: bool(asked.append(True))
    drop(desk.window, files(project), MIDDLE)
    desk.window.files.may_leave = may_leave
    assert asked == [True]
    assert desk.session.path is None


def test_with_shift_or_several_they_get_windows_of_their_own(
    desk: Desk, project: Path, tmp_path: Path
) -> None:
    first = desk.window
    hover(first.canvas.viewport(), files(project), MIDDLE, SHIFT)
    assert hint(desk) == "Drop to open inception.convas in a new window."
    drop(first.canvas.viewport(), files(project), MIDDLE, SHIFT)
    assert len(desk.windows) == 2
    assert first.session.path is None
    other = tmp_path / "other.convas"
    write(template("resnet18").project(), other)
    drop(first, files(project, other, tmp_path / "notes.txt"), MIDDLE)
    assert sorted(str(w.session.path) for w in desk.windows) == sorted(
        map(str, (None, project, other))
    )


def test_keys_change_what_a_drop_would_do_while_it_hovers(desk: Desk, project: Path) -> None:
    canvas, data = desk.window.canvas.viewport(), files(project)
    hover(canvas, data, MIDDLE)
    rest = (Qt.DropAction.CopyAction, data, LEFT, SHIFT)
    QApplication.sendEvent(canvas, QDragMoveEvent(MIDDLE, *rest))
    assert hint(desk) == "Drop to open inception.convas in a new window."
    QApplication.sendEvent(canvas, QDragLeaveEvent())
    assert hint(desk) == ""
    assert desk.session.path is None


def pictures(folder: Path, names: Iterable[str]) -> Path:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        image.save(str(folder / name))
    return folder


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("net.onnx", "net.onnx is an ONNX network, which this version cannot read yet."),
        ("cats/black", "black has no folders in it. To be trained on it needs a folder for each"),
        ("cats/black/1.png", "1.png is a single picture. Drop the folder that has a folder of"),
        ("paper.pdf", "paper.pdf is nothing that Convas opens. Drop a project"),
        ("empty", "empty has no folders in it."),
    ],
)
def test_what_cannot_be_used_says_so_and_what_can_be_done(
    desk: Desk, tmp_path: Path, made: str, said: str
) -> None:
    pictures(tmp_path / "cats", ["black/1.png", "white/1.png"])
    (tmp_path / "empty").mkdir()
    for name in ("net.onnx", "paper.pdf"):
        (tmp_path / name).write_bytes(b"?")
    before = desk.session.project
    hover(desk.window, files(tmp_path / made), MIDDLE)
    assert hint(desk).startswith(said)
    drop(desk.window, files(tmp_path / made), MIDDLE)
    assert message(desk).startswith(said)
    assert desk.session.project is before


def test_blocks_as_text_are_pasted_where_they_fall(desk: Desk) -> None:
    canvas = desk.window.canvas
    piece = edits.add(Network(), "relu1", ReLU())
    words = f"try this:\n```\n{pieces.encode(piece)}\n```"
    place = QPoint(120, 340)
    hover(canvas.viewport(), text(words), place)
    assert hint(desk) == "Drop to paste 1 blocks here."
    drop(canvas.viewport(), text(words), place)
    (name,) = desk.session.selection
    card = desk.session.network.nodes[name]
    point = canvas.mapToScene(place)
    assert abs(card.x + 72 - point.x()) <= 10
    assert abs(card.y + 48 - point.y()) <= 10
    assert desk.session.document.past == ("Paste",)


def test_other_text_is_not_taken_and_blocks_from_the_palette_still_are(desk: Desk) -> None:
    canvas = desk.window.canvas
    drop(canvas.viewport(), text("hello"), MIDDLE)
    assert hint(desk) == ""
    assert not desk.session.document.past
    drop_block(canvas, ReLU, QPointF(0, 900))
    assert desk.session.document.past == ("Add",)


def test_the_words_are_persian_too(qtbot, desk: Desk, project: Path) -> None:
    desk.window.status.language_chosen.emit(Language.PERSIAN)
    with qtbot.waitSignal(desk.window.painted):
        pass
    hover(desk.window, files(project), MIDDLE)
    assert "رها کنید" in hint(desk)


def heard(desk: Desk) -> list:
    desk.window.trainer._worker = desk.window.trainer._worker or Ear()
    return desk.window.trainer._worker.heard


def answer(desk: Desk, event: object) -> None:
    desk.window.trainer._received.emit(event)


def button(desk: Desk, words: str) -> QPushButton:
    bar = desk.window.findChild(QWidget, "message")
    return next(b for b in bar.findChildren(QPushButton) if b.text() == words and b.isVisible())


def test_a_folder_of_pictures_is_trained_on_and_the_network_is_fitted_to_it(
    desk: Desk, tmp_path: Path
) -> None:
    folder = pictures(tmp_path / "pets", ["cats/1.png", "dogs/1.png"])
    source = PictureFolder(folder=str(folder))
    said = heard(desk)
    hover(desk.window.canvas.viewport(), files(folder), MIDDLE)
    assert hint(desk) == "Drop to train on pets."
    drop(desk.window.canvas.viewport(), files(folder), MIDDLE)
    assert Survey(source, suggest=True) in said
    assert message(desk) == "Looking pets through…"
    answer(desk, Looking(64, 200, "files"))
    assert message(desk) == "Looking pets through: 64 of 200"
    answer(desk, report(source))
    assert desk.session.project.data == report(source).source
    assert message(desk) == "pets is the data set now: 100 pictures of 3×64×64, 3 classes."
    button(desk, "Fit the network to it").click()
    assert desk.session.network.nodes["input"].layer == Input(3, 64, 64)
    assert desk.session.network.nodes["fc3"].layer == Linear(3)
    desk.session.undo()
    desk.session.undo()
    assert desk.session.project.data == Mnist()


def test_what_cannot_be_read_says_why_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    heard(desk)
    (tmp_path / "digits.npz").write_bytes(b"?")
    before = desk.session.project
    drop(desk.window.dock.currentWidget(), files(tmp_path / "digits.npz"), MIDDLE)
    answer(desk, Declined("survey", "digits.npz is no NumPy archive. Copy it again."))
    assert message(desk) == "digits.npz is no NumPy archive. Copy it again."
    assert desk.session.project is before


def test_a_look_at_what_was_dropped_can_be_given_up(desk: Desk, tmp_path: Path) -> None:
    said = heard(desk)
    folder = pictures(tmp_path / "pets", ["cats/1.png", "dogs/1.png"])
    drop(desk.window, files(folder), MIDDLE)
    button(desk, "Cancel").click()
    assert said[-1] == Cancel()
    answer(desk, Declined("survey", ""))
    assert desk.session.project.data == Mnist()
    assert not desk.window.findChild(QWidget, "message").isVisible()
