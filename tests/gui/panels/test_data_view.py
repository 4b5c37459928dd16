"""The Data tab: what it asks the worker, and what it shows of the answers."""

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from backend.protocol import Cancel, Declined, Preview, Previewed, Remark, Survey
from graph.fields import with_value
from graph.sources import FashionMnist, Mnist
from gui.panels.class_table import ClassTable
from gui.panels.data_view import Panel
from gui.panels.picture_grid import PictureGrid
from gui.panels.preview import PreviewView
from gui.session import Session
from gui.surveyor import Surveyor
from gui.theme import DARK, LIGHT
from gui.trainer import Trainer
from tests.gui.panels.reports import of_class, picture, report


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, Surveyor(session, trainer), DARK)
    qtbot.addWidget(made)
    made.resize(1160, 260)
    return made


def shown(panel: Panel) -> str:
    labels = [label for label in panel.findChildren(QLabel) if label.isVisible()]
    return "\n".join(label.text() for label in labels)


def rows(panel: Panel) -> list[tuple[str, ...]]:
    model = panel.findChild(ClassTable).model()
    return [
        tuple(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]


def test_it_looks_through_when_it_is_shown_first_and_keeps_what_it_saw(
    panel: Panel, trainer: Trainer
) -> None:
    assert trainer._worker.heard == []
    panel.show()
    assert trainer._worker.heard == [Survey(Mnist())]
    assert "Looking through…" in shown(panel)
    trainer._received.emit(report(Mnist()))
    assert rows(panel) == [("cats", "30", "10"), ("dogs", "50", "8"), ("eels", "0", "2")]
    assert "0.50  0.40  0.30" in shown(panel)
    panel.hide()
    panel.show()
    assert trainer._worker.heard == [Survey(Mnist())]


def test_classes_are_sorted_by_name_and_count_and_as_they_were(
    qtbot: QtBot, panel: Panel, trainer: Trainer
) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    header = panel.findChild(ClassTable).header()
    place = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    orders = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append([row[0] for row in rows(panel)])
    words = [" ".join(order) for order in sorted(orders)]
    assert words == ["cats dogs eels", "dogs cats eels", "eels cats dogs"]


def test_the_pictures_are_those_of_the_class_that_is_chosen(
    qtbot: QtBot, panel: Panel, trainer: Trainer
) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    grid, table = panel.findChild(PictureGrid), panel.findChild(ClassTable)
    assert grid._titles[0] == "cats: training picture 0"
    assert len(grid.cells()) == 3
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert grid._titles[0] == "dogs: training picture 30"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert "eels has no training picture: nothing can be learned of it." in shown(panel)


def test_a_thousand_classes_are_rows_of_a_list(panel: Panel, trainer: Trainer) -> None:
    panel.show()
    classes = tuple(of_class(f"class {n}", n, 1) for n in range(1_000))
    trainer._received.emit(structs.replace(report(Mnist()), classes=classes))
    assert len(rows(panel)) == 1_000
    assert not panel.grab().isNull()


def test_remarks_are_told_and_their_files_can_be_copied(
    qtbot: QtBot, panel: Panel, trainer: Trainer
) -> None:
    panel.show()
    files = ("cats/a.png", "cats/b.png")
    remark = Remark("broken", "{count} files cannot be read.", {"count": 2}, files)
    trainer._received.emit(report(Mnist(), remark))
    qtbot.waitUntil(lambda: "2 files cannot be read." in shown(panel))
    panel.findChild(QPushButton, "copy:broken").click()
    assert QApplication.clipboard().text() == "cats/a.png\ncats/b.png"


def test_without_a_report_it_says_why_and_offers_to_choose(
    qtbot: QtBot, panel: Panel, trainer: Trainer
) -> None:
    panel.show()
    trainer._received.emit(Declined("survey", "t10k.gz is damaged."))
    assert "t10k.gz is damaged." in shown(panel)
    with qtbot.waitSignal(panel.form_asked):
        panel.findChild(QPushButton, "choose-data").click()


def asked(trainer: Trainer) -> list[Preview]:
    return [command for command in trainer._worker.heard if isinstance(command, Preview)]


def answered(preview: Preview) -> Previewed:
    pictures = tuple(picture(3) for _ in preview.pictures)
    return Previewed(preview.pictures, tuple(picture(3, 8) for _ in pictures), pictures, pictures)


def test_what_training_makes_of_pictures_follows_the_recipe(
    qtbot: QtBot, panel: Panel, session: Session, trainer: Trainer
) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    qtbot.wait(200)
    assert asked(trainer) == []  # nobody looks at it
    panel.findChild(QPushButton, "data:preview").click()
    qtbot.waitUntil(lambda: len(asked(trainer)) == 1)
    first = asked(trainer)[0]
    assert first.pictures == (0, 30, 1, 31, 2, 32)  # one of each class, then another one
    trainer._received.emit(answered(first))
    view = panel.findChild(PreviewView)
    assert [name for name, _ in view._rows.rows] == ["As it is", "Resized", "Varied"]
    assert "Nothing is varied." in shown(panel)
    recipe = with_value(session.project.recipe, "augmentation.flip", True)
    session.edit_project("Flip", structs.replace(session.project, recipe=recipe))
    qtbot.waitUntil(lambda: len(asked(trainer)) == 2)
    assert asked(trainer)[1].augmentation.flip
    session.undo()
    session.redo()
    qtbot.wait(200)
    assert len(asked(trainer)) == 2  # one at a time
    trainer._received.emit(answered(asked(trainer)[1]))
    assert "Flip" in shown(panel)
    panel.findChild(QPushButton, "preview:variations").click()
    qtbot.waitUntil(lambda: len(asked(trainer)) == 3)
    assert asked(trainer)[2].seed != first.seed
    trainer._received.emit(answered(asked(trainer)[2]))
    panel.findChild(QPushButton, "preview:pictures").click()
    qtbot.waitUntil(lambda: len(asked(trainer)) == 4)
    assert asked(trainer)[3].pictures != first.pictures


def test_a_preview_that_is_declined_says_why(qtbot: QtBot, panel: Panel, trainer: Trainer) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    panel.findChild(QPushButton, "data:preview").click()
    qtbot.waitUntil(lambda: len(asked(trainer)) == 1)
    trainer._received.emit(Declined("preview", "The file is gone."))
    assert "The file is gone." in shown(panel)


def test_it_takes_other_colours(panel: Panel, trainer: Trainer) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    panel.set_theme(LIGHT)
    assert not panel.grab().isNull()


def test_another_data_set_is_looked_at_while_the_tab_is_open_and_none_that_was_given_up(
    panel: Panel, session: Session, trainer: Trainer
) -> None:
    panel.show()
    trainer._received.emit(report(Mnist()))
    session.edit_project("Data set", structs.replace(session.project, data=FashionMnist()))
    assert trainer._worker.heard[-1] == Survey(FashionMnist())
    button = next(b for b in panel.findChildren(QPushButton, "data:cancel") if b.isVisible())
    button.click()
    trainer._received.emit(Declined("survey", ""))
    assert trainer._worker.heard[-1] == Cancel()
    assert "Fashion-MNIST are shown here once it was looked through" in shown(panel)
    session.undo()
    assert rows(panel) != []
