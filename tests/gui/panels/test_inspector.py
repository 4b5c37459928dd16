"""The inspector shows what is selected and edits it; every change comes back from the document."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from graph import edits
from graph.blocks.conv import ConvBlock, DepthwiseSeparable
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
from graph.fields import Field, fields
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d, ConvTranspose2d, LocallyConnected2d
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import MaxPool2d
from graph.network import LAYERS, AnyLayer, Block, Node, Repeat, Wire
from graph.project import Project
from gui.language import Language, use
from gui.panels.inspector import Panel
from gui.panels.node_view import NodeView
from gui.session import Session
from gui.theme import DARK, LIGHT
from gui.trainer import Trainer
from tests.gui.panels.builders import chain


@pytest.fixture
def panel(qtbot: QtBot, session: Session, trainer: Trainer) -> Panel:
    made = Panel(session, trainer, DARK)
    qtbot.addWidget(made)
    made.resize(310, 800)
    made.show()
    return made


def text(panel: Panel) -> str:
    """All that can be read on the panel."""
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def fact(panel: Panel, name: str) -> str:
    label = panel.findChild(QLabel, f"fact:{name}")
    return label.text().strip("\u2066\u2069") if label and label.isVisible() else ""


def spin(panel: Panel, name: str) -> QAbstractSpinBox:
    return panel.findChild(QAbstractSpinBox, f"field:{name}")


def typed(qtbot: QtBot, widget: QAbstractSpinBox | QLineEdit, words: str) -> None:
    widget.selectAll()
    qtbot.keyClicks(widget, words)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_typing_a_kernel_size_changes_the_document_and_undo_shows_the_old_one(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    typed(qtbot, spin(panel, "kernel"), "3")
    assert session.network.nodes["conv2"].layer == Conv2d(16, 3)
    session.undo()
    assert spin(panel, "kernel").lineEdit().text() == "5"
    assert session.document.future == ("Filter size",)


def test_steps_in_a_row_are_one_undo_step_until_the_field_is_left(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    kernel, stride = spin(panel, "kernel"), spin(panel, "stride")
    kernel.setFocus()
    qtbot.waitUntil(kernel.hasFocus)
    kernel.stepBy(1)
    kernel.stepBy(1)
    stride.setFocus()
    kernel.setFocus()
    kernel.stepBy(1)
    assert session.document.past == ("Filter size", "Filter size")


def test_a_refusal_stands_under_the_field_and_changes_nothing(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    typed(qtbot, spin(panel, "kernel"), "0")
    assert "Filter size cannot be 0: write a number from 1 to 1024" in text(panel)
    assert spin(panel, "kernel").lineEdit().text() == "0"
    assert session.document.past == ()
    typed(qtbot, spin(panel, "kernel"), "4")
    assert "cannot be" not in text(panel)


def other(field: Field) -> object:
    """A value that is not the field's default."""
    if field.type is bool:
        return not field.default
    if field.choices and not field.pair:
        return next(choice for choice in field.choices if choice != field.default)
    if field.type is str and not field.choices:
        return "other"
    if field.type is float:
        return 0.25
    return 7 if field.high is None or field.high >= 7 else 2


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_every_layers_form_opens_and_edits_each_field(
    qtbot: QtBot, panel: Panel, session: Session, kind: type[Layer]
) -> None:
    session.edit("Add", edits.add(session.network, "new", kind()))
    session.select(["new"])
    assert str(kind().label) in text(panel)
    for each in fields(kind):
        if each.nested:
            continue
        operate(qtbot, panel, each, other(each))
        layer = session.network.nodes["new"].layer
        assert getattr(layer, each.name) == other(each)
        session.undo()
        assert session.network.nodes["new"].layer == kind()


def operate(qtbot: QtBot, panel: Panel, field: Field, value: object) -> None:
    if field.type is bool:
        panel.findChild(QCheckBox, f"field:{field.name}").click()
    elif field.choices and not field.pair:
        box = panel.findChild(QComboBox, f"field:{field.name}")
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    elif field.type is float or (field.type is str and not field.choices):
        typed(qtbot, panel.findChild(QLineEdit, f"field:{field.name}"), str(value))
    else:
        typed(qtbot, spin(panel, field.name), str(value))


