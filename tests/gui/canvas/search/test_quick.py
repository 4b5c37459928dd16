"""The search box on the canvas, by real keys: a whole network is typed, and undone again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from graph.blocks.residual import Residual
from graph.costs import costs
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.join import Add
from graph.layers.pooling import MaxPool2d
from graph.network import Network, Wire
from graph.project import Project
from graph.templates import template
from gui.canvas.search.quick import QuickSearch
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK
from tests.gui.canvas.hands import double_click

ENTER, ESC, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Tab
WORDS = st.text("abcdefilnoprstuvx0123 =/", max_size=12)
LENET = (
    "input 1x28x28", "conv 6 5 p2", "relu", "pool 2", "conv 16 5", "relu", "pool 2", "flatten",
    "fc 120", "relu", "fc 84", "relu", "fc 10", "output",
)  # fmt: skip


class Box:
    """The canvas with its search box, as a user has them."""

    def __init__(self, qtbot: QtBot, network: Network) -> None:
        self.qtbot = qtbot
        self.session = Session(Project(network))
        self.view = CanvasView(self.session, DARK)
        qtbot.addWidget(self.view)
        self.view.resize(1_000, 700)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        self.view.setFocus()

    def part(self, kind: type, name: str):
        found = self.view.findChild(kind, name)
        assert found is not None
        return found

    @property
    def box(self) -> QuickSearch:
        return self.part(QuickSearch, "quick")

    @property
    def field(self) -> QLineEdit:
        return self.part(QLineEdit, "quick:field")

    @property
    def hint(self) -> str:
        return self.part(QLabel, "quick:hint").text()

    @property
    def names(self) -> list[str]:
        model = self.part(QListView, "quick:list").model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    @property
    def spoken(self) -> str:
        model = self.part(QListView, "quick:list").model()
        return model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    def type(self, text: str, *keys: Qt.Key) -> None:
        self.qtbot.keyClicks(self.field, text)
        for key in keys:
            self.qtbot.keyClick(self.field, key)


@pytest.fixture
def lenet(qtbot: QtBot) -> Box:
    return Box(qtbot, template("lenet5").project().network)


@pytest.fixture
def empty(qtbot: QtBot) -> Box:
    return Box(qtbot, Network())


def test_lenet_is_typed_and_undone_block_by_block(empty: Box) -> None:
    session = empty.session
    empty.qtbot.keyClick(empty.view, TAB)
    for line in LENET:
        empty.type(line, ENTER)
        assert empty.box.isVisible()
        assert empty.field.text() == ""
        assert session.selection == (tuple(session.network.nodes)[-1],)
    known = session.inference
    assert known.problems == ()
    assert costs(session.network, known).parameters == 61_706
    assert infer(session.network).ok
    empty.type("", ENTER)
    assert not empty.box.isVisible()
    assert empty.view.hasFocus()
    for count in range(len(LENET) - 1, -1, -1):
        session.undo()
        assert len(session.network.nodes) == count


def test_the_box_stands_beside_the_new_block_and_within_the_view(empty: Box) -> None:
    empty.view.search()
    for line in LENET:
        empty.type(line, ENTER)
        name = empty.session.selection[0]
        card = empty.view.mapFromScene(empty.view.scene().drawing((name,))).boundingRect()
        assert empty.view.rect().contains(card)
        assert empty.view.rect().contains(empty.box.geometry())
        assert not empty.box.geometry().intersects(card)


@pytest.mark.parametrize("low", [False, True])
def test_the_line_stays_where_it_is_while_rows_come_and_go(empty: Box, low: bool) -> None:
    empty.view.search(QPointF(0, 250.0 if low else -250.0))
    places: set[int] = set()
    for letter in "conv 64 3x3 s2":
        empty.type(letter)
        places.add(empty.field.mapTo(empty.view, empty.field.rect().topLeft()).y())
        assert empty.view.rect().contains(empty.box.geometry())
    assert len(places) == 1


def test_rows_say_what_would_come_of_it(lenet: Box) -> None:
    lenet.session.select(("pool1",))
    lenet.view.search()
    assert "conv 64 3x3 s2" in lenet.hint
    lenet.type("conv 16 5")
    assert lenet.spoken == "Conv 2-D, 5×5 · 16 filters, result 16×10×10"
    lenet.field.clear()
    lenet.type("conv 16 99")
    assert "→" not in lenet.spoken
    assert "99" in lenet.hint


def test_what_is_not_understood_is_said_and_not_added(lenet: Box) -> None:
    before = lenet.session.network
    lenet.session.select(("pool1",))
    lenet.view.search()
    for text, words in (("conv 8 qqq", "qqq"), ("drop 7", "Rate cannot be 7"), ("zzzz", "zzzz")):
        lenet.field.clear()
        lenet.type(text, ENTER)
        assert words in lenet.hint
        assert lenet.box.isVisible()
    assert lenet.session.network is before


def test_rows_are_chosen_by_the_arrow_keys_and_by_a_click(lenet: Box) -> None:
    lenet.session.select(("conv1",))
    lenet.view.search()
    lenet.type("", DOWN, DOWN, Qt.Key.Key_Up, ENTER)  # relu, batch norm, and back
    assert isinstance(lenet.session.network.nodes[lenet.session.selection[0]].layer, ReLU)
    lenet.type("pool 2")
    rows = lenet.part(QListView, "quick:list")
    place = rows.visualRect(rows.model().index(0, 0)).center()
    lenet.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert isinstance(lenet.session.network.nodes[lenet.session.selection[0]].layer, MaxPool2d)


def test_tab_completes_the_name_and_leaves_the_empty_box(lenet: Box) -> None:
    lenet.session.select(("conv1",))
    lenet.qtbot.keyClick(lenet.view, TAB)
    lenet.type("lea", TAB)
    assert lenet.field.text() == "Leaky ReLU "
    lenet.type("0.2")
    assert lenet.spoken.startswith("Leaky ReLU, 0.2")
    lenet.field.clear()
    lenet.type("", TAB)
    assert not lenet.box.isVisible()


def test_escape_closes_it_and_gives_the_keyboard_back(lenet: Box) -> None:
    lenet.view.search()
    lenet.type("conv", ESC)
    assert not lenet.box.isVisible()
    assert lenet.view.hasFocus()


def test_a_click_elsewhere_closes_it(lenet: Box) -> None:
    lenet.view.search()
    lenet.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not lenet.box.isVisible()


def test_a_double_click_on_the_free_canvas_opens_it_there(empty: Box) -> None:
    double_click(empty.view, QPointF(40, 30))
    empty.type("conv 8", ENTER)
    node = empty.session.network.nodes["conv1"]
    assert node.layer == Conv2d(8)
    assert (abs(node.x + 72 - 40), abs(node.y + 48 - 30)) <= (20, 20)


def test_a_wire_in_hand_ends_at_the_new_block(lenet: Box) -> None:
    lenet.view.search(QPointF(300, 800), source="relu1")
    lenet.type("add", ENTER)
    network = lenet.session.network
    assert network.nodes["add1"].layer == Add()
    assert [wire.source for wire in network.incoming["add1"]] == ["relu1", "conv1"]
    assert network.nodes["add1"].x == 300
    lenet.type("", ESC)
    lenet.view.search(QPointF(100, 900), target=("add1", 2))
    lenet.type("conv 6 1", ENTER)
    assert lenet.session.network.incoming["add1"][2].source == "conv3"
    assert lenet.session.document.past[-2:] == ("Add", "Add")


def test_a_block_is_typed_into_a_wire(lenet: Box) -> None:
    lenet.view.search(QPointF(0, 300), wire=Wire("conv1", "relu1"))
    lenet.type("bn", ENTER)
    assert Wire("bn1", "relu1") in lenet.session.network.wires


def test_inside_a_built_in_block_it_says_why_nothing_is_added(qtbot) -> None:
    inside = Box(qtbot, template("residual-mnist").project().network)
    session = inside.session
    name = next(n for n, node in session.network.nodes.items() if isinstance(node.layer, Residual))
    session.enter(name)
    with qtbot.waitSignal(session.protected):
        inside.view.search()
    assert not inside.box.isVisible()


def test_undo_in_the_empty_line_is_the_canvas_undo(desk, qtbot) -> None:
    canvas, session = desk.window.canvas, desk.session
    desk.window.show()
    before = session.network
    canvas.setFocus()
    canvas.search()
    field = desk.window.findChild(QLineEdit, "quick:field")
    qtbot.keyClicks(field, "relu")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.network != before
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.network == before


def test_ctrl_k_opens_it_in_the_window_and_the_palette_has_keys_of_its_own(desk, qtbot) -> None:
    desk.window.show()
    desk.window.canvas.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(desk.window.canvas, Qt.Key.Key_K, control)
    field = desk.window.findChild(QLineEdit, "quick:field")
    assert field is not None
    assert field.hasFocus()
    qtbot.keyClick(field, ESC)
    assert desk.window.canvas.hasFocus()
    qtbot.keyClick(desk.window.canvas, Qt.Key.Key_K, control | shift)
    palette = desk.window.findChild(QLineEdit, "search")
    assert palette is not None
    assert palette.hasFocus()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*LENET, "add", "cat", "3x res", "bn", "up", "x", "zz 3"]) | WORDS))
def test_whatever_is_typed_is_undone_to_what_there_was(lenet: Box, lines: list[str]) -> None:
    session = lenet.session
    before, past = session.project, len(session.document.past)
    session.select(("pool1",))
    lenet.view.search()
    for line in lines:
        lenet.field.setText(line)
        lenet.type("", DOWN, ENTER)
        assert lenet.view.scene().cards.keys() == session.network.nodes.keys()
        assert set(lenet.view.scene().wires) == set(session.network.wires)
    session.go_to(past - len(session.document.past))
    assert session.project == before


def test_every_part_has_a_name_for_a_screen_reader(lenet: Box) -> None:
    lenet.view.search()
    for part in (lenet.box, lenet.field, lenet.part(QListView, "quick:list")):
        assert isinstance(part, QWidget)
        assert part.accessibleName()
