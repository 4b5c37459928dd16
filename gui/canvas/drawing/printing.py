"""The drawing as a picture for papers: SVG, PDF or PNG, with nothing of the screen on it.

A scene of its own is made for it, so that what is selected, hovered or zoomed on the screen does
not matter; every card says all that it has to say, however large the drawing is.
"""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, structs
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QImage,
    QImageWriter,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from backend.protocol import Cards
from graph.text import Refusal
from gui.canvas.drawing.scene import Scene
from gui.session import Session
from gui.theme import LIGHT, Theme

EDGE: Final = 16.0  # canvas units of free ground around the drawing
AROUND: Final = 90.0  # canvas units around selected blocks in which frames and notes are theirs
CHUNK: Final = 50  # items between two looks at the cancel button
PIXELS: Final = 200_000_000  # of one PNG; it takes four times as many bytes while it is painted
WIDEST: Final = 32_000  # pixels of one side: Qt paints no further
POINTS: Final = 0.75  # of PDF for a canvas unit, as on a screen of 96 dots an inch
LONGEST: Final = 14_400.0  # points of a PDF page's side: no reader takes more
PAPER: Final = structs.replace(LIGHT, canvas="#ffffff", line="#b9c3cf")
"""The light colours on white, with edges that a printer can draw."""

Kind = Literal["svg", "pdf", "png"]
Told = Callable[[int, int], bool]
"""Hears how many of how many items are painted; False: no further."""


class PrintError(Refusal):
    """A picture that cannot be made; the text says why."""


class Print(Struct, frozen=True):
    """What a picture of the drawing should be like."""

    kind: Annotated[
        Kind,
        Meta(
            title="Format",
            description="SVG and PDF are sharp at every size; PNG is made of pixels.",
        ),
    ] = "svg"
    blocks: Annotated[
        Literal["all", "selected"],
        Meta(title="Blocks", description="All of what is open, or only what is selected."),
    ] = "all"
    colours: Annotated[
        Literal["light", "as on the screen"],
        Meta(title="Colours", description="Light on white, or those of the window."),
    ] = "light"
    scale: Annotated[
        float,
        Meta(
            gt=0,
            le=8,
            title="Scale",
            description="Pixels for one pixel of the screen at 100 %: 2 or 4 for print.",
            extra={"unit": "×"},
        ),
    ] = 2.0
    pictures: Annotated[
        bool,
        Meta(
            title="Feature maps",
            description="Whether the cards show their pictures, as on the screen.",
        ),
    ] = True
    transparent: Annotated[
        bool,
        Meta(title="Transparent ground", description="Whether there is nothing behind the cards."),
    ] = False


class Sheet:
    """The level that a session shows, or its selected blocks, ready to be painted."""

    def __init__(self, session: Session, screen: Theme, wish: Print, cards: Cards | None) -> None:
        self._session = Session(session.project, title=session.name)
        self._session.level = session.level
        self.title = session.name
        self._theme = PAPER if wish.colours == "light" else screen
        self._ground = None if wish.transparent else QColor(self._theme.canvas)
        self._scene = Scene(self._session, self._theme)
        for card in self._scene.cards.values():  # a figure says what the network is, not what ails
            card.show_face(structs.replace(card.face, severity=None, reason="", pinned=False))
        self._scene.place_labels()
        if wish.pictures and cards is not None:
            self._scene.show_cards(cards)
        chosen = frozenset(session.selection) if wish.blocks == "selected" else None
        self._items = _items(self._scene, chosen)
        bounds = QRectF()
        for item in self._items:
            bounds = bounds.united(item.sceneBoundingRect())
        self.area = bounds.adjusted(-EDGE, -EDGE, EDGE, EDGE).toAlignedRect()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to paint."""
        return not self._items

    def paint(self, painter: QPainter, room: QRect, told: Told) -> bool:
        """Fills a room of the painter's device; False if it was told to stop."""
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.setWindow(self.area)  # no zoom of the painter's own: cards are at their nearest
        painter.setViewport(room)
        if self._ground is not None:
            painter.fillRect(self.area, self._ground)
        option = QStyleOptionGraphicsItem()
        for number, item in enumerate(self._items):
            if number % CHUNK == 0 and not told(number, len(self._items)):
                return False
            painter.save()
            painter.setWorldTransform(item.sceneTransform(), True)
            painter.setOpacity(item.effectiveOpacity())
            option.exposedRect = item.boundingRect()
            item.paint(painter, option)
            painter.restore()
        return told(len(self._items), len(self._items))


