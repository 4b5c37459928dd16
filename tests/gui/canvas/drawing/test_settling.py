"""Arrange is seen as a movement, and ends where the document says."""

import pytest
from PySide6.QtCore import QPointF

from graph import edits
from graph.arrange import arranged
from graph.project import Project
from graph.templates import template
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK

LENET = template("lenet5").project()


def canvas(qtbot, project: Project = LENET) -> tuple[CanvasView, Session]:
    session = Session(project)
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    return view, session


def shifted(session: Session) -> dict[str, tuple[float, float]]:
    return {name: (node.x + 100, node.y + 50) for name, node in session.network.nodes.items()}


def at(view: CanvasView) -> dict[str, tuple[float, float]]:
    return {name: view.scene().place(name) for name in view.scene().cards}


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.canvas.drawing.settling.duration", lambda _widget, wanted: wanted)


def test_cards_go_to_their_places_by_and_by_while_the_edit_is_made_at_once(qtbot, moving) -> None:
    view, session = canvas(qtbot)
    before, after = at(view), shifted(session)
    view.scene().settle(after, 60)
    session.edit("Arrange", edits.move(session.network, after))
    assert at(view) == before
    qtbot.waitUntil(lambda: at(view) == after)
    for wire, item in view.scene().wires.items():
        assert item.path.pointAtPercent(0) == view.scene().cards[wire.source].output_place()


def test_a_drag_in_between_finds_all_cards_at_their_places(qtbot, moving) -> None:
    view, session = canvas(qtbot)
    after = shifted(session)
    view.scene().settle(after, 5_000)
    view.scene().move_cards({"conv1": (0.0, -300.0)})
    assert at(view) == after | {"conv1": (0.0, -300.0)}


def test_another_edit_on_the_way_is_what_counts(qtbot, moving) -> None:
    view, session = canvas(qtbot)
    before, after = at(view), shifted(session)
    view.scene().settle(after, 40)
    session.edit("Arrange", edits.move(session.network, after))
    session.undo()
    qtbot.waitUntil(lambda: not view.scene().settling)
    assert at(view) == before


def test_nothing_moves_where_the_desktop_wants_it_so(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("gui.canvas.drawing.settling.duration", lambda _widget, _wanted: 0)
    view, session = canvas(qtbot)
    view.scene().settle(shifted(session), 200)
    node = session.network.nodes["conv1"]
    assert view.scene().cards["conv1"].pos() == QPointF(node.x + 100, node.y + 50)


def test_what_an_edit_moved_is_seen_to_move(qtbot, moving) -> None:
    view, session = canvas(qtbot)
    before, after = at(view), shifted(session) | {"fc3": (0.0, 0.0)}
    session.edit("Arrange", edits.move(session.network, after))
    view.scene().come_from(before)
    assert at(view) == before
    qtbot.waitUntil(lambda: at(view) == after)
    assert session.document.past == ("Arrange",)


def test_the_points_of_wires_are_found_where_the_document_has_them(qtbot, moving) -> None:
    network = template("googlenet").project().network
    network = edits.move(network, dict.fromkeys(network.nodes, (0.0, 0.0)))
    view, session = canvas(qtbot, Project(network))
    scene = view.scene()
    session.edit("Arrange", arranged(session.network))
    nodes = session.network.nodes  # wires that move with both their ends take their points along
    before = {name: (node.x + 101.3, node.y + 57.7) for name, node in nodes.items()}
    points = {(route.wire, p) for route in session.network.sketch.routes for p in route.points}
    assert points
    assert scene.bend_at(QPointF(0, 0), 1) is None  # asked for, and so made
    scene.come_from(before)
    qtbot.waitUntil(lambda: not scene.settling)
    for wire, point in points:
        found = scene.bend_at(QPointF(*point), 0.01)
        assert found is not None
        assert found[0] == wire or (found[0], point) in points
