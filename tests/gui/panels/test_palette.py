"""The palette's groups fold to their first block, and search finds what is folded away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graph.layers.convolution import Conv2d
from graph.network import LAYERS
from gui.panels.palette import Panel
from gui.panels.palette_entry import Entry
from gui.panels.palette_group import GroupTitle
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK, LIGHT
from gui.trainer import Trainer


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.unfold(())
    made.resize(216, 900)
    made.show()
    return made


def shown(panel: Panel, *names: str) -> list[bool]:
    found = [panel.findChild(QWidget, f"palette:{name}") for name in names]
    return [entry.isVisible() for entry in found if entry is not None]


def title(panel: Panel, group: str) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, f"palette:group:{group}")
    assert found is not None
    return found


def test_a_folded_group_shows_the_block_that_is_used_most(panel: Panel, qtbot: QtBot) -> None:
    assert shown(panel, "relu", "sigmoid", "maxpool2d") == [True, False, True]
    qtbot.mouseClick(title(panel, "Activation"), Qt.MouseButton.LeftButton)
    assert shown(panel, "relu", "sigmoid") == [True, True]
    qtbot.keyClick(title(panel, "Activation"), Qt.Key.Key_Space)
    assert shown(panel, "relu", "sigmoid") == [True, False]


def test_search_looks_into_folded_groups(panel: Panel, qtbot: QtBot) -> None:
    search = panel.findChild(QLineEdit, "search")
    assert search is not None
    qtbot.keyClicks(search, "sigm")
    assert shown(panel, "relu", "sigmoid") == [False, True]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert shown(panel, "relu", "sigmoid") == [True, False]


def test_what_is_typed_with_its_numbers_is_added(panel: Panel, qtbot: QtBot) -> None:
    search = panel.findChild(QLineEdit, "search")
    assert search is not None
    qtbot.keyClicks(search, "conv 64 3x3 s2")
    entry = panel.findChild(Entry, "palette:conv2d")
    assert entry is not None
    assert entry.layer == Conv2d(64, 3, 2)
    assert entry.accessibleName() == "Conv 2-D, 3×3 · 64 filters · stride 2"
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert chosen.args == [Conv2d(64, 3, 2)]
    assert search.text() == ""
    assert (entry.layer, entry.accessibleName()) == (Conv2d(), "Conv 2-D")


def test_what_cannot_be_meant_is_said_and_not_added(panel: Panel, qtbot: QtBot) -> None:
    search = panel.findChild(QLineEdit, "search")
    assert search is not None
    for text, words in (("drop 7", "Rate cannot be 7"), ("zzzz", "No block is called “zzzz”")):
        search.clear()
        qtbot.keyClicks(search, text)
        with qtbot.assertNotEmitted(panel.chosen):
            qtbot.keyClick(search, Qt.Key.Key_Return)
        shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
        assert any(words in sentence for sentence in shown)


def test_a_group_of_a_few_blocks_does_not_fold(panel: Panel, qtbot: QtBot) -> None:
    assert shown(panel, "add", "multiply", "concat") == [True] * 3
    qtbot.mouseClick(title(panel, "Join"), Qt.MouseButton.LeftButton)
    assert shown(panel, "add", "multiply", "concat") == [True] * 3


def test_which_groups_are_open_is_remembered(panel: Panel) -> None:
    assert Settings().unfolded == {"Blocks"}  # what a newcomer would not look for
    large = {"Activation", "Blocks"}
    panel.unfold(large)
    assert panel.unfolded == large
    Settings().unfolded = panel.unfolded
    assert Settings().unfolded == large
    Settings().unfolded = frozenset()
    assert Settings().unfolded == frozenset()


def test_every_group_has_a_title_that_says_what_it_does(panel: Panel) -> None:
    titles = panel.findChildren(GroupTitle)
    assert len(titles) == len({kind.group for kind in LAYERS})
    assert all(title.toolTip() for title in titles if title.folds)
    before = panel.grab().toImage()
    panel.set_theme(LIGHT)
    assert panel.grab().toImage() != before
