"""The drawing as SVG, PDF and PNG: all of it, light, and nothing of the screen."""

import re
from xml.etree import ElementTree

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from graph import edits
from graph.network import Network
from graph.project import Project
from graph.sketch import Frame, Note, Sketch
from graph.templates import template
from gui.canvas.drawing.printing import (
    PAPER,
    Print,
    PrintError,
    Sheet,
    encoded,
    largest_scale,
    pixels,
)
from gui.session import Session
from gui.theme import DARK

SVG = "{http://www.w3.org/2000/svg}"


def on(done: int, whole: int) -> bool:
    return True


@pytest.fixture
def session(qapp) -> Session:
    return Session(template("lenet5").project(), title="lenet5")


def printed(session: Session, **wish: object) -> bytes:
    asked = structs.replace(Print(), **wish)
    content = encoded(Sheet(session, DARK, asked, None), asked, on)
    assert content is not None
    return content


def texts(svg: bytes) -> list[str]:
    return [(part.text or "").strip() for part in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_an_svg_has_the_name_of_every_block_and_what_flows_in_every_wire(session) -> None:
    said = texts(printed(session))
    assert set(session.network.nodes) <= set(said)
    shapes = {str(session.inference.outputs[wire.source]) for wire in session.network.wires}
    assert shapes <= set(said)
    assert "2,416 parameters" in said


def test_it_is_light_whatever_the_window_is(session) -> None:
    drawn = printed(session).decode()
    assert DARK.canvas not in drawn
    assert DARK.dots not in drawn
    colours = re.findall(r'fill="(#[0-9a-f]{6})"', drawn)
    assert colours[0] == "#ffffff"
    assert DARK.card in printed(session, colours="as on the screen").decode()


def test_nothing_of_the_screen_is_on_it(session) -> None:
    before = printed(session)
    session.select(("conv1", "conv2"))
    assert printed(session) == before


def test_a_transparent_picture_has_no_ground(session) -> None:
    clear = image(printed(session, kind="png", scale=1.0, transparent=True))
    white = image(printed(session, kind="png", scale=1.0))
    assert clear.pixelColor(2, 2).alpha() == 0
    assert white.pixelColor(2, 2).name() == "#ffffff"


def test_only_what_is_selected_is_printed_with_the_wires_between(session) -> None:
    whole = len(texts(printed(session)))
    session.select(("conv1", "relu1"))
    said = texts(printed(session, blocks="selected"))
    assert {"conv1", "relu1", "6×28×28"} <= set(said)
    assert not {"pool1", "input", "6×14×14"} & set(said)
    assert len(said) < whole


def test_a_png_is_as_many_times_as_large_as_it_is_asked_for(session) -> None:
    one, four = (image(printed(session, kind="png", scale=scale)) for scale in (1.0, 4.0))
    assert (four.width(), four.height()) == (4 * one.width(), 4 * one.height())
    assert Sheet(session, DARK, Print(), None).area.size() == one.size()


def test_a_pdf_begins_as_one_and_its_page_is_the_drawing(session) -> None:
    content = printed(session, kind="pdf")
    assert content.startswith(b"%PDF")
    area = Sheet(session, DARK, Print(), None).area
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", content)
    assert box is not None
    assert float(box[1]) == pytest.approx(0.75 * area.width(), abs=1)
    assert float(box[2]) == pytest.approx(0.75 * area.height(), abs=1)
    assert b"/FontFile" in content


def test_a_png_that_is_too_large_is_refused_with_the_scale_that_fits(qapp) -> None:
    network = edits.add(template("lenet5").project().network, "far", template_layer())
    network = edits.move(network, {"far": (90_000.0, 2_000.0)})
    sheet = Sheet(Session(Project(network)), DARK, Print(), None)
    most = largest_scale(sheet)
    with pytest.raises(PrintError, match="too large") as caught:
        pixels(sheet, 1.0, on)
    assert caught.value.text.values["most"] == f"{most:g}"
    fits = pixels(sheet, most, on)
    assert fits is not None
    assert max(fits.width(), fits.height()) <= 32_000


def template_layer():
    return template("lenet5").project().network.nodes["conv1"].layer


def test_it_can_be_stopped(session) -> None:
    for kind in ("svg", "pdf", "png"):
        wish = structs.replace(Print(), kind=kind)
        assert encoded(Sheet(session, DARK, wish, None), wish, lambda done, whole: False) is None


def test_what_is_printed_is_the_level_that_is_open(session) -> None:
    project = template("inception-mnist").project()
    session = Session(project)
    name = next(n for n, node in project.network.nodes.items() if node.layer.title == "Inception")
    session.enter(name)
    said = texts(printed(session))
    assert set(session.network.nodes) <= set(said)
    assert "flatten" not in said


def test_a_persian_window_does_not_mirror_the_drawing(session) -> None:
    def places() -> dict[str, str]:
        parts = ElementTree.fromstring(printed(session)).iter(f"{SVG}text")
        return {(part.text or "").strip(): part.attrib["x"] for part in parts}

    before = places()
    QApplication.instance().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        after = places()
    finally:
        QApplication.instance().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for name in session.network.nodes:
        if name in before and name not in ("input", "output", "flatten"):
            assert after[name] == before[name]


def test_frames_and_notes_are_printed(qapp) -> None:
    network = template("lenet5").project().network
    sketch = Sketch(
        notes={"note1": Note("as in the paper", 0, -200)},
        frames={"frame1": Frame("Features", ("conv1", "relu1"))},
    )
    said = texts(printed(Session(Project(network.replace(sketch=sketch)))))
    assert {"as in the paper", "Features"} <= set(said)


def test_what_is_wrong_is_no_part_of_a_figure(session) -> None:
    session.edit("Set", edits.set_field(session.network, "conv1", "kernel", 40))
    assert session.inference.by_node["conv1"]
    drawn = printed(session).decode()
    assert PAPER.warning not in drawn
    assert PAPER.error not in drawn
    assert "Conv 2-D" in drawn


def test_an_empty_drawing_has_nothing_to_print(qapp) -> None:
    assert Sheet(Session(Project(Network())), DARK, Print(), None).empty


def image(content: bytes) -> QImage:
    made = QImage.fromData(content)
    assert not made.isNull()
    return made
