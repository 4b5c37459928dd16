"""The output-size formula of a layer that slides a window, filled in with its own numbers."""

from collections.abc import Iterator
from html import escape

from msgspec import Struct
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from graph.infer import Inference, Interior
from graph.layers.base import Layer
from graph.shapes import Shape, ShapeError, Spread, Window
from gui.figures import ltr
from gui.labels import heading, words
from gui.language import tr
from gui.theme import Theme

AXES = {"height": "Height", "width": "Width"}
MOST = 8  # lines of a block's inside


class _Slide(Struct, frozen=True):
    """What slides or lays down filters: the layer itself, or one inside a block by its name."""

    name: str
    axes: tuple[Window | Spread, ...]


class SizeBox(QFrame):
    """The formula, and what it gives along each axis: green if whole, amber if rounded down.

    For a block, those of the layers inside that change the size or look further than one pixel, or
    its own where that is 1×1.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slides: list[_Slide] = []
        self.setProperty("role", "card")
        self._formula = words("", "")
        self._numbers = words()
        self._numbers.setObjectName("size")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(5)
        column.addWidget(heading("Output size"))
        column.addWidget(self._formula)
        column.addWidget(self._numbers)

    def show_layer(
        self, layer: Layer, inputs: tuple[Shape, ...] | None, interior: Interior | None = None
    ) -> None:
        """Fills the formula in, if the inputs are known; hides it where a layer has none."""
        own = "F" in layer.symbols.values()
        if interior is not None:
            every = _different(_within(interior))
            self._slides = [slide for slide in every if _matters(slide)] or every[: int(own)]
        else:
            axes = _axes(layer, inputs) if inputs else ()
            self._slides = [_Slide("", axes)] if axes else []
        self._formula.setText(ltr(_formula(layer, self._slides)))
        self.setVisible(own or bool(self._slides))
        self._write()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        lines = [line for slide in self._slides[:MOST] for line in self._lines(slide)]
        if len(self._slides) > MOST:
            lines.append(escape(tr("and {count} more", count=len(self._slides) - MOST)))
        way, side = ("rtl", "right") if QGuiApplication.isRightToLeft() else ("ltr", "left")
        if lines:
            way = "ltr"  # formulas and names
        else:
            lines = [escape(tr("Known when the block's input is."), quote=False)]
        block = f'<div dir="{way}" align="{side}" style="color: {self._theme.muted}">'
        # a block each: in one, a Persian word turns the numbers of the next line round
        self._numbers.setText("".join(f"{block}{line}</div>" for line in lines))

    def _lines(self, slide: _Slide) -> Iterator[str]:
        axes = slide.axes
        alike = len({axis.formula for axis in axes}) == 1
        if slide.name:
            yield f'<span style="color: {self._theme.text}">{escape(slide.name)}</span>'
        for axis in axes[:1] if alike else axes:
            if not alike:
                yield escape(tr(AXES[axis.axis]))
            if axis.dilation > 1:
                yield _spread(axis)
            yield self._line(axis)

    def _line(self, axis: Window | Spread) -> str:
        left, _, value = axis.formula.rpartition(" = ")
        colour, rounded = self._verdict(axis)
        return f'{escape(left)} = <b style="color: {colour}">{value}{rounded}</b>'

    def _verdict(self, axis: Window | Spread) -> tuple[str, str]:
        """The colour of the formula's value, and what becomes of it."""
        try:
            count = axis.count
        except ShapeError:
            return self._theme.error, ""
        if isinstance(axis, Spread) or axis.exact == count:
            return self._theme.good, ""
        return self._theme.good if axis.ceil else self._theme.warning, f"\u00a0→\u00a0{count}"


def _axes(layer: Layer, inputs: tuple[Shape, ...]) -> tuple[Window | Spread, ...]:
    try:
        return layer.windows(*inputs) or layer.spreads(*inputs)
    except ShapeError:
        return ()  # the problem's own sentence says why


def _within(interior: Interior, prefix: str = "") -> Iterator[_Slide]:
    network, inference = interior.network, interior.inference
    for name in network.order:
        deeper = inference.interiors.get(name)
        if deeper is not None:
            yield from _within(deeper, f"{prefix}{name}.")
        else:
            axes = _arriving(inference, name, network.nodes[name].layer)
            if axes:
                yield _Slide(prefix + name, axes)


def _matters(slide: _Slide) -> bool:
    """Whether it looks further than one pixel, or changes the size."""
    return any(axis.span > 1 or axis.stride > 1 for axis in slide.axes)


def _arriving(inference: Inference, name: str, layer: Layer) -> tuple[Window | Spread, ...]:
    inputs = inference.known_inputs(name)
    return _axes(layer, inputs) if inputs else ()


def _different(slides: Iterator[_Slide]) -> list[_Slide]:
    """The first of those that have the same numbers: a row of copies says them once."""
    first: dict[tuple[Window | Spread, ...], _Slide] = {}
    for slide in slides:
        first.setdefault(slide.axes, slide)
    return list(first.values())


def _formula(layer: Layer, slides: list[_Slide]) -> str:
    axis = slides[0].axes[0] if slides else None
    if isinstance(axis, Spread) or (axis is None and not layer.local):
        extra = " + P′" if isinstance(axis, Spread) and axis.extra else ""
        return f"(W − 1) · S − 2P + F{extra}"
    if isinstance(axis, Window) and axis.ceil:
        return "⌈(W − F + 2P) / S⌉ + 1"
    return "(W − F + 2P) / S + 1"


def _spread(axis: Window | Spread) -> str:
    numbers = f"{axis.dilation}·({axis.kernel} − 1) + 1 = {axis.span}"
    return escape(f"D·(F − 1) + 1 = {numbers}")
