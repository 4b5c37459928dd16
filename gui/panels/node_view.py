"""What the inspector shows of one block: its settings, its sizes, its costs, what is wrong."""

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from graph import edits
from graph.costs import Cost
from graph.fields import field
from graph.layers.base import Layer
from graph.network import Node
from gui import figures
from gui.forms import Form
from gui.labels import leading, words
from gui.language import tr
from gui.panels.facts import Facts
from gui.panels.interior_view import InteriorView
from gui.panels.problem_card import ProblemCards
from gui.panels.size_box import SizeBox
from gui.session import Session
from gui.theme import Theme


class NodeView(QWidget):
    """A block under the name that it has now; another block gets another view."""

    def __init__(self, session: Session, name: str, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._name = name
        self._layer_type = type(self._node.layer)
        self._header = _Header(session, name, self._layer_type, theme)
        self._form = Form(self._layer_type, self._set_field, self._layer_type.symbols)
        self._form.left.connect(self._seal)
        self._size = SizeBox(theme)
        self._facts = Facts()
        self._interior = InteriorView()
        self._problems = ProblemCards(session, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._header)
        column.addWidget(words(tr(" ".join((self._layer_type.__doc__ or "").split()))))
        column.addWidget(self._form)
        column.addWidget(self._size)
        column.addWidget(self._problems)
        column.addWidget(self._facts)
        column.addWidget(self._interior)
        column.addStretch(1)
        self.refresh()

    @property
    def _node(self) -> Node:
        return self._session.network.nodes[self._name]

    def outlived(self) -> bool:
        """Whether the block is gone, or has become one of another type."""
        node = self._session.network.nodes.get(self._name)
        return node is None or type(node.layer) is not self._layer_type

    def refresh(self) -> None:
        """Shows the block as it is now."""
        inference, layer = self._session.inference, self._node.layer
        inputs = inference.known_inputs(self._name)
        cost = self._session.costs.nodes.get(self._name)
        self._header.refresh(layer, cost)
        self._form.show_values(layer)
        self._size.show_layer(layer, inputs)
        self._facts.show_values(self._figures(cost))
        self._interior.show_interior(inference.interiors.get(self._name), cost)
        self._problems.show_problems(inference.by_node.get(self._name, ()))

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._header.set_theme(theme)
        self._size.set_theme(theme)
        self._problems.set_theme(theme)

    def _figures(self, cost: Cost | None) -> dict[str, str]:
        inference = self._session.inference
        inputs = inference.known_inputs(self._name) or ()
        output = inference.outputs.get(self._name)
        arrives = figures.shapes(inputs)
        gives = str(output) if output else ""
        sizes = f"{arrives} →\u00a0{gives}" if arrives and gives else arrives or gives
        shown = {"In → out" if inputs else "Out": figures.ltr(sizes) if sizes else ""}
        if cost is None:
            return shown
        reach = cost.reach
        return shown | {
            "Weights (shared)": figures.count(cost.parameters) if cost.parameters else "",
            "without sharing": _without_sharing(cost),
            "Multiply-adds": figures.count(cost.macs) if cost.macs else "",
            "Receptive field": figures.ltr(f"{reach.height} × {reach.width}") if reach else "",
            "Activation memory": tr(
                "{size} / image", size=figures.ltr(figures.size(cost.activation_bytes))
            )
            if cost.activations
            else "",
        }

    def _set_field(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        if self._session.selection != (self._name,) or self.outlived():
            return  # half typed when another block took the place of this one
        after = edits.set_field(self._session.network, self._name, name, value)
        title = field(self._layer_type, name).title
        self._session.edit(title, after, merge=(self._name, name))

    def _seal(self) -> None:
        self._session.document.seal()


class _Header(QWidget):
    """The group's colour, the name, which can be changed here, and the type."""

    def __init__(self, session: Session, name: str, layer_type: type[Layer], theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._name = name
        self._layer_type = layer_type
        self._stripe = QFrame()
        self._stripe.setFixedWidth(5)
        self._title = QLineEdit(name)
        self._title.setObjectName("name")
        self._title.setAccessibleName(tr("Name"))
        self._title.setToolTip(tr("The block's name: that of its PyTorch module, too."))
        self._title.setAlignment(leading())
        self._title.editingFinished.connect(self._rename)
        self._kind = QLabel()
        self._kind.setProperty("role", "muted")
        self._kind.setAlignment(leading())
        self._kind.setContentsMargins(8, 0, 8, 0)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._title)
        texts.addWidget(self._kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._stripe)
        row.addLayout(texts, 1)
        self.set_theme(theme)

    def refresh(self, layer: Layer, cost: Cost | None) -> None:
        kind = tr(layer.title)
        learned = cost is not None and cost.parameters > 0
        self._kind.setText(tr("{kind} · weights are learned", kind=kind) if learned else kind)

    def set_theme(self, theme: Theme) -> None:
        colour = theme.group(self._layer_type.group)
        self._stripe.setStyleSheet(f"background: {colour}; border-radius: 2px;")
        self._title.setStyleSheet(
            "QLineEdit { background: transparent; border: 1px solid transparent; "
            "font-size: 18px; font-weight: 600; padding: 1px 5px; }"
            f"QLineEdit:hover {{ border-color: {theme.line}; }}"
            f"QLineEdit:focus {{ border-color: {theme.accent}; background: {theme.field}; }}"
        )

    def _rename(self) -> None:
        new = self._title.text().strip()
        if new == self._name or self._session.selection != (self._name,):
            return
        session, old = self._session, self._name
        if session.attempt("Rename", partial(edits.rename, session.network, old, new)):
            session.select([new])
        else:
            self._title.setText(old)


def _without_sharing(cost: Cost) -> str:
    """Weights and biases if every output element had its own, where that is another number."""
    if cost.unshared == cost.parameters:
        return ""
    if cost.inside:
        return figures.count(cost.unshared)
    weights, biases = cost.macs, cost.unshared - cost.macs
    sum_of_both = f"{figures.count(weights)} + {figures.count(biases)}"
    return figures.ltr(sum_of_both) if biases else figures.count(weights)
