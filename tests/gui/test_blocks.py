"""Blocks of one's own by real widgets: grouped, opened, edited, left, taken apart, kept."""

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from backend import library
from backend.protocol import Card, Cards, Show
from graph import edits
from graph.blocks.residual import Residual
from graph.document import Document
from graph.edits.grouping import group
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input
from graph.layers.join import Concat
from graph.levels import at
from graph.network import Block, Network, Repeat, Wire
from graph.project import Project, decode, encode
from gui import blocks
from gui.canvas.context import menu
from gui.canvas.pointer import OnCard
from gui.canvas.view import CanvasView
from gui.panels.features import Panel as Features
from gui.panels.my_blocks import MyBlocks
from gui.session import Session
from gui.start import Desk
from gui.theme import DARK
from tests.graph.builders import forked
from tests.gui.canvas.hands import click, double_click, drag, drop, middle


def press(desk: Desk, action: str) -> None:
    desk.window.actions_by_name[action].trigger()


def message(desk: Desk) -> str:
    return desk.window.findChild(QLabel, "message:text").text()


def crumbs(view: QWidget) -> list[str]:
    row = view.findChild(QWidget, "breadcrumb")
    return [row.layout().itemAt(n).widget().text() for n in range(row.layout().count())]


def kept(desk: Desk) -> MyBlocks:
    return desk.window.findChild(MyBlocks)


@pytest.fixture
def project(desk: Desk) -> Network:
    """A network with a way around, open in the window."""
    desk.session.start(Project(forked()), title="mine")
    return desk.session.network


CHAIN = ("conv1", "relu1", "conv2", "add1")


