"""The head of the inspector: a block's colour, name and kind, and what can be done with it."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graph import edits
from graph.costs import Cost
from graph.fields import Field, fields
from graph.layers.base import Layer
from graph.levels import has_inside
from graph.likeness import changed
from gui.editors import written
from gui.labels import leading, words
from gui.language import tr
from gui.marks import dots
from gui.session import Session
from gui.theme import Theme


class Header(QWidget):
    """The name can be changed here; `reset(path)` is asked for a default, of all fields for ""."""

    def __init__(
        self, session: Session, name: str, theme: Theme, reset: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._session = session
        self._name = name
        self._layer = session.network.nodes[name].layer
        self._reset = reset
        self._stripe = QFrame()
        self._stripe.setFixedWidth(5)
        self._title = QLineEdit(name)
        self._title.setObjectName("name")
        self._title.setAccessibleName(tr("Name"))
        self._title.setToolTip(tr("The block's name: that of its PyTorch module, too."))
        self._title.setAlignment(leading())
        self._title.setReadOnly(session.shown.read_only)
        self._title.editingFinished.connect(self._rename)
        self._kind = words()
        self._kind.setContentsMargins(8, 0, 8, 0)
        first = QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self._title, 1)
        first.addWidget(self._menu_button())
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addLayout(first)
        texts.addWidget(self._kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._stripe)
        row.addLayout(texts, 1)
        self.set_theme(theme)

    def refresh(self, layer: Layer, cost: Cost | None, frozen: bool) -> None:
        """Shows what kind of layer it is, and whether it learns."""
        self._layer = layer
        kind = tr(layer.label)
        learned = cost is not None and cost.parameters > 0
        if frozen:
            kind = tr("{kind} · weights are frozen", kind=kind)
        elif learned:
            kind = tr("{kind} · weights are learned", kind=kind)
        self._kind.setText(kind)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        colour = theme.group(self._layer.group)
        self._stripe.setStyleSheet(f"background: {colour}; border-radius: 2px;")
        self._title.setStyleSheet(
            "QLineEdit { background: transparent; border: 1px solid transparent; "
            "font-size: 18px; font-weight: 600; padding: 1px 5px; }"
            f"QLineEdit:hover {{ border-color: {theme.line}; }}"
            f"QLineEdit:focus {{ border-color: {theme.accent}; background: {theme.field}; }}"
        )

    def _menu_button(self) -> QToolButton:
        button = More()
        button.setObjectName("more")
        button.setProperty("role", "mark")
        button.setFixedSize(26, 26)
        button.setToolTip(tr("What can be done with this block"))
        button.setAccessibleName(tr("What can be done with this block"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(self._fill, menu))
        button.setMenu(menu)
        return button

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        if has_inside(self._layer):
            menu.addAction(tr("Open"), partial(self._session.enter, self._name))
            menu.addSeparator()
        free = not self._session.shown.read_only
        paths = list(_changed("", self._layer))
        for path, field in paths:
            value = written(field.default)
            text = tr("Reset {title} to {value}", title=tr(field.title), value=value)
            menu.addAction(text, partial(self._reset, path)).setEnabled(free)
        menu.addSeparator()
        every = menu.addAction(tr("Reset all"), partial(self._reset, ""))
        every.setEnabled(free and bool(paths))

    def _rename(self) -> None:
        new = self._title.text().strip()
        if new == self._name or self._session.selection != (self._name,):
            return
        session, old = self._session, self._name
        if session.attempt("Rename", partial(edits.rename, session.network, old, new)):
            session.select([new])
        else:
            self._title.setText(old)


class More(QToolButton):
    """A button with three dots."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        dots(self)


def _changed(prefix: str, layer: Layer) -> Iterator[tuple[str, Field]]:
    """Paths of the fields that are not as they were at first, in the layers inside too."""
    for field in changed(layer):
        yield prefix + field.name, field
    for field in fields(type(layer)):
        inner = getattr(layer, field.name)
        if field.nested and isinstance(inner, Layer):
            yield from _changed(f"{prefix}{field.name}.", inner)
