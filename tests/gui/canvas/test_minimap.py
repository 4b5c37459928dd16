"""The drawing in the corner: it follows what changes, and is painted no more often than that."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from graph import edits
from graph.project import Project
from graph.templates import template
from gui.canvas.minimap import Minimap
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK


def canvas(qtbot, project: Project) -> tuple[CanvasView, Session, Minimap]:
    session = Session(project)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    QApplication.processEvents()
    (minimap,) = view.findChildren(Minimap)
    return view, session, minimap


def test_looking_elsewhere_only_moves_the_frame(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    paint = Minimap._paint_cards

    def counting(self, *rest) -> None:
        painted.append(1)
        paint(self, *rest)

    monkeypatch.setattr(Minimap, "_paint_cards", counting)
    view, session, minimap = canvas(qtbot, template("lenet5").project())
    minimap.repaint()
    before = minimap.grab().toImage()
    painted.clear()
    view.look.zoom_in()
    view.look.scroll(30, 30)
    assert minimap.grab().toImage() != before
    assert painted == []
    session.edit("Delete", edits.remove(session.network, ["conv1"]))
    qtbot.waitUntil(lambda: bool(painted))


@pytest.mark.parametrize("few", [0, 500])
def test_a_click_brings_that_place_into_view(qtbot, monkeypatch, few: int) -> None:
    monkeypatch.setattr("gui.canvas.minimap.FEW", few)  # spots, or cards with round corners
    view, session, minimap = canvas(qtbot, template("googlenet").project())
    view.look.zoom_reset()
    corner = QPoint(minimap.width() - 12, minimap.height() - 12)
    qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=corner)
    seen = view.look.seen()
    assert seen.center().x() > view.scene().drawing().center().x()
    assert minimap.grab().toImage().pixelColor(corner).name() != DARK.canvas
    assert session.document.past == ()
