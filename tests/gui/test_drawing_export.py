"""The dialog of “Export drawing”, what it writes, and the clipboard."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from graph.project import Project
from graph.templates import template
from gui.drawing_export import DrawingExport, copy_picture
from gui.session import Session
from gui.theme import DARK


@pytest.fixture
def session(qapp) -> Session:
    return Session(template("lenet5").project(), title="lenet5")


@pytest.fixture
def opened(qtbot, session):
    parent = QWidget()
    qtbot.addWidget(parent)

    def make() -> DrawingExport:
        dialog = DrawingExport(session, DARK, None, parent)
        dialog.open()
        return dialog

    return make


def put(dialog: DrawingExport, name: str, value: object) -> None:
    editor = dialog.findChild(QWidget, f"field:{name}")
    editor.set_value(value)
    editor.edited.emit(value)


def export(dialog: DrawingExport, monkeypatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.findChild(QPushButton, "drawing-export:go").click()


@pytest.mark.parametrize(
    ("kind", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")]
)
def test_a_file_of_the_chosen_kind_is_written_and_gets_its_suffix(
    opened, monkeypatch, tmp_path, kind, start
) -> None:
    dialog = opened()
    put(dialog, "kind", kind)
    export(dialog, monkeypatch, tmp_path / "lenet")
    assert (tmp_path / f"lenet.{kind}").read_bytes().startswith(start)
    assert not dialog.isVisible()


def test_nothing_is_written_where_no_file_is_chosen(opened, monkeypatch, tmp_path) -> None:
    dialog = opened()
    export(dialog, monkeypatch, "")
    assert dialog.isVisible()
    assert list(tmp_path.glob("*.svg")) == []
    dialog.close()


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(
    opened, monkeypatch, tmp_path
) -> None:
    dialog = opened()
    export(dialog, monkeypatch, tmp_path / "gone" / "lenet.svg")
    said = dialog.findChild(QLabel, "drawing-export:trouble")
    assert "cannot be written" in said.text()
    assert dialog.isVisible()
    dialog.close()


def test_the_size_is_said_and_one_that_is_too_large_is_refused(
    opened, session, monkeypatch
) -> None:
    network = session.network
    far = network.replace(nodes={**network.nodes, "fc3": far_away(network.nodes["fc3"])})
    session.edit("Move", far)
    dialog = opened()
    assert "sharp at every size" in dialog.findChild(QLabel, "drawing-export:size").text()
    put(dialog, "kind", "png")
    put(dialog, "scale", 4.0)
    export(dialog, monkeypatch, "/nowhere")
    assert "too large" in dialog.findChild(QLabel, "drawing-export:trouble").text()
    dialog.close()


def far_away(node):
    return type(node)(node.layer, 90_000.0, 0.0)


def test_the_scale_is_asked_for_only_where_it_matters(opened) -> None:
    dialog = opened()
    scale = dialog.findChild(QWidget, "field:scale")
    assert not scale.isVisible()
    put(dialog, "kind", "png")
    assert scale.isVisible()
    dialog.close()


def test_the_selected_blocks_are_offered_where_there_are_some(opened, session) -> None:
    bare = opened()
    assert not bare.findChild(QWidget, "field:blocks").isVisible()
    bare.close()
    session.select(("conv1",))
    dialog = opened()
    assert dialog.findChild(QWidget, "field:blocks").isVisible()
    dialog.close()


def test_a_picture_goes_on_the_clipboard_as_pixels_and_as_lines(session, qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    session.select(("conv1", "relu1"))
    copy_picture(session, DARK, None, parent)
    data = QApplication.clipboard().mimeData()
    assert data.hasImage()
    drawn = bytes(data.data("image/svg+xml").data())
    assert b"conv1" in drawn
    assert b"pool1" not in drawn
    QApplication.clipboard().clear()  # offscreen it outlives Python, which the picture may not


def test_every_option_has_its_place_in_the_form(opened) -> None:
    dialog = opened()
    names = ("kind", "blocks", "colours", "scale", "pictures", "transparent")
    assert all(dialog.findChild(QWidget, f"field:{name}") is not None for name in names)
    dialog.close()


def test_the_menu_opens_the_dialog_and_has_nothing_to_offer_without_blocks(desk) -> None:
    window = desk.window
    window.actions_by_name["export-drawing"].trigger()
    dialog = window.findChild(DrawingExport)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()
    entry = next(each for each in window.table if each.name == "export-drawing")
    assert entry.missing() == ""
    window.session.start(Project())
    assert entry.missing() == "There is nothing drawn yet."
