"""The gallery by its widgets: found, looked at, set, created, or left as it was."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from msgspec import Struct, structs
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from graph.costs import costs
from graph.infer import infer
from graph.project import Project
from graph.templates import TEMPLATES, Template, template
from gui.files import Files
from gui.gallery.dialog import Gallery
from gui.gallery.drawing import TINT, Drawing
from gui.gallery.study import Study, shelves, studied
from gui.language import Language, use
from gui.session import Session
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Theme, mixed
from gui.trainer import Trainer
from gui.window import Window

LENET, PATTERN = template("lenet5"), template("pattern")


@pytest.fixture
def session(qapp: QApplication) -> Session:
    return Session(Project(), title="before")


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def opened(qtbot: QtBot, session: Session, owner: QWidget) -> Callable[[], Gallery]:
    """Opens the gallery on the session, as the menu does, and waits until all is counted."""

    def open_it(theme: Theme = DARK) -> Gallery:
        settings = Settings()
        files = Files(session, settings, owner)
        gallery = Gallery(files.new_from, settings, theme, owner)
        gallery.show()
        qtbot.waitUntil(partial(known, gallery), timeout=20_000)
        return gallery

    return open_it


@pytest.fixture
def window(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(Trainer, "warm", lambda self: None)
    made = Window(session, Trainer(), Settings(), DARK)
    made.equip()
    qtbot.addWidget(made)
    yield made
    session.document.mark_saved()


def known(gallery: Gallery) -> bool:
    return all(gallery._studies.of(each) is not None for each in TEMPLATES)


def part(gallery: Gallery, kind: type, name: str):
    return gallery.findChild(kind, f"gallery:{name}")


def rows(gallery: Gallery) -> list[str]:
    model = part(gallery, QListView, "list").model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def chosen(gallery: Gallery) -> str:
    return part(gallery, QListView, "list").currentIndex().data()


def figure(gallery: Gallery, name: str) -> str:
    return part(gallery, QLabel, name).text()


def search(gallery: Gallery, words: str) -> None:
    field = part(gallery, QLineEdit, "search")
    field.selectAll()
    QTest.keyClicks(field, words)


def set_field(gallery: Gallery, name: str, value: str) -> None:
    field = gallery.findChild(QWidget, f"field:{name}").findChild(QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, value)
    QTest.keyClick(field, Qt.Key.Key_Return)


def study_of(wanted: Template, settings: Struct | None = None) -> Study:
    return next(found for found in studied(wanted, settings or wanted.settings) if found)


def press_later(owner: QWidget, button: str) -> None:
    """Presses a button of the question that will come."""

    def press() -> None:
        box = owner.findChild(QMessageBox, "question")
        next(found for found in box.buttons() if found.text() == button).click()

    QTimer.singleShot(50, press)


def test_the_shelves_stand_in_the_order_of_years_and_hold_every_template() -> None:
    standing = shelves(TEMPLATES)
    firsts = [family[0].year or 9_999 for family in standing.values()]
    assert firsts == sorted(firsts)
    assert all(list(f) == sorted(f, key=lambda t: t.year or 9_999) for f in standing.values())
    assert {each for family in standing.values() for each in family} == set(TEMPLATES)


@pytest.mark.parametrize(
    "each",
    [each for each in TEMPLATES if re.fullmatch(r"(vgg|resnet|plain)\d+", each.name)],
    ids=lambda each: each.name,
)
def test_the_depth_is_the_number_in_the_networks_name(each: Template) -> None:
    assert study_of(each).depth == int(re.findall(r"\d+", each.name)[0])


def test_googlenet_is_22_layers_deep_and_alexnet_8_as_their_papers_say() -> None:
    assert study_of(template("googlenet")).depth == 22
    assert study_of(template("alexnet_paper")).depth == 8


def test_each_template_can_be_chosen_with_arrows_and_no_heading_can(opened) -> None:
    gallery = opened()
    seen = [chosen(gallery)]
    for _ in range(len(TEMPLATES) + 3):
        QTest.keyClick(part(gallery, QLineEdit, "search"), Qt.Key.Key_Down)
        seen.append(chosen(gallery))
    assert set(seen) == {each.title for each in TEMPLATES}


def test_a_search_narrows_the_list_and_says_when_nothing_fits(opened) -> None:
    gallery = opened()
    search(gallery, "vgg norm")
    assert rows(gallery)[0] == "VGG"
    assert all("batch norm" in title for title in rows(gallery)[1:])
    assert chosen(gallery) == rows(gallery)[1]
    search(gallery, "1998 lecun")
    assert "LeNet-5" in rows(gallery)
    search(gallery, "transformer")
    assert rows(gallery) == []
    assert "transformer" in part(gallery, QLabel, "nothing").text()
    assert part(gallery, QLabel, "nothing").isVisible()
    assert not part(gallery, QPushButton, "create").isEnabled()
    search(gallery, "resnet-50")
    assert part(gallery, QPushButton, "create").isEnabled()
    assert figure(gallery, "Parameters") == "25,557,032"


def test_the_chosen_ones_figures_are_those_of_its_network(opened) -> None:
    gallery = opened()
    search(gallery, "lenet-5")
    assert chosen(gallery) == LENET.title
    assert figure(gallery, "Parameters") == "61,706"
    assert figure(gallery, "Multiply-adds") == "416,520"
    assert figure(gallery, "Depth") == "5 layers"
    assert figure(gallery, "Input").strip("\u2066\u2069") == "1×28×28"


def test_a_setting_that_is_changed_changes_the_figures(qtbot: QtBot, opened) -> None:
    gallery = opened()
    search(gallery, "pattern")
    set_field(gallery, "filters", "24")
    network = PATTERN.build(structs.replace(PATTERN.settings, filters=24)).network
    expected = f"{costs(network, infer(network)).parameters:,}"
    qtbot.waitUntil(lambda: figure(gallery, "Parameters") == expected)
    assert gallery.isVisible()  # Enter in a setting creates nothing


def test_a_bad_setting_is_refused_in_place_and_cannot_be_created(opened, session) -> None:
    gallery = opened()
    search(gallery, "pattern")
    set_field(gallery, "filters", "0")
    said = [label.text() for label in gallery.findChildren(QLabel) if label.isVisible()]
    assert any("Filters cannot be 0" in text for text in said)
    assert not part(gallery, QPushButton, "create").isEnabled()
    search(gallery, "pattern")
    QTest.keyClick(part(gallery, QLineEdit, "search"), Qt.Key.Key_Return)
    assert gallery.isVisible()
    set_field(gallery, "filters", "8")
    assert part(gallery, QPushButton, "create").isEnabled()


def test_settings_that_make_no_network_say_why(qtbot: QtBot, opened) -> None:
    gallery = opened()
    search(gallery, "pattern")
    set_field(gallery, "stages", "6")
    problem = part(gallery, QLabel, "problem")
    qtbot.waitUntil(problem.isVisible)
    assert "do not fit together" in problem.text()
    assert not part(gallery, QPushButton, "create").isEnabled()
    set_field(gallery, "stages", "3")
    qtbot.waitUntil(lambda: not problem.isVisible())
    assert part(gallery, QPushButton, "create").isEnabled()


def test_create_gives_the_session_the_network_as_it_was_set(opened, session: Session) -> None:
    gallery = opened()
    search(gallery, "pattern")
    set_field(gallery, "features", "100")
    part(gallery, QPushButton, "create").click()
    assert session.project == PATTERN.build(structs.replace(PATTERN.settings, features=100))
    assert (session.name, session.path) == ("pattern", None)
    assert not session.document.modified
    assert not gallery.isVisible()


@pytest.mark.parametrize("way", ["enter", "double click"])
def test_enter_or_a_double_click_creates(opened, session: Session, way: str) -> None:
    gallery = opened()
    search(gallery, "resnet-18")
    cards = part(gallery, QListView, "list")
    if way == "enter":
        QTest.keyClick(part(gallery, QLineEdit, "search"), Qt.Key.Key_Return)
    else:
        place = cards.visualRect(cards.currentIndex()).center()
        QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.network == template("resnet18").project().network


def test_escape_leaves_all_as_it_was(opened, session: Session) -> None:
    before = session.project
    gallery = opened()
    search(gallery, "alexnet")
    QTest.keyClick(part(gallery, QLineEdit, "search"), Qt.Key.Key_Escape)
    assert session.project is before
    assert not gallery.isVisible()


def test_unsaved_work_is_asked_about_and_cancel_leads_back_to_the_gallery(
    opened, session: Session, owner: QWidget
) -> None:
    session.edit("Add", LENET.project().network)
    gallery = opened()
    search(gallery, "alexnet")
    press_later(owner, "Cancel")
    part(gallery, QPushButton, "create").click()
    assert session.network == LENET.project().network
    assert gallery.isVisible()
    press_later(owner, "Discard")
    part(gallery, QPushButton, "create").click()
    assert session.network == template("alexnet").project().network


def test_the_last_one_and_the_size_are_remembered(opened) -> None:
    gallery = opened()
    search(gallery, "zfnet")
    size = QSize(gallery.minimumWidth(), gallery.minimumHeight() + 20)
    gallery.resize(size)
    gallery.reject()
    again = opened()
    assert chosen(again) == "ZFNet"
    assert again.size() == size


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_cards_drawing_has_the_colours_of_its_layers(opened, theme: Theme) -> None:
    gallery = opened(theme)
    cards = part(gallery, QListView, "list")
    image = cards.viewport().grab(cards.visualRect(cards.currentIndex())).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    there = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    groups = {node.layer.group for node in LENET.project().network.nodes.values()}
    assert {theme.group(group) for group in groups} <= there


def test_a_drawing_runs_from_left_to_right_in_persian_too(qtbot: QtBot, qapp: QApplication) -> None:
    pictures = []
    study = study_of(template("resnet18"))
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        drawing = Drawing(DARK)
        qtbot.addWidget(drawing)
        drawing.setLayoutDirection(direction)
        drawing.resize(200, 150)
        drawing.show_study(study)
        pictures.append(drawing.grab().toImage())
    assert pictures[0] == pictures[1]


def test_the_gallery_speaks_persian(opened) -> None:
    use(Language.PERSIAN)
    try:
        gallery = opened()
        assert part(gallery, QPushButton, "create").text().strip("\u200f") == "ساختن"
        search(gallery, "lenet-5")  # English names are found in every language
        assert figure(gallery, "Parameters") == "61,706"
    finally:
        use(Language.ENGLISH)


def test_a_screen_reader_hears_a_cards_title_year_and_figures(opened) -> None:
    gallery = opened()
    search(gallery, "resnet-50")
    index = part(gallery, QListView, "list").currentIndex()
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "ResNet-50, 2015, 25.6 M parameters, 4.09 G multiply-adds"
    assert part(gallery, QLabel, "Parameters").accessibleName() == "Parameters: 25,557,032"


def test_tab_goes_from_the_search_over_list_and_settings_to_the_buttons(opened) -> None:
    gallery = opened()
    search(gallery, "resnet-50")
    order = [gallery.focusWidget().objectName()]
    for _ in range(6):
        gallery.focusNextChild()
        order.append(gallery.focusWidget().objectName())
    assert order == [
        "gallery:search",
        "gallery:list",
        "gallery:details",
        "field:classes",
        "field:papers_stride",
        "gallery:cancel",
        "gallery:create",
    ]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_words_on_a_drawings_blocks_and_on_the_chosen_card_can_be_read(theme: Theme) -> None:
    grounds = [theme.hover, *(mixed(c, theme.card, TINT) for c in theme.groups.values())]
    assert min(contrast(theme.muted, ground) for ground in grounds) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_menu_its_shortcut_and_the_palettes_foot_open_it(window: Window) -> None:
    button = window.findChild(QPushButton, "palette:architectures")
    entry = window.main_menu.actions()[0]
    assert entry.text() == button.text() == "Architectures…"
    assert window.actions_by_name["gallery"].shortcut().toString() == "Ctrl+Shift+N"
    for trigger in (entry.trigger, button.click, window.actions_by_name["gallery"].trigger):
        trigger()
        gallery = window.findChild(Gallery)
        assert gallery.isVisible()
        gallery.reject()
        QTest.qWait(0)  # it is deleted as it closes
        assert window.findChild(Gallery) is None
