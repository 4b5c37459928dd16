"""The feature panel asks for the maps of what is selected, shows them, or says why not."""

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from backend.protocol import Failed, Finished, Show, Started, Train, Watch
from graph import edits
from graph.layers.endpoints import Output
from graph.project import decode
from graph.sources import Found, Npz
from gui.panels.features import Panel
from gui.panels.map_grid import MapGrid
from gui.panels.picture_chooser import source_image
from gui.panels.score_bars import probabilities
from gui.session import Session
from gui.theme import DARK, LIGHT, Theme
from gui.trainer import State, Trainer
from tests.gui.panels.builders import maps


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(940, 260)
    made.show()
    return made


def text(panel: Panel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def heard(trainer: Trainer, kind: type) -> list:
    return [command for command in trainer._worker.heard if isinstance(command, kind)]


def test_the_selected_blocks_maps_are_asked_for_with_cards(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    session.select(["conv2"])
    qtbot.waitUntil(lambda: Watch("conv2", 0, True) in trainer._worker.heard)
    assert decode(heard(trainer, Show)[-1].project) == session.project


def test_a_burst_of_edits_is_one_question(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 1)
    for value in (1, 2, 3):
        session.edit("Set", edits.set_field(session.network, "conv1", "padding", value))
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 2)
    session.edit("Move", edits.move(session.network, {"conv1": (50.0, 5.0)}))
    qtbot.wait(200)
    assert len(heard(trainer, Show)) == 2


def test_while_training_only_the_watched_block_changes(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 1)
    trainer.train(session.project, "lenet")
    trainer._receive(Started("run-1", "cpu", 3, 938, 44426))
    session.edit("Set", edits.set_field(session.network, "conv1", "padding", 3))
    session.select(["conv1"])
    qtbot.waitUntil(lambda: Watch("conv1", 0, True) in trainer._worker.heard)
    assert len(heard(trainer, Show)) == 1
    trainer._receive(Finished("run-1", 3.0, 0.98, 0.05, 61.0, 5000.0))
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 2)
    assert heard(trainer, Show)[-1].run == "run-1"
    assert len(heard(trainer, Train)) == 1


def test_maps_are_titled_and_the_verdict_is_told(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    session.select(["conv2"])
    trainer._receive(maps("conv2"))
    shown = text(panel).replace("\u2066", "").replace("\u2069", "")
    assert "<b>conv2</b> · 16 maps 10×10 · step 1,230" in shown
    assert "label 7" in shown
    assert "97.8 %" in shown


def test_an_answer_to_an_older_question_is_not_shown(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    session.select(["conv2"])
    trainer._receive(maps("conv1"))
    trainer._receive(maps("conv2", picture=5))
    assert "come in a moment" in text(panel)


def test_a_vector_is_shown_as_values_and_a_cut_result_says_so(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    session.select(["fc"])
    trainer._receive(maps("fc", dims=(10,)))
    assert "10 values" in text(panel)
    assert panel._grid.told(QPoint(1, 1)).startswith("value 0:")
    session.select(["conv2"])
    trainer._receive(maps("conv2", dims=(512, 10, 10), sent=64))
    assert "the first 64 of 512 maps" in text(panel)


def test_nothing_selected_shows_what_the_output_gets(
    qtbot: QtBot, panel: Panel, trainer: Trainer
) -> None:
    """An Output computes nothing, so that the worker has nothing under its name."""
    qtbot.waitUntil(lambda: Watch("fc", 0, True) in trainer._worker.heard)


def test_other_pictures_are_a_button_a_key_or_a_number_away(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    previous, following, _ = panel.findChildren(QToolButton)
    previous.click()
    qtbot.waitUntil(lambda: Watch("fc", 9999, True) in trainer._worker.heard)
    following.click()
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: Watch("fc", 1, True) in trainer._worker.heard)
    spin = panel._chooser.spin
    spin.selectAll()
    qtbot.keyClicks(spin, "10000")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert spin.lineEdit().text() == "1"


def test_a_hidden_panel_asks_for_cards_only(qtbot: QtBot, panel: Panel, trainer: Trainer) -> None:
    qtbot.waitUntil(lambda: Watch("fc", 0, True) in trainer._worker.heard)
    panel.hide()
    qtbot.waitUntil(lambda: trainer._worker.heard[-1] == Watch("", 0, True))


def test_why_nothing_is_shown_is_said(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    trainer._receive(Failed("The file t10k-images-idx3-ubyte.gz is missing."))
    assert "is missing" in text(panel)
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    assert "The input of pool1 is not connected" in text(panel)
    session.undo()
    trainer.train(session.project, "lenet")
    first, relu = session.network.wires[0], session.network.nodes["relu1"].layer
    session.edit("Add", edits.insert(session.network, first, "new", relu, (0.0, 0.0)))
    session.select(["new"])
    assert "new is not part of the network that is training." in text(panel)


def test_without_a_worker_it_waits_for_one(
    qtbot: QtBot, session: Session, trainer: Trainer
) -> None:
    trainer.state = State.COLD
    panel = Panel(session, trainer, DARK)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.wait(200)
    assert trainer._worker.heard == []
    assert "PyTorch is being loaded" in text(panel)


@pytest.mark.parametrize("dims", [(16, 10, 10), (1, 28, 28), (64, 112, 112), (120,), (4096,), (1,)])
def test_every_size_of_result_is_painted(
    qtbot: QtBot, any_theme: Theme, dims: tuple[int, ...]
) -> None:
    grid = MapGrid(any_theme)
    qtbot.addWidget(grid)
    grid.resize(500, 180)
    grid.show_maps(maps("x", dims=dims))
    image = grid.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, 500, 3) for y in range(0, 180, 3)}
    assert len(colours) > 1
    assert grid.told(QPoint(2, 2)) != ""


def test_the_grid_scales_pixels_by_whole_numbers_and_fits(qtbot: QtBot) -> None:
    grid = MapGrid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(500, 180)
    grid.show_maps(maps("x", dims=(16, 10, 10)))
    cells = grid._cells()
    assert {cell.width() % 10 for cell in cells} == {0}
    assert max(cell.bottom() for cell in cells) <= 180


def test_scores_become_shares() -> None:
    assert probabilities((0.25, 0.75)) == [0.25, 0.75]
    assert sum(probabilities((1000.0, 3.0, -2.0))) == pytest.approx(1)
    assert source_image(maps("x")).width() == 28


def test_where_nothing_is_selected_the_main_output_is_shown(panel: Panel, session: Session) -> None:
    network = session.network
    side = edits.add(network, "side", Output(0.3))
    nodes = {"side": side.nodes["side"], **network.nodes}  # an auxiliary head that was drawn first
    session.edit("Add", edits.connect(network.replace(nodes=nodes), "flatten", "side"))
    assert panel.node == session.network.incoming["output"][0].source


def test_an_equal_project_that_is_opened_is_shown_anew(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 1)
    session.start(session.project)
    qtbot.waitUntil(lambda: len(heard(trainer, Show)) == 2)


def test_the_test_pictures_are_those_of_the_data_set(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    panel._choose(4_321)
    found = Found((1, 28, 28), tuple("0123456789"), 100, 40)
    data = Npz(file="/data/few.npz", found=found)
    session.edit_project("Data set", structs.replace(session.project, data=data))
    spin = panel.findChild(QAbstractSpinBox, "field:picture")
    assert spin.text() == "39"
    spin.stepBy(5)
    assert spin.text() == "39"
    panel.findChildren(QToolButton)[1].click()
    qtbot.waitUntil(lambda: Watch("fc", 0, True) in trainer._worker.heard)
