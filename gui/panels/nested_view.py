"""The settings of a layer, and those of the layers that it has in its fields."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from graph.fields import Field, fields
from graph.layers.base import Layer
from graph.layers.endpoints import Output
from graph.likeness import carried
from graph.network import LAYERS, Block
from gui.editors import Choice
from gui.forms import Form
from gui.labels import heading, hint
from gui.language import tr

Commit = Callable[[str, object], None]

# a layer with one input and one result can stand in a row of copies; most often it is a block
KINDS = sorted(
    (kind for kind in LAYERS if kind.arity == 1 and kind not in (Output, Block)),
    key=lambda kind: kind.group != "Blocks",
)


class NestedView(QFrame):
    """A chooser of the layer's kind, and its form; a layer in that layer is framed again.

    `commit(path, value)` is asked to set a field, by its path from the outermost layer.
    """

    left = Signal()  # the keyboard left a field
    opened = Signal()  # the user's own block in it is to be opened

    def __init__(self, field: Field, path: str, commit: Commit) -> None:
        super().__init__()
        self._path = path
        self._commit = commit
        self._layer: Layer | None = None
        self._body: LayerForm | None = None
        self.setProperty("role", "card")
        self._kind = Choice()
        self._kind.setObjectName(f"kind:{path}")
        self._kind.setAccessibleName(tr(field.title))
        self._kind.setToolTip(hint(tr(field.help)))
        self._kind.setMaxVisibleItems(16)
        self._kind.setStyleSheet("QComboBox { combobox-popup: 0; }")  # a list below, that scrolls
        self._kind.edited.connect(self._choose)
        self._open = QPushButton(tr("Open"))
        self._open.setObjectName("open")
        self._open.setToolTip(tr("Shows what is inside this block."))
        self._open.clicked.connect(self.opened)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(8)
        self._column.addWidget(heading(field.title))
        self._column.addWidget(self._kind)
        self._column.addWidget(self._open)

    def show_layer(self, layer: Layer) -> None:
        """Shows the layer as it is now; another kind gets another form."""
        before, self._layer = self._layer, layer
        if before is None or type(before) is not type(layer) or isinstance(layer, Block):
            self._offer(layer)
        if self._body is None or self._body.kind is not type(layer):
            self._make(type(layer))
        assert self._body is not None
        self._body.show_layer(layer)
        self._open.setVisible(isinstance(layer, Block))

    def _make(self, kind: type[Layer]) -> None:
        body = LayerForm(kind, self._path, self._commit)
        body.left.connect(self.left)
        body.opened.connect(self.opened)
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()  # not at once: the change may come from a field in it
        self._column.addWidget(body)
        body.show()  # at once, and not when the event loop comes to it: nothing flickers
        self._body = body
        previous: QWidget = self._kind
        for each in body.editors:
            QWidget.setTabOrder(previous, each)
            previous = each

    def _offer(self, layer: Layer) -> None:
        """Fills the chooser; a block of the user's own is in it only while it is there."""
        with QSignalBlocker(self._kind):
            self._kind.clear()
            group = ""
            for kind in KINDS:
                if group and kind.group != group:
                    self._kind.insertSeparator(self._kind.count())
                group = kind.group
                self._kind.addItem(tr(kind.title), kind)
            if isinstance(layer, Block):
                self._kind.addItem(tr(layer.label), Block)
            self._kind.setCurrentIndex(self._kind.findData(type(layer)))

    def _choose(self, kind: type[Layer]) -> None:
        if self._layer is not None and kind is not type(self._layer):
            self.left.emit()  # another kind is a step of its own for undo
            self._commit(self._path, carried(self._layer, kind))
            self.left.emit()


class LayerForm(QWidget):
    """The form of one kind of layer, and the views of the layers in it.

    `commit(path, value)` is asked to set a field; `path` is what its paths begin with.
    """

    left = Signal()
    opened = Signal()

    def __init__(self, kind: type[Layer], path: str, commit: Commit) -> None:
        super().__init__()
        self.kind = kind
        self._prefix = f"{path}." if path else ""
        self._commit = commit
        self._form = Form(kind, self._set, kind.symbols)
        self._form.left.connect(self.left)
        self._nested = dict(_views(kind, self._prefix, commit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._form)
        for view in self._nested.values():
            view.left.connect(self.left)
            view.opened.connect(self.opened)
            column.addWidget(view)

    @property
    def editors(self) -> list[QWidget]:
        """What the keyboard goes through, but for those of the layers in it."""
        return self._form.editors

    def show_layer(self, layer: Layer) -> None:
        """Shows a layer of the form's kind as it is now."""
        self._form.show_values(layer)
        for name, view in self._nested.items():
            view.show_layer(getattr(layer, name))

    def _set(self, name: str, value: object) -> None:
        self._commit(self._prefix + name, value)


def _views(kind: type[Layer], prefix: str, commit: Commit) -> Iterator[tuple[str, NestedView]]:
    """The views of a layer's fields that hold layers; a network has the canvas."""
    for field in fields(kind):
        if field.nested and isinstance(field.default, Layer):
            yield field.name, NestedView(field, prefix + field.name, commit)
