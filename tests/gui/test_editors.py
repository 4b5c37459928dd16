"""Each editor says what the user set, once, and takes what it is told without a word."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graph.fields import field
from graph.layers.convolution import Conv2d
from graph.recipe import Mnist, Recipe
from gui.editors import Choice, Entry, Spin, Switch, editor
from gui.titles import brief


def made(qtbot: QtBot, widget: QWidget) -> list[object]:
    """Shows an editor; the list fills with what it says."""
    said: list[object] = []
    qtbot.addWidget(widget)
    widget.edited.connect(said.append)
    widget.show()
    widget.setFocus()
    return said


def typed(qtbot: QtBot, widget: QWidget, text: str) -> None:
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("owner", "name", "kind", "value"),
    [
        (Conv2d, "bias", Switch, True),
        (Conv2d, "kernel", Spin, 5),
        (Recipe, "learning_rate", Entry, 0.01),
        (Recipe, "loss", Choice, "squared-error"),
    ],
)
def test_a_field_chooses_its_editor_which_is_told_in_silence(
    qtbot: QtBot, owner: type, name: str, kind: type, value: object
) -> None:
    widget = editor(field(owner, name))
    said = made(qtbot, widget)
    widget.set_value(value)
    assert isinstance(widget, kind)
    assert said == []
    assert widget.objectName() == f"field:{name}"
    assert widget.accessibleName() == field(owner, name).title
    assert widget.toolTip() == field(owner, name).help


def test_typing_a_whole_number_counts_on_enter_and_once(qtbot: QtBot) -> None:
    spin = Spin(field(Conv2d, "kernel"))
    said = made(qtbot, spin)
    spin.set_value(3)
    spin.selectAll()
    qtbot.keyClicks(spin, "11")
    assert said == []
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    spin.set_value(11)
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert said == [11]


def test_arrow_keys_step_at_once_and_stop_at_the_bounds(qtbot: QtBot) -> None:
    spin = Spin(field(Conv2d, "kernel"))
    said = made(qtbot, spin)
    spin.set_value(2)
    for value in (1, 1):
        qtbot.keyClick(spin, Qt.Key.Key_Down)
        spin.set_value(value)
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert said == [1, 2]


def test_the_wheel_works_only_where_the_keyboard_is(qtbot: QtBot) -> None:
    elsewhere, spin = Spin(field(Conv2d, "stride")), Spin(field(Conv2d, "kernel"))
    passed, said = made(qtbot, elsewhere), made(qtbot, spin)
    qtbot.waitUntil(spin.hasFocus)
    for each in (elsewhere, spin):
        each.set_value(3)
        turn(each)
    assert (passed, said) == ([], [4])


def turn(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_what_is_no_number_is_handed_on_for_the_one_door_to_refuse(qtbot: QtBot) -> None:
    spin, entry = Spin(field(Conv2d, "kernel")), Entry(field(Recipe, "learning_rate"))
    whole, real = made(qtbot, spin), made(qtbot, entry)
    typed(qtbot, spin, "abc")
    typed(qtbot, spin, "99999999999999999999")
    typed(qtbot, entry, "fast")
    assert whole == ["abc", 99999999999999999999]
    assert real == ["fast"]


def test_a_seed_of_53_bits_fits(qtbot: QtBot) -> None:
    spin = Spin(field(Recipe, "seed"))
    said = made(qtbot, spin)
    typed(qtbot, spin, str(2**53))
    assert said == [2**53]


@pytest.mark.parametrize("text", ["1e-3", "0.001", ".001", "1E-03"])
def test_a_rate_may_be_written_as_one_likes(qtbot: QtBot, text: str) -> None:
    entry = Entry(field(Recipe, "learning_rate"))
    said = made(qtbot, entry)
    typed(qtbot, entry, text)
    assert said == [0.001]


def test_escape_brings_the_last_good_value_back(qtbot: QtBot) -> None:
    spin = Spin(field(Conv2d, "kernel"))
    said = made(qtbot, spin)
    spin.set_value(3)
    spin.selectAll()
    qtbot.keyClicks(spin, "77")
    qtbot.keyClick(spin, Qt.Key.Key_Escape)
    assert spin.lineEdit().text() == "3"
    assert said == [3]


def test_a_choice_is_shown_in_words_and_said_as_in_the_file(qtbot: QtBot) -> None:
    choice = Choice(field(Recipe, "optimizer"))
    said = made(qtbot, choice)
    choice.set_value("sgd")
    assert choice.currentText() == "SGD"
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert said == ["adam"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.9, "0.9"), (1e-3, "1e-3"), (1e-5, "1e-5"), (0.0, "0"), (100.0, "100"), (1.5e-4, "1.5e-4")],
)
def test_a_number_is_written_briefly_and_exactly(number: float, text: str) -> None:
    assert brief(number) == text
    assert float(text) == number


def test_nothing_typed_is_nought_where_nought_has_a_meaning_of_its_own(qtbot: QtBot) -> None:
    spin = Spin(field(Mnist, "examples"))
    said = made(qtbot, spin)
    spin.set_value(0)
    assert (spin.lineEdit().text(), spin.lineEdit().placeholderText()) == ("", "all")
    typed(qtbot, spin, "500")
    spin.set_value(500)
    spin.selectAll()
    qtbot.keyClick(spin, Qt.Key.Key_Delete)
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    spin.set_value(0)
    spin.stepBy(1)
    assert said == [500, 0, 1]


def test_sizes_are_one_number_or_two_or_a_word(qtbot: QtBot) -> None:
    sizes = editor(field(Conv2d, "padding"))
    said = made(qtbot, sizes)
    sizes.set_value((1, 3))
    assert sizes.lineEdit().text() == "1×3"
    for text in ("2", "3x5", "same", "4×4", "far"):
        typed(qtbot, sizes, text)
        sizes.set_value(said[-1])
    assert said == [2, (3, 5), "same", 4, "far"]
    sizes.set_value((1, 3))
    sizes.stepBy(1)
    assert said[-1] == (2, 4)