def check(sheet: Sheet, wish: Print) -> None:
    """Raises PrintError where the picture would be too large."""
    most = largest_scale(sheet)
    if wish.kind == "png" and wish.scale > most:
        raise PrintError(
            "At scale {scale} the picture would have {width}×{height} pixels, which is too large. "
            "Scale {most} fits; SVG and PDF have no limit.",
            scale=f"{wish.scale:g}",
            width=round(sheet.area.width() * wish.scale),
            height=round(sheet.area.height() * wish.scale),
            most=f"{most:g}",
        )


def encoded(sheet: Sheet, wish: Print, told: Told) -> bytes | None:
    """The picture as a file's bytes; None if it was stopped. Raises PrintError."""
    if wish.kind == "png":
        image = pixels(sheet, wish.scale, told)
        return None if image is None else _compressed(image)
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    whole = _svg(sheet, content, told) if wish.kind == "svg" else _pdf(sheet, content, told)
    drawn = bytes(content.data().data())
    if not whole:
        return None
    return _named_fonts(drawn) if wish.kind == "svg" else drawn


def pixels(sheet: Sheet, scale: float, told: Told) -> QImage | None:
    """The picture as an image; None if it was stopped. Raises PrintError if it is too large."""
    check(sheet, Print(kind="png", scale=scale))
    size = (QSizeF(sheet.area.size()) * scale).toSize()
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise PrintError("There is not enough memory for the picture. Choose a smaller scale.")
    image.fill(0)
    dots = round(96 / 0.0254 * scale)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    painter = QPainter(image)
    whole = sheet.paint(painter, image.rect(), told)
    painter.end()
    return image if whole else None


def largest_scale(sheet: Sheet) -> float:
    """The largest scale of a PNG, in a few digits."""
    width, height = sheet.area.width(), sheet.area.height()
    most = min((PIXELS / (width * height)) ** 0.5, WIDEST / width, WIDEST / height)
    return int(most * 100) / 100


def _svg(sheet: Sheet, content: QBuffer, told: Told) -> bool:
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415  # the window does without it

    generator = QSvgGenerator()
    generator.setOutputDevice(content)
    generator.setTitle(sheet.title)
    generator.setDescription("Convas")
    generator.setResolution(96)
    room = QRect(QPoint(), sheet.area.size())
    generator.setSize(room.size())
    generator.setViewBox(room)
    painter = QPainter(generator)
    whole = sheet.paint(painter, room, told)
    painter.end()
    return whole


def _named_fonts(drawn: bytes) -> bytes:
    """The SVG with its font by the name that other programs know, and what comes near to it."""
    asked = QFont().family()
    found = f"{QFontInfo(QFont()).family()}, sans-serif"
    return drawn.replace(f'font-family="{asked}"'.encode(), f'font-family="{found}"'.encode())


def _pdf(sheet: Sheet, content: QBuffer, told: Told) -> bool:
    size = QSizeF(sheet.area.size())
    points = min(POINTS, LONGEST / max(size.width(), size.height()))
    writer = QPdfWriter(content)
    writer.setTitle(sheet.title)
    writer.setCreator("Convas")
    writer.setPageMargins(QMarginsF())
    writer.setPageSize(QPageSize(size * points, QPageSize.Unit.Point, sheet.title))
    painter = QPainter(writer)
    whole = sheet.paint(painter, QRect(QPoint(), QSize(writer.width(), writer.height())), told)
    painter.end()
    return whole


def _compressed(image: QImage) -> bytes:
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(content, QByteArray(b"PNG")).write(image)
    return bytes(content.data().data())


def _items(scene: Scene, names: frozenset[str] | None) -> list[QGraphicsItem]:
    """What is painted, from the lowest to the uppermost; with `names` what belongs to them."""
    items = [item for item in scene.items(Qt.SortOrder.AscendingOrder) if item.isVisible()]
    if names is None:
        return items
    parts: dict[QGraphicsItem, bool] = {card: name in names for name, card in scene.cards.items()}
    for wire, item in scene.wires.items():
        parts[item] = wire.source in names and wire.target in names
    area = QRectF()
    for item, wanted in parts.items():
        area = area.united(item.sceneBoundingRect()) if wanted else area
    area.adjust(-AROUND, -AROUND, AROUND, AROUND)  # notes and frames of what is printed

    def belongs(item: QGraphicsItem) -> bool:
        return parts[item] if item in parts else area.contains(item.sceneBoundingRect())

    return [item for item in items if belongs(item)]