def test_a_block_is_grouped_named_opened_edited_left_and_taken_apart(
    desk: Desk, project: Network, qtbot
) -> None:
    session, canvas = desk.session, desk.window.canvas
    session.select(CHAIN)
    qtbot.keyClick(canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert session.selection == ("block1",)
    assert session.document.past == ("Group",)
    name = desk.window.side.findChild(QLineEdit, "field:name")
    assert name.selectedText() == "Block 1"
    name.clear()
    qtbot.keyClicks(name, "Twice")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert session.network.nodes["block1"].layer.name == "Twice"
    assert "Twice" in canvas.scene().cards["block1"].face.title

    double_click(canvas, middle(canvas, "block1"))
    assert session.level == ("block1",)
    assert crumbs(canvas) == ["mine", "›", "main", "›", "block1"]
    assert set(canvas.scene().cards) == {"input", *CHAIN, "output"}
    assert canvas.scene().cards["input"].face.summary == "4×8×8"
    before = session.document.past
    whole = session.project.network
    start = middle(canvas, "relu1")
    drag(canvas, start, start + QPointF(0, 100))
    drop(canvas, ReLU, QPointF(0, 300))
    assert session.document.past == (*before, "Move", "Add")
    assert "relu2" in at(session.project.network, ("block1",)).nodes
    press(desk, "undo")
    press(desk, "undo")
    assert session.project.network == whole
    assert session.level == ("block1",)

    canvas.findChild(QPushButton, "crumb:0").click()
    assert session.level == ()
    assert session.selection == ("block1",)
    press(desk, "ungroup")
    assert set(session.selection) == set(CHAIN)
    assert set(session.network.wires) == set(project.wires)


def test_of_all_that_is_selected_what_can_be_ungrouped_is(desk: Desk, project: Network) -> None:
    desk.session.select(CHAIN)
    press(desk, "group")
    desk.session.select(tuple(desk.session.network.nodes))
    press(desk, "ungroup")
    assert set(desk.session.network.wires) == set(project.wires)
    before = desk.session.network
    desk.session.select(tuple(before.nodes))
    press(desk, "ungroup")
    assert "there is nothing inside" in message(desk)
    assert desk.session.network is before


def test_a_selection_that_is_not_convex_is_refused_and_its_wire_is_marked(
    desk: Desk, project: Network
) -> None:
    desk.session.select(("conv1", "add1"))
    press(desk, "group")
    assert "leaves the selection by the wire conv1 → relu1" in message(desk)
    assert desk.session.network is project
    chosen = [w for w, item in desk.window.canvas.scene().wires.items() if item._chosen]
    assert chosen == [Wire("conv1", "relu1")]


def test_a_setting_inside_is_changed_in_the_inspector_and_the_whole_follows(
    desk: Desk, project: Network
) -> None:
    session = desk.session
    session.select(CHAIN)
    press(desk, "group")
    before = desk.window.findChild(QLabel, "totals").text()
    session.enter("block1")
    assert desk.window.findChild(QLabel, "totals").text() == before
    session.select(("conv2",))
    session.edit("Groups", edits.set_field(session.network, "conv2", "groups", 4))
    assert desk.window.findChild(QLabel, "totals").text() != before
    assert session.costs.nodes["conv2"].parameters == 4 * 9 + 4
    session.edit("Size", edits.set_field(session.network, "conv1", "kernel", 90))
    assert [problem.node for problem in session.inference.problems] == ["conv1"]
    assert [problem.node for problem in session.whole.inference.problems] == ["block1"]
    press(desk, "train")
    assert message(desk).startswith("Training cannot start. Inside, at conv1")
    assert session.level == ()
    assert session.selection == ("block1",)


def test_an_undo_of_the_group_leads_out_of_it(desk: Desk, project: Network) -> None:
    session = desk.session
    session.select(CHAIN)
    press(desk, "group")
    session.enter("block1")
    press(desk, "undo")
    assert session.level == ()
    assert set(desk.window.canvas.scene().cards) == set(project.nodes)
    assert crumbs(desk.window.canvas) == ["mine", "›", "main"]
    press(desk, "redo")
    assert session.level == ()


def test_a_built_in_block_is_looked_at_and_becomes_ones_own_when_it_is_edited(
    desk: Desk, project: Network, qtbot
) -> None:
    session, canvas = desk.session, desk.window.canvas
    network = edits.insert(
        project, Wire("add1", "flatten1"), "stage", Repeat(Residual(8), 2, 2), (0.0, 300.0)
    )
    session.edit("Insert", network)
    session.select(("stage",))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert session.level == ("stage",)
    double_click(canvas, middle(canvas, "1"))
    assert session.level == ("stage", "1")
    assert "read only" in crumbs(canvas)[-1]
    place = canvas.scene().cards["relu1"].pos()
    start = middle(canvas, "relu1")
    drag(canvas, start, start + QPointF(0, 100))
    assert canvas.scene().cards["relu1"].pos() == place
    assert "built-in block" in message(desk)
    session.select(("conv1",))
    assert not desk.window.side.findChild(QWidget, "field:filters").isEnabled()
    buttons = desk.window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Make it my own").click()
    assert session.level == ("stage", "1")
    assert "read only" not in crumbs(canvas)[-1]
    assert desk.window.side.findChild(QWidget, "field:filters").isEnabled()
    assert isinstance(session.project.network.nodes["stage"].layer, Block)
    drag(canvas, start, start + QPointF(0, 100))
    assert session.document.past[-2:] == ("Make it my own", "Move")


def test_keys_lead_in_and_out(desk: Desk, project: Network, qtbot) -> None:
    session, canvas = desk.session, desk.window.canvas
    session.select(CHAIN)
    press(desk, "group")
    for leave in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
        session.select(("block1",))
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
        assert session.level == ("block1",)
        session.select(("conv1",))
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
        assert session.level == ("block1",)
        qtbot.keyClick(canvas, leave)
        assert session.level == ()
    press(desk, "open-block")
    assert session.level == ("block1",)
    press(desk, "close-block")
    assert session.level == ()
    press(desk, "close-block")
    session.select(("fc1",))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert message(desk) == "fc1 is one layer: there is nothing inside."


def test_each_level_is_found_again_as_it_was_left(qtbot) -> None:
    session = Session(Project(forked()))
    view = CanvasView(session, DARK)
    qtbot.addWidget(view)
    view.resize(1150, 640)
    view.show()
    session.select(CHAIN)
    assert session.document.past == ()
    session.edit("Group", group(session.network, CHAIN, "Block 1")[0])
    view.look.zoom_in()
    outer = view.transform()
    session.enter("block1")
    view.look.fit_all()
    inner = view.transform()
    assert inner != outer
    session.leave()
    assert view.transform() == outer
    session.enter("block1")
    assert view.transform() == inner


def test_blocks_nest_and_the_breadcrumb_stays_short(desk: Desk, project: Network) -> None:
    session = desk.session
    names = CHAIN
    for _ in range(8):
        session.select(names)
        press(desk, "group")
        names = session.selection
        session.enter(names[0])
        names = tuple(n for n in session.network.nodes if n not in ("input", "output"))
    assert len(session.level) == 8
    assert len([crumb for crumb in crumbs(desk.window.canvas) if crumb != "›"]) == 7
    assert "conv1" in session.network.nodes
    titles = {session.project.network.nodes[session.level[0]].layer.name}
    assert titles == {"Block 1"}
    desk.window.canvas.findChild(QPushButton, "crumb:4").click()
    assert len(session.level) == 4
    assert decode(encode(session.project)) == session.project


def test_a_block_is_kept_and_used_in_another_project(desk: Desk, project: Network, qtbot) -> None:
    session, canvas = desk.session, desk.window.canvas
    session.select(CHAIN)
    press(desk, "group")
    press(desk, "keep")
    assert message(desk) == "“Block 1” is in the palette now, under My blocks."
    press(desk, "new")
    (entry,) = kept(desk).entries
    drop(canvas, entry.layer, QPointF(0, 0))
    assert list(session.network.nodes) == ["block1"]
    assert at(session.network, ("block1",)).nodes.keys() >= set(CHAIN)
    qtbot.mouseDClick(entry, Qt.MouseButton.LeftButton)
    assert list(session.network.nodes) == ["block1", "block2"]
    search = desk.window.findChild(QLineEdit, "search")
    qtbot.keyClicks(search, "Block 1")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert list(session.network.nodes) == ["block1", "block2", "block3"]


@pytest.mark.parametrize(("button", "replaced"), [("Replace", True), ("Cancel", False)])
def test_a_block_of_the_same_name_is_asked_about(
    desk: Desk, project: Network, button: str, replaced: bool
) -> None:
    library.keep(Block("Block 1"))
    desk.session.select(CHAIN)
    press(desk, "group")

    def answer() -> None:
        box = desk.window.findChild(QMessageBox, "question")
        next(found for found in box.buttons() if found.text() == button).click()

    QTimer.singleShot(50, answer)
    press(desk, "keep")
    (entry,) = library.kept()
    assert (entry.block == Block("Block 1")) is not replaced


def test_a_layer_that_is_no_block_is_kept_as_one(desk: Desk, project: Network) -> None:
    desk.session.select(("conv1",))
    press(desk, "keep")
    (entry,) = library.kept()
    assert entry.name == "Convolution 2-D" or entry.name == Conv2d.title
    assert "conv1" in entry.block.network.nodes
    assert desk.session.document.past == ()


def test_kept_blocks_are_renamed_and_deleted_and_broken_ones_say_why(
    desk: Desk, own_data_folder: Path, qtbot
) -> None:
    library.keep(Block("one"))
    (own_data_folder / "blocks" / "bad.json").write_text("{")
    desk.window.palette_panel.reload()
    bad, one = sorted(kept(desk).entries, key=lambda entry: entry.title)
    qtbot.mouseDClick(bad, Qt.MouseButton.LeftButton)
    assert "bad.json cannot be read" in message(desk)
    qtbot.keyClick(one, Qt.Key.Key_F2)
    field = one.findChild(QLineEdit, "kept:name")
    qtbot.keyClicks(field, "two")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [entry.title for entry in kept(desk).entries] == ["bad", "two"]
    assert desk.session.document.past == ()
    qtbot.keyClick(kept(desk).entries[0], Qt.Key.Key_Delete)
    assert [entry.name for entry in library.kept()] == ["two"]
    one = kept(desk).entries[0]
    one.rename()
    field = one.findChild(QLineEdit, "kept:name")
    qtbot.keyClicks(field, "three")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert [entry.name for entry in library.kept()] == ["two"]


def test_a_kept_block_that_is_deleted_can_be_brought_back(desk: Desk, qtbot) -> None:
    library.keep(Block("one"))
    desk.window.palette_panel.reload()
    qtbot.keyClick(kept(desk).entries[0], Qt.Key.Key_Delete)
    assert library.kept() == ()
    assert message(desk) == "“one” was deleted from my blocks."
    buttons = desk.window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Bring it back").click()
    assert [entry.title for entry in kept(desk).entries] == ["one"]


def test_a_layer_is_repeated(desk: Desk, project: Network) -> None:
    desk.session.select(("relu1",))
    press(desk, "repeat")
    press(desk, "repeat")
    assert desk.session.network.nodes["relu1"].layer == Repeat(ReLU(), 3)
    desk.session.select(("add1",))
    press(desk, "repeat")
    assert message(desk).startswith("Add cannot be repeated")


def test_the_canvas_menu_offers_what_fits_the_block(desk: Desk, project: Network) -> None:
    session = desk.session
    session.select(("conv1",))
    fit = {"group", "keep", "repeat", "pull-out", "pin", "change", "freeze"}
    assert blocks.applicable(session) == fit
    session.select(("input",))
    assert "change" not in blocks.applicable(session)
    session.select(CHAIN)
    press(desk, "group")
    made = menu(
        OnCard("block1"), session, desk.window.actions_by_name, desk.window.theme, desk.window
    )
    texts = [action.text() for action in made.actions() if not action.isSeparator()]
    own = ["Open the block", "Unfold here", "Save to my blocks", "Group", "Ungroup", "Repeat"]
    assert texts[:7] == [*own, "Change to…"]
    assert "Connect" not in texts
    made.deleteLater()


def test_the_order_of_concats_inputs_is_shown_and_changed(desk: Desk) -> None:
    network = Network()
    for number, name in enumerate("abc"):
        network = edits.add(network, name, Input(number + 1, 4, 4))
    network = edits.add(network, "cat", Concat())
    for port, name in enumerate("abc"):
        network = edits.connect(network, name, "cat", port)
    desk.session.start(Project(network))
    desk.session.select(("cat",))
    side = desk.window.side
    shown = [side.findChild(QLabel, f"input:{port}").text()[1:-1] for port in range(3)]
    assert shown == ["a", "b", "c"]
    assert not side.findChild(QToolButton, "input:0:up").isEnabled()
    side.findChild(QToolButton, "input:2:up").click()
    assert [wire.source for wire in desk.session.network.incoming["cat"]] == ["a", "c", "b"]
    assert desk.session.document.past == ("Order of inputs",)
    press(desk, "undo")
    assert [wire.source for wire in desk.session.network.incoming["cat"]] == ["a", "b", "c"]


def test_each_level_shows_the_pictures_of_its_own_blocks(desk: Desk, project: Network) -> None:
    session, scene = desk.session, desk.window.canvas.scene()
    session.select(("conv1", "relu1", "conv2", "add1"))
    press(desk, "group")
    card = Card((1, 2, 2), bytes(4))
    cards = Cards(0, 0, {"block1": card, "conv1": card}, 0, 1.0, 0, ("a",))
    desk.window.canvas.set_cards(cards)
    assert scene.cards["block1"]._live is not None
    session.enter("block1")
    assert all(item._live is None for item in scene.cards.values())
    desk.window.canvas.set_cards(structs.replace(cards, level="block1"))
    assert scene.cards["conv1"]._live is not None
    session.leave()
    assert scene.cards["block1"]._live is not None


def test_what_runs_is_the_whole_project(desk: Desk, project: Network) -> None:
    session = desk.session
    session.select(CHAIN)
    press(desk, "group")
    session.enter("block1")
    assert session.project.network.nodes.keys() >= {"block1", "fc1"}
    assert isinstance(session.document, Document)
    assert Show(encode(session.project), "") is not None
    session.select(("conv2",))
    features = desk.window.findChild(Features)
    assert features.node == "block1.conv2"
    session.select(("output",))
    assert features.node == "block1.add1"
    click(desk.window.canvas, middle(desk.window.canvas, "input"))
    assert features.node == "block1.input"
    assert QApplication.instance() is not None
    assert isinstance(desk.window.actions_by_name["group"], QAction)


def test_the_inspector_lists_what_is_inside_and_leads_there(desk: Desk, project: Network) -> None:
    session = desk.session
    session.select(CHAIN)
    press(desk, "group")
    button = desk.window.side.findChild(QPushButton, "inside:open")
    button.click()
    assert session.level == ("block1",)
    session.select(("conv1",))
    assert not desk.window.side.findChild(QPushButton, "inside:open").isVisible()


def test_a_blocks_own_name_is_on_its_card_and_in_the_inspector(
    desk: Desk, project: Network
) -> None:
    desk.session.select(CHAIN)
    press(desk, "group")
    layer = structs.replace(desk.session.network.nodes["block1"].layer, name="My stem")
    desk.session.edit("Name", edits.set_layer(desk.session.network, "block1", layer))
    assert desk.window.canvas.scene().cards["block1"].face.summary == "My stem"
    labels = [label.text() for label in desk.window.side.findChildren(QLabel)]
    assert any(text.startswith("My stem") for text in labels)


def test_opening_another_project_ends_what_was_said_of_the_last(desk: Desk) -> None:
    desk.window.messages.show_text("“4 × My stem” is in the palette now.", "info")
    desk.session.start(Project(Network()))
    assert desk.window.messages.isHidden()


def test_a_block_unfolds_in_place_and_folds_again(desk: Desk, project: Network) -> None:
    session = desk.session
    session.select(CHAIN)
    press(desk, "group")
    before = session.network
    press(desk, "unfold")
    width, height = session.network.sketch.size("block1")
    assert width > 400
    assert height > 96
    assert session.document.past == ("Group", "Unfold")
    assert session.selection == ("block1",)
    press(desk, "unfold")
    assert session.network == before
    assert session.document.past[-1] == "Fold"
    session.select(("fc1",))
    press(desk, "unfold")
    assert message(desk) == "fc1 is one layer: there is nothing inside."


def test_the_choice_of_uses_has_a_key(desk: Desk, project: Network) -> None:
    session = desk.session
    press(desk, "edit-uses")
    assert message(desk).startswith("This is for the inside of a block that is used several times")
    session.select(CHAIN)
    press(desk, "group")
    press(desk, "duplicate")
    session.enter("block1")
    press(desk, "edit-uses")
    assert session.edits_all
    press(desk, "edit-uses")
    assert not session.edits_all


def test_ungroup_and_undo_keep_wires_contents_and_what_is_in_view(
    desk: Desk, project: Network
) -> None:
    session, look = desk.session, desk.window.canvas.look
    session.select(CHAIN)
    press(desk, "group")
    look.fit_all()
    look.zoom_in()
    seen, grouped = look.seen(), session.network
    session.enter("block1")
    look.fit_all()
    look.zoom_in()
    inside = look.seen()
    session.leave()
    assert look.seen() == seen
    press(desk, "ungroup")
    assert set(session.network.wires) == set(project.wires)
    assert {n: session.network.nodes[n].layer for n in CHAIN} == {
        n: project.nodes[n].layer for n in CHAIN
    }
    assert look.seen() == seen
    press(desk, "undo")
    assert session.network == grouped
    assert look.seen() == seen
    session.enter("block1")
    assert look.seen() == inside
