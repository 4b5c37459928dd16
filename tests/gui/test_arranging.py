"""The Arrange menu: one step each, and what is pinned stays."""

import pytest
from PySide6.QtWidgets import QLabel

from graph import edits
from graph.project import Project
from gui.start import Desk
from tests.graph.builders import forked

THREE = ("conv1", "relu1", "conv2")


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


def places(desk: Desk, names=THREE) -> list[tuple[float, float]]:
    nodes = desk.session.network.nodes
    return [(nodes[name].x, nodes[name].y) for name in names]


@pytest.fixture
def scattered(desk: Desk) -> Desk:
    spots = {"conv1": (0.0, 10.0), "relu1": (300.0, 400.0), "conv2": (900.0, -70.0)}
    desk.session.start(Project(edits.move(forked(), spots)))
    desk.session.select(THREE)
    return desk


@pytest.mark.parametrize(
    ("action", "label", "after"),
    [
        ("lefts", "Align", [(0, 10), (0, 400), (0, -70)]),
        ("rights", "Align", [(900, 10), (900, 400), (900, -70)]),
        ("centres", "Align", [(450, 10), (450, 400), (450, -70)]),
        ("tops", "Align", [(0, -70), (300, -70), (900, -70)]),
        ("middles", "Align", [(0, 165), (300, 165), (900, 165)]),
        ("bottoms", "Align", [(0, 400), (300, 400), (900, 400)]),
        ("gaps", "Distribute", [(0, 10), (450, 400), (900, -70)]),
        ("gaps-down", "Distribute", [(0, 165), (300, 400), (900, -70)]),
        ("straighten", "Straighten", [(0, 10), (300, 10), (900, 10)]),
    ],
)
def test_the_selected_blocks_are_put_in_line(scattered: Desk, action, label, after) -> None:
    press(scattered, action)
    assert places(scattered) == after
    assert scattered.session.document.past == (label,)
    assert scattered.session.selection == THREE
    scattered.session.undo()
    assert places(scattered) == [(0, 10), (300, 400), (900, -70)]


def test_too_few_are_refused(scattered: Desk) -> None:
    scattered.session.select(("conv1",))
    press(scattered, "lefts")
    said = scattered.window.findChild(QLabel, "message:text").text()
    assert said.startswith("Select at least 2 blocks first")


def test_blocks_are_pinned_and_unpinned(scattered: Desk) -> None:
    press(scattered, "pin")
    assert scattered.session.network.sketch.pinned == THREE
    scattered.session.select(("conv1", "fc1"))
    press(scattered, "pin")
    assert set(scattered.session.network.sketch.pinned) == {*THREE, "fc1"}
    press(scattered, "pin")
    assert set(scattered.session.network.sketch.pinned) == {"relu1", "conv2"}
    assert scattered.session.document.past == ("Pin", "Pin", "Unpin")
    scattered.session.select(())
    press(scattered, "pin")
    said = scattered.window.findChild(QLabel, "message:text").text()
    assert said == "Nothing is selected. Select a block first."


def test_a_selection_is_arranged_and_the_others_stay(scattered: Desk) -> None:
    others = [name for name in scattered.session.network.nodes if name not in THREE]
    before = places(scattered, others)
    press(scattered, "tidy")
    assert places(scattered, others) == before
    assert len({y for _, y in places(scattered)}) == 1
    assert scattered.session.document.past == ("Arrange the selection",)


def test_data_go_down_or_to_the_right(scattered: Desk) -> None:
    press(scattered, "downward")
    assert scattered.session.network.sketch.flow == "down"
    ys = [y for _, y in places(scattered)]
    assert ys == sorted(ys)
    press(scattered, "across")
    assert scattered.session.network.sketch.flow == "right"
    xs = [x for x, _ in places(scattered)]
    assert xs == sorted(xs)
    assert scattered.session.document.past == ("Arrange", "Arrange")
