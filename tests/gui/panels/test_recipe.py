"""The form of the recipe edits the project, one undo step for each field, and shows what counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from backend.protocol import FindRate, Overfit
from graph.augmentation import Augmentation
from graph.fields import with_value
from graph.network import Network
from graph.project import Project, read
from graph.recipe import Recipe
from gui.panels import recipe_parts as parts
from gui.panels.rate_plot import RatePlot, rates, steps_of
from gui.panels.recipe import RecipeForm
from gui.session import Session
from gui.settings import Settings
from gui.theme import LIGHT, Theme
from gui.titles import brief, summary
from gui.trainer import State, Trainer

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"


@pytest.fixture
def form(qtbot: QtBot, session: Session, trainer: Trainer, theme: Theme) -> RecipeForm:
    made = RecipeForm(session, trainer, theme)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(form: RecipeForm, name: str) -> bool:
    return form.findChild(QWidget, f"field:{name}").isVisible()


def fold(form: RecipeForm, name: str) -> QAbstractButton:
    return form.findChild(QAbstractButton, f"fold:{name}")


def write(qtbot: QtBot, form: RecipeForm, name: str, text: str) -> QLineEdit:
    editor = form.findChild(QWidget, f"field:{name}")
    line = editor if isinstance(editor, QLineEdit) else editor.findChild(QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    return line


def test_a_rate_that_is_typed_is_the_projects_until_undo(
    qtbot: QtBot, form: RecipeForm, session: Session
) -> None:
    rate = write(qtbot, form, "learning_rate", "5e-4")
    assert session.project.recipe == Recipe(learning_rate=5e-4)
    session.undo()
    assert rate.text() == "1e-3"


def test_momentum_is_asked_for_only_where_it_counts(
    qtbot: QtBot, form: RecipeForm, session: Session
) -> None:
    assert not shown(form, "momentum")
    qtbot.keyClick(form.findChild(QComboBox, "field:optimizer"), Qt.Key.Key_Up)
    assert session.project.recipe.optimizer == "sgd"
    assert shown(form, "momentum")
    assert shown(form, "nesterov")
    write(qtbot, form, "momentum", "0")
    assert not shown(form, "nesterov")
    session.undo()
    session.undo()
    assert not shown(form, "momentum")


def test_every_field_of_the_recipe_stands_in_one_section() -> None:
    placed = [name for _, names in parts.SECTIONS.values() for name in names]
    owned = set(Recipe.__struct_fields__) - {"augmentation"} | set(Augmentation.__struct_fields__)
    assert sorted(placed) == sorted(owned)


@pytest.mark.parametrize(
    ("schedule", "fields"),
    [
        ("constant", {"warm_up"}),
        ("cosine", {"warm_up"}),
        ("step", {"warm_up", "step_epochs", "step_factor"}),
        ("one-cycle", {"peak"}),
    ],
)
def test_a_schedule_shows_what_belongs_to_it(schedule: str, fields: set[str]) -> None:
    recipe = with_value(Recipe(), "schedule", schedule)
    known = ("warm_up", "peak", "step_epochs", "step_factor")
    assert {name for name in known if parts.meant(recipe, name)} == fields


def test_augmentation_is_set_by_its_path_and_undone_in_one_step(
    qtbot: QtBot, form: RecipeForm, session: Session
) -> None:
    fold(form, "augmentation").click()
    write(qtbot, form, "rotation", "15")
    assert session.project.recipe.augmentation == Augmentation(rotation=15.0)
    line = write(qtbot, form, "rotation", "500")
    assert session.project.recipe.augmentation.rotation == 15.0
    session.undo()
    assert session.project.recipe == Recipe()
    assert line.text() == ""  # “off” stands in it


def test_an_emptied_field_that_has_a_word_for_nothing_is_nothing(
    qtbot: QtBot, form: RecipeForm, session: Session
) -> None:
    fold(form, "loss").click()
    line = write(qtbot, form, "label_smoothing", "0.1")
    assert session.project.recipe.label_smoothing == 0.1
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert session.project.recipe.label_smoothing == 0


def test_open_sections_are_remembered(
    qtbot: QtBot, form: RecipeForm, session: Session, trainer: Trainer, theme: Theme
) -> None:
    assert not shown(form, "precision")
    fold(form, "speed").setFocus()
    qtbot.keyClick(fold(form, "speed"), Qt.Key.Key_Return)
    qtbot.keyClick(fold(form, "training"), Qt.Key.Key_Space)
    assert shown(form, "precision")
    assert not shown(form, "epochs")
    assert Settings().recipe_sections == {"speed", "schedule"}
    again = RecipeForm(session, trainer, theme)
    qtbot.addWidget(again)
    again.show()
    assert shown(again, "precision")
    assert not shown(again, "epochs")


def test_search_opens_what_it_finds_and_forgets_it_again(qtbot: QtBot, form: RecipeForm) -> None:
    search = form.findChild(QLineEdit, "recipe:search")
    qtbot.keyClicks(search, "smoothing")
    assert shown(form, "label_smoothing")
    assert not shown(form, "loss")
    assert not shown(form, "epochs")
    qtbot.keyClicks(search, " of nobody")
    assert form._nothing.isVisible()
    search.clear()
    qtbot.keyClicks(search, "crop")  # as the file has it; its title is another
    assert shown(form, "crop")
    search.clear()
    assert shown(form, "epochs")
    assert not shown(form, "label_smoothing")


def test_a_folded_section_says_what_is_changed_in_it() -> None:
    recipe = with_value(Recipe(), "augmentation.crop", 4)
    recipe = with_value(with_value(recipe, "augmentation.flip", True), "precision", "bf16")
    assert parts.changes("augmentation", recipe) == "Shift 4 px · Flip"
    assert parts.changes("speed", recipe) == "BF16"
    assert parts.changes("training", recipe) == ""
    assert parts.changes("schedule", with_value(recipe, "peak", 0.5)) == ""  # it has no effect


def test_settings_that_do_not_go_together_are_said_above_the_form(
    form: RecipeForm, session: Session
) -> None:
    told = form.findChild(QLabel, "recipe:conflict")
    assert not told.isVisible()
    form._set("", "class_weights", "1, 2")
    assert told.isVisible()
    assert "There are 2 class weights, but the data set has 10 classes." in told.text()
    session.undo()
    assert not told.isVisible()


def test_a_preset_is_one_step_and_leaves_the_device_alone(
    form: RecipeForm, session: Session
) -> None:
    form._set("", "device", "cpu")
    presets = form.findChild(QPushButton, "recipe:presets").menu().actions()
    presets[1].trigger()
    recipe = session.project.recipe
    assert (recipe.schedule, recipe.optimizer, recipe.device) == ("one-cycle", "adamw", "cpu")
    presets[0].trigger()
    assert session.project.recipe == Recipe(device="cpu")
    session.undo()
    session.undo()
    assert session.project.recipe == Recipe(device="cpu")


def test_the_fast_preset_is_the_recipe_of_the_example_that_was_measured() -> None:
    measured = read(EXAMPLES / "mnist-99.convas").recipe
    fast = parts.PRESETS[1].recipe
    assert structs.replace(fast, epochs=measured.epochs) == measured


def test_the_plot_has_the_steps_of_the_real_data(session: Session) -> None:
    project = session.project  # MNIST: 60,000 pictures
    assert steps_of(project) == 938
    recipe = with_value(with_value(project.recipe, "validation", 0.1), "batch_size", 100)
    assert steps_of(Project(Network(), recipe=recipe)) == 540


def test_the_plotted_rate_rises_to_the_recipes_and_falls_to_nothing() -> None:
    recipe = with_value(with_value(Recipe(), "schedule", "one-cycle"), "epochs", 4)
    points = rates(recipe, 938)
    epochs, values = zip(*points, strict=True)
    assert epochs == tuple(sorted(epochs))
    assert epochs[-1] == 4
    assert max(values) == values[epochs.index(min(epochs, key=lambda e: abs(e - 1)))]
    assert 0.98e-3 < max(values) <= 1e-3
    assert values[-1] < 1e-5
    assert rates(with_value(Recipe(), "epochs", 1), 1) == [(0.0, 1e-3), (1.0, 1e-3)]


def test_the_pointer_reads_the_rate_off_the_plot(
    qtbot: QtBot, form: RecipeForm, session: Session
) -> None:
    plot = form.findChild(RatePlot)
    before = plot.grab().toImage()
    qtbot.mouseMove(plot, QPoint(plot.width() // 3, 60))
    qtbot.waitUntil(lambda: plot.grab().toImage() != before)
    form.set_theme(LIGHT)
    assert plot.grab().toImage() != before


def test_the_buttons_ask_the_worker_to_try_the_network(
    qtbot: QtBot, form: RecipeForm, trainer: Trainer
) -> None:
    with qtbot.waitSignal(form.left):
        form.findChild(QPushButton, "trial:find-rate").click()
    assert isinstance(trainer._worker.heard[-1], FindRate)
    assert trainer.state is State.TRYING
    assert not form.findChild(QPushButton, "trial:overfit").isEnabled()
    trainer._become(State.READY)
    form.findChild(QPushButton, "trial:overfit").click()
    assert isinstance(trainer._worker.heard[-1], Overfit)


def test_the_chip_says_the_recipe_in_a_line() -> None:
    assert summary(Recipe(epochs=5, batch_size=128)) == "Adam 1e-3 · 5 epochs · batch 128"
    assert brief(9.98e-3) == "9.98e-3"
    assert brief(1 / 300) == "3.3333333333333335e-3"


@pytest.fixture
def from_right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("from_right_to_left")
def test_where_all_goes_together_no_line_is_kept_for_what_does_not(form: RecipeForm) -> None:
    assert not form.findChild(QLabel, "recipe:conflict").isVisible()