def test_labels_carry_the_formulas_letters(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    for label in ("Filters K", "Filter size F", "Stride S", "Padding P", "Groups"):
        assert label in text(panel).splitlines()


def test_the_formula_is_filled_in_with_the_blocks_own_numbers(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    size = panel.findChild(QLabel, "size")
    assert "(14 − 5 + 2·0) / 1 + 1 = " in size.text()
    assert f'color: {DARK.good}">10<' in size.text()
    typed(qtbot, spin(panel, "stride"), "2")
    assert f'color: {DARK.warning}">5.5\u00a0→\u00a05<' in size.text()
    typed(qtbot, spin(panel, "kernel"), "20")
    assert f'color: {DARK.error}">−2<' in size.text()


def test_both_axes_are_shown_where_they_differ(panel: Panel, session: Session) -> None:
    session.edit("Set", edits.set_field(session.network, "input", "width", 32))
    session.select(["conv2"])
    size = panel.findChild(QLabel, "size").text()
    height, width = size.index(">Height<"), size.index(">Width<")
    assert height < size.index("(14 − 5 + 2·0) / 1 + 1 = ") < width
    assert width < size.index("(16 − 5 + 2·0) / 1 + 1 = ")


def test_dilation_shows_what_the_filter_spans(panel: Panel, session: Session) -> None:
    session.edit("Set", edits.set_field(session.network, "conv2", "dilation", 2))
    session.select(["conv2"])
    assert "D·(F − 1) + 1 = 2·(5 − 1) + 1 = 9" in panel.findChild(QLabel, "size").text()


def test_the_figures_are_the_mockups(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    assert fact(panel, "In → out") == "6×14×14 →\u00a016×10×10"
    assert fact(panel, "Weights (shared)") == "2,416"
    assert fact(panel, "without sharing") == "240,000 + 1,600"
    assert fact(panel, "Multiply-adds") == "240,000"
    assert fact(panel, "Receptive field") == "14 × 14"
    assert fact(panel, "its stride") == "2 × 2"
    assert fact(panel, "at its turn").endswith("/ image")
    assert "6.3 KB" in fact(panel, "Activation memory")
    assert "weights are learned" in text(panel)


def test_a_layer_without_weights_says_nothing_of_them(panel: Panel, session: Session) -> None:
    session.select(["relu1"])
    assert fact(panel, "Weights (shared)") == ""
    assert "weights are learned" not in text(panel)
    assert not panel.findChild(QLabel, "size").isVisible()


def test_behind_an_error_the_formula_waits(panel: Panel, session: Session) -> None:
    session.edit("Delete", edits.remove(session.network, ["relu1"]))
    session.select(["conv2"])
    assert "Known when the block's input is." in text(panel)
    assert fact(panel, "In → out") == ""


def test_a_sentence_in_place_of_the_formula_runs_in_the_languages_direction(
    panel: Panel, session: Session, qapp: QApplication
) -> None:
    use(Language.PERSIAN)
    qapp.setLayoutDirection(Language.PERSIAN.direction)
    try:
        session.select(["conv2"])
        assert 'dir="ltr"' in panel.findChild(QLabel, "size").text()
        session.edit("Delete", edits.remove(session.network, ["relu1"]))
        assert 'dir="rtl"' in panel.findChild(QLabel, "size").text()
    finally:
        use(Language.ENGLISH)
        qapp.setLayoutDirection(Language.ENGLISH.direction)


def test_a_problem_is_mended_by_a_click_on_its_fix_in_one_step(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["pool2"])
    assert "4.5 is not a whole number" in text(panel)
    qtbot.waitUntil(lambda: panel.findChild(QPushButton, "fix") is not None)  # found meanwhile
    button = panel.findChildren(QPushButton, "fix")[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "pool2" not in session.inference.by_node
    assert len(session.document.past) == 1
    assert "is not a whole number" not in text(panel)


def test_the_name_is_changed_in_place_and_stays_selected(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    typed(qtbot, panel.findChild(QLineEdit, "name"), "features")
    assert "features" in session.network.nodes
    assert session.selection == ("features",)


def test_a_name_that_cannot_be_is_refused_and_put_back(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    with qtbot.waitSignal(session.refused) as refused:
        typed(qtbot, panel.findChild(QLineEdit, "name"), "conv1")
    assert str(refused.args[0]) == "There is a node conv1 already."
    assert panel.findChild(QLineEdit, "name").text() == "conv2"


@pytest.mark.parametrize("block", [Residual(128, 2), Inception()])
def test_a_blocks_inside_is_listed_by_dotted_names(
    panel: Panel, session: Session, block: Layer
) -> None:
    session.start(Project(chain(input=Input(64, 56, 56), block=block, output=Output())))
    session.select(["block"])
    inside = session.inference.interiors["block"].network
    shown = text(panel).replace("\u2066", "").replace("\u2069", "").splitlines()
    for name, node in inside.nodes.items():
        assert (name in shown) is not isinstance(node.layer, Input | Output)


def test_nothing_selected_shows_the_whole_network(panel: Panel, session: Session) -> None:
    assert fact(panel, "Weights") == f"{session.costs.parameters:,}"
    assert fact(panel, "Multiply-adds") == f"{session.costs.macs:,}"
    session.edit("Delete", edits.remove(session.network, ["fc"]))
    assert fact(panel, "Weights") == f"{session.costs.parameters:,}"


def test_exact_sizes_only_is_an_edit_like_others(panel: Panel, session: Session) -> None:
    option = panel.findChild(QCheckBox, "field:exact_sizes")
    option.click()
    assert session.project.exact_sizes
    assert not session.inference.ok
    session.undo()
    assert not option.isChecked()


def test_several_blocks_are_summed_and_deleted_together(panel: Panel, session: Session) -> None:
    session.select(["conv1", "relu1", "pool1"])
    assert "3 blocks" in text(panel)
    assert fact(panel, "Weights") == "156"
    panel.findChild(QPushButton, "delete").click()
    assert session.selection == ()
    assert "conv1" not in session.network.nodes
    assert session.document.past == ("Delete",)


def test_what_is_half_typed_is_let_go_when_another_block_is_selected(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.edit("Add", edits.add(session.network, "new", Conv2d()))
    session.select(["new"])
    for leave in (session.undo, lambda: session.select(["conv1"]), lambda: session.select([])):
        field = spin(panel, "kernel")
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        field.selectAll()
        qtbot.keyClicks(field, "9")
        before = session.project
        leave()
        assert session.project is before or leave == session.undo
        assert "new" not in session.network.nodes
        session.select(["conv2"])


def test_copies_are_selected(panel: Panel, session: Session) -> None:
    session.select(["conv1", "relu1"])
    panel.findChild(QPushButton, "duplicate").click()
    assert session.selection == ("conv3", "relu2")
    assert Wire("conv3", "relu2") in session.network.wires


def test_a_block_that_becomes_another_type_gets_another_form(
    panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    nodes = {**session.network.nodes, "conv2": Node(Residual())}
    session.edit("Replace", session.network.replace(nodes=nodes))
    assert "Residual" in text(panel)


def test_another_theme_recolours_what_is_shown(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    panel.set_theme(LIGHT)
    assert LIGHT.good in panel.findChild(QLabel, "size").text()


def test_no_field_of_the_form_is_a_list_without_words(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    assert all(box.count() for box in panel.findChildren(QComboBox))


@pytest.mark.parametrize(
    ("layer", "formula", "line"),
    [
        (MaxPool2d(2, 2, ceil=True), "⌈(W − F + 2P) / S⌉ + 1", "28.5\u00a0→\u00a029"),
        (MaxPool2d(2, 3, 1, ceil=True), "⌈(W − F + 2P) / S⌉ + 1", "/ 3 + 1 = "),
        (Conv2d(8, 4, padding="same"), "(W − F + 2P) / S + 1", "(57 − 4 + 3) / 1 + 1 = "),
        (ConvTranspose2d(8, 3, 2, 1, 1), "(W − 1) · S − 2P + F + P′", "2 − 2·1 + 3 + 1 = "),
        (ConvTranspose2d(8, 3, 2), "(W − 1) · S − 2P + F", "(57 − 1)·2 − 2·0 + 3 = "),
        (LocallyConnected2d(2, 56), "(W − F + 2P) / S + 1", "(57 − 56 + 2·0) / 1 + 1 = "),
        (ConvBlock(8, 1), "(W − F + 2P) / S + 1", "(57 − 1 + 2·0) / 1 + 1 = "),
        (ConvBlock(8, 5, 2), "(W − F + 2P) / S + 1", "(57 − 5 + 2·2) / 2 + 1 = "),
        (DepthwiseSeparable(8), "(W − F + 2P) / S + 1", "(57 − 3 + 2·1) / 1 + 1 = "),
        (Repeat(Bottleneck(8), 3, 2), "(W − F + 2P) / S + 1", ">0.conv2<"),
    ],
)
def test_every_layer_that_slides_says_its_formula(
    panel: Panel, session: Session, layer: AnyLayer, formula: str, line: str
) -> None:
    session.start(Project(chain(input=Input(16, 57, 57), layer=layer, output=Output())))
    session.select(["layer"])
    assert formula in text(panel).replace("\u2066", "").replace("\u2069", "").splitlines()
    assert line in panel.findChild(QLabel, "size").text()


def test_copies_in_a_row_say_their_formula_once(panel: Panel, session: Session) -> None:
    layer = Repeat(Residual(16), 8)
    session.start(Project(chain(input=Input(16, 56, 56), layer=layer, output=Output())))
    session.select(["layer"])
    assert panel.findChild(QLabel, "size").text().count("(56 − 3 + 2·1) / 1 + 1 = ") == 1


def test_a_pair_in_one_box_is_an_edit_and_undo_makes_it_one_number(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    typed(qtbot, spin(panel, "kernel"), "3x5")
    assert session.network.nodes["conv2"].layer == Conv2d(16, (3, 5))
    width = spin(panel, "kernel:width")
    assert width.isVisible()
    typed(qtbot, width, "7")
    assert session.network.nodes["conv2"].layer == Conv2d(16, (3, 7))
    session.undo()
    session.undo()
    assert session.network.nodes["conv2"].layer == Conv2d(16, 5)
    assert spin(panel, "kernel").lineEdit().text() == "5"


def test_a_changed_field_has_a_way_back_which_is_one_step(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    back = panel.findChild(QToolButton, "reset:kernel")
    assert back.isVisible()
    assert not panel.findChild(QToolButton, "reset:stride").isVisible()
    typed(qtbot, spin(panel, "kernel"), "7")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert session.network.nodes["conv2"].layer == Conv2d(16)
    assert not back.isVisible()
    session.undo()
    assert session.network.nodes["conv2"].layer == Conv2d(16, 7)


def menu_of(panel: Panel) -> QMenu:
    menu = panel.findChild(QToolButton, "more").menu()
    menu.aboutToShow.emit()
    return menu


def test_the_menu_has_each_changed_field_and_all_of_them(panel: Panel, session: Session) -> None:
    session.select(["conv2"])
    actions = {action.text(): action for action in menu_of(panel).actions() if action.text()}
    assert list(actions) == ["Reset Filters to 32", "Reset Filter size to 3", "Reset all"]
    actions["Reset all"].trigger()
    assert session.network.nodes["conv2"].layer == Conv2d()
    assert session.document.past == ("Reset",)
    (only,) = (action for action in menu_of(panel).actions() if action.text())
    assert not only.isEnabled()


def test_what_several_blocks_share_is_set_in_one_step(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.edit("Add", edits.add(session.network, "new", ConvBlock(6, 5)))
    session.select(["conv1", "conv2", "new"])
    assert "What they share" in text(panel)
    kernel, filters = spin(panel, "kernel"), spin(panel, "filters")
    assert kernel.lineEdit().text() == "5"
    assert (filters.lineEdit().text(), filters.lineEdit().placeholderText()) == ("", "several")
    assert panel.findChild(QComboBox, "field:norm") is None
    typed(qtbot, filters, "24")
    nodes = session.network.nodes
    assert [nodes[name].layer.filters for name in ("conv1", "conv2", "new")] == [24, 24, 24]
    assert filters.lineEdit().text() == "24"
    session.undo()
    nodes = session.network.nodes
    assert [nodes[name].layer.filters for name in ("conv1", "conv2", "new")] == [6, 16, 6]


def test_a_refusal_for_several_names_the_block(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv1", "conv2"])
    before = session.network
    typed(qtbot, spin(panel, "filters"), "0")
    assert "conv1: Filters cannot be 0" in text(panel)
    assert session.network is before


def test_blocks_that_share_nothing_have_no_form(panel: Panel, session: Session) -> None:
    session.select(["relu1", "conv1"])
    assert "What they share" not in text(panel)


@pytest.fixture
def stage(session: Session) -> Session:
    layer = Repeat(Residual(64), 2)
    session.start(Project(chain(input=Input(64, 56, 56), stage=layer, output=Output())))
    session.select(["stage"])
    return session


def test_the_block_in_a_repeat_is_edited_in_its_frame(
    qtbot: QtBot, panel: Panel, stage: Session
) -> None:
    filters = spin(panel, "filters")
    typed(qtbot, filters, "32")
    assert stage.network.nodes["stage"].layer == Repeat(Residual(32), 2)
    assert stage.document.past == ("Filters",)
    typed(qtbot, filters, "0")
    assert "Filters cannot be 0" in text(panel)
    stage.undo()
    assert filters.lineEdit().text() == "64"


def test_another_block_is_repeated_with_what_it_knows_of_the_last(
    panel: Panel, stage: Session
) -> None:
    kind = panel.findChild(QComboBox, "kind:block")
    assert kind.currentData() is Residual
    assert kind.findData(Output) < 0
    kind.setCurrentIndex(kind.findData(Bottleneck))
    kind.activated.emit(kind.currentIndex())
    assert stage.network.nodes["stage"].layer == Repeat(Bottleneck(64), 2)
    assert spin(panel, "expansion").isVisible()
    stage.undo()
    assert kind.currentData() is Residual
    assert stage.network.nodes["stage"].layer == Repeat(Residual(64), 2)


def test_a_repeat_of_ones_own_block_opens_it(qtbot: QtBot, panel: Panel, stage: Session) -> None:
    stage.edit("Set", edits.set_layer(stage.network, "stage", Repeat(Block("Mine"))))
    assert panel.findChild(QComboBox, "kind:block").currentText() == "Mine"
    typed(qtbot, panel.findChild(QLineEdit, "field:name"), "Yours")
    assert stage.network.nodes["stage"].layer == Repeat(Block("Yours"))
    assert panel.findChild(QComboBox, "kind:block").currentText() == "Yours"
    panel.findChild(QPushButton, "open").click()
    assert stage.level == ("stage",)


def test_the_keyboard_reads_the_help_of_a_field(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    for widget in panel.findChildren(QAbstractSpinBox):
        assert "From " in widget.accessibleDescription()
        assert widget.whatsThis() == widget.toolTip()


def test_a_refusal_moves_neither_the_field_nor_its_neighbours_above(
    qtbot: QtBot, panel: Panel, session: Session
) -> None:
    session.select(["conv2"])
    watched = [spin(panel, name) for name in ("filters", "kernel")]
    before = [widget.geometry() for widget in watched]
    typed(qtbot, spin(panel, "kernel"), "0")
    qtbot.wait(1)
    assert [widget.geometry() for widget in watched] == before


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_nothing_is_cut_where_the_panel_is_narrow(
    qtbot: QtBot, session: Session, trainer: Trainer, language: Language, kind: type[Layer]
) -> None:
    use(language)
    try:
        panel = Panel(session, trainer, DARK)
        qtbot.addWidget(panel)
        panel.resize(270, 800)
        panel.show()
        session.edit("Add", edits.add(session.network, "new", kind()))
        session.select(["new"])
        view = panel.findChild(NodeView)
        assert view.minimumSizeHint().width() <= 270
    finally:
        use(Language.ENGLISH)
