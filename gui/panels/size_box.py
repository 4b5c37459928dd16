"""The output-size formula of a layer that slides a window, filled in with its own numbers."""

from html import escape

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from graph.layers.base import Layer
from graph.shapes import Shape, ShapeError, Spread, Window
from gui.figures import ltr
from gui.labels import heading, words
from gui.language import tr
from gui.theme import Theme

FORMULA = "(W − F + 2P) / S + 1"
ENLARGING = "(W − 1) S − 2P + F"
AXES = {"height": "Height", "width": "Width"}


class SizeBox(QFrame):
    """The formula, and what it gives along each axis: green if whole, amber if rounded down."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._windows: tuple[Window, ...] = ()
        self._spreads: tuple[Spread, ...] = ()
        self.setProperty("role", "card")
        self._formula = words(ltr(FORMULA), "")
        self._numbers = words()
        self._numbers.setObjectName("size")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(5)
        column.addWidget(heading("Output size"))
        column.addWidget(self._formula)
        column.addWidget(self._numbers)

    def show_layer(self, layer: Layer, inputs: tuple[Shape, ...] | None) -> None:
        """Fills the formula in, if the inputs are known; hides it where a layer has none."""
        self.setVisible("F" in layer.symbols.values())
        self._formula.setText(ltr(FORMULA if layer.local else ENLARGING))
        try:
            self._windows = layer.windows(*inputs) if inputs else ()
            self._spreads = layer.spreads(*inputs) if inputs else ()
        except ShapeError:
            self._windows, self._spreads = (), ()  # the problem's own sentence says why
        self._write()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        alike = len({window.formula for window in self._windows}) == 1
        lines = [
            self._line("" if alike else tr(AXES[window.axis]), window)
            for window in (self._windows[:1] if alike else self._windows)
        ]
        lines += [
            escape(line) for line in dict.fromkeys(ltr(spread.formula) for spread in self._spreads)
        ]
        if self._windows and self._windows[0].dilation > 1:
            lines.insert(0, self._spread(self._windows[0]))
        if not lines:
            lines = [escape(tr("Known when the block's input is."), quote=False)]
        self._numbers.setText(
            f'<div style="color: {self._theme.muted}">' + "<br>".join(lines) + "</div>"
        )

    def _line(self, axis: str, window: Window) -> str:
        colour = self._theme.good
        rounded = ""
        if window.exact < 1:
            colour = self._theme.error
        elif window.exact.denominator > 1:
            colour = self._theme.warning
            rounded = f" → {window.count}"
            if window.ceil:
                colour = self._theme.good
        left = window.formula.removesuffix(window.value)
        result = f'<b style="color: {colour}">{window.value}{rounded}</b>'
        label = f"{escape(axis)}: " if axis else ""
        return label + ltr(escape(left) + result)

    def _spread(self, window: Window) -> str:
        numbers = f"{window.dilation} · ({window.kernel} − 1) + 1 = {window.span}"
        return ltr(escape(f"F = D · (F − 1) + 1 = {numbers}"))
