"""Each editor says what the user set, once, and takes what it is told without a word."""

from html import escape

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graph.blocks.conv import ConvBlock
from graph.fields import field
from graph.layers.convolution import Conv2d
from graph.layers.reshape import Upsample
from graph.network import Block
from graph.recipe import Recipe
from graph.sources import Mnist
from gui.editors import Choice, Entry, Spin, Switch, described, editor
from gui.sizes import Sizes
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
        (Conv2d, "groups", Spin, 5),
        (Conv2d, "kernel", Sizes, 5),
        (Upsample, "factor", Sizes, 3.0),
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
    front = widget.height_box if isinstance(widget, Sizes) else widget
    assert front.objectName() == f"field:{name}"
    assert front.accessibleName() == field(owner, name).title
    assert front.accessibleDescription().startswith(field(owner, name).help)
    assert front.toolTip() == f"<qt>{escape(front.accessibleDescription())}</qt>"


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
    choice = Choice(field(Recipe, "optimizer").choices)
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


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [
        (Conv2d, "kernel", "From 1 to 1,024 px. Default: 3."),
        (ConvBlock, "padding", "From 0 to 1,024 px. Default: half."),
        (Recipe, "learning_rate", "Above 0, up to 100. Default: 1e-3."),
        (Recipe, "optimizer", "Default: Adam."),
        (Conv2d, "bias", "Adds one learned number to each output channel. Default: on."),
        (Block, "name", "What the block is called, here, in the palette and in the code."),
    ],
)
def test_a_field_says_its_range_its_unit_and_its_default(owner: type, name: str, text: str) -> None:
    assert described(field(owner, name)).endswith(text)


def sizes(qtbot: QtBot, owner: type, name: str) -> tuple[Sizes, list[object]]:
    made_one = editor(field(owner, name))
    assert isinstance(made_one, Sizes)
    return made_one, made(qtbot, made_one)


def test_sizes_are_one_number_or_two_or_a_word(qtbot: QtBot) -> None:
    padding, said = sizes(qtbot, Conv2d, "padding")
    for text in ("2", "3x5"):
        typed(qtbot, padding.height_box, text)
        padding.set_value(said[-1])
    assert said == [2, (3, 5)]
    assert (padding.height_box.text(), padding.width_box.text()) == ("3", "5")
    for text in ("same", "4×4", "far"):
        typed(qtbot, padding.height_box, text)
        padding.set_value(said[-1])
    assert said[2:] == ["same", 4, "far"]


def test_the_link_takes_height_and_width_apart_and_puts_them_together(qtbot: QtBot) -> None:
    kernel, said = sizes(qtbot, Conv2d, "kernel")
    kernel.set_value(3)
    assert kernel.linked
    assert not kernel.width_box.isVisible()
    qtbot.mouseClick(kernel.link, Qt.MouseButton.LeftButton)
    assert kernel.width_box.isVisible()
    assert said == []  # two that are equal are the same value as one
    typed(qtbot, kernel.width_box, "5")
    kernel.set_value(said[-1])
    qtbot.keyClick(kernel.height_box, Qt.Key.Key_Up)
    kernel.set_value(said[-1])
    assert said == [(3, 5), (4, 5)]
    qtbot.mouseClick(kernel.link, Qt.MouseButton.LeftButton)
    assert said[-1] == 4
    assert not kernel.width_box.isVisible()


def test_a_pair_that_becomes_square_is_one_number_and_stays_apart(qtbot: QtBot) -> None:
    kernel, said = sizes(qtbot, Conv2d, "kernel")
    kernel.set_value((3, 5))
    typed(qtbot, kernel.width_box, "3")
    kernel.set_value(said[-1])
    assert said == [3]
    assert not kernel.linked


def test_a_word_is_chosen_in_the_links_menu(qtbot: QtBot) -> None:
    padding, said = sizes(qtbot, ConvBlock, "padding")
    padding.set_value((1, 2))
    menu = padding.link.menu()
    menu.aboutToShow.emit()
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles == ["half", "One number", "Height × width"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Height × width"]
    menu.actions()[0].trigger()
    padding.set_value(said[-1])
    assert padding.height_box.text() == "half"
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if each.text() == "Height × width").trigger()
    padding.set_value(said[-1])
    assert said == ["half", 0]
    assert padding.width_box.isVisible()


def test_the_keyboard_goes_from_height_to_width_to_the_link(qtbot: QtBot) -> None:
    kernel, _ = sizes(qtbot, Conv2d, "kernel")
    kernel.set_value((3, 5))
    qtbot.waitUntil(kernel.height_box.hasFocus)
    for each in (kernel.width_box, kernel.link):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is each


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Conv2d, "groups"), (Conv2d, "kernel"), (Recipe, "loss"), (Recipe, "momentum")],
)
def test_several_values_are_no_value_until_one_is_set(qtbot: QtBot, owner: type, name: str) -> None:
    widget = editor(field(owner, name))
    said = made(qtbot, widget)
    widget.set_mixed("several")
    front = widget.height_box if isinstance(widget, Sizes) else widget
    qtbot.keyClick(front, Qt.Key.Key_Return)
    qtbot.keyClick(front, Qt.Key.Key_Escape)
    assert said == []
    if not isinstance(front, Choice):
        typed(qtbot, front, "1")
        assert said == [1]


def test_a_switch_for_several_is_neither_on_nor_off_and_then_on(qtbot: QtBot) -> None:
    switch = Switch(field(Conv2d, "bias"))
    said = made(qtbot, switch)
    switch.set_mixed("several")
    assert switch.checkState() is Qt.CheckState.PartiallyChecked
    switch.click()
    assert said == [True]
    switch.click()
    assert said == [True, False]
