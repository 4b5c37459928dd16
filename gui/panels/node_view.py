"""What the inspector shows of one block: its settings, its sizes, its costs, what is wrong."""

from functools import partial
from typing import cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from graph import edits
from graph.fields import field_in
from graph.layers.endpoints import Input
from graph.likeness import reset
from graph.network import AnyLayer, Node
from gui.labels import words
from gui.language import tr
from gui.panels.facts import Facts
from gui.panels.frozen_switch import FrozenSwitch
from gui.panels.input_order import InputOrder
from gui.panels.interior_view import InteriorView
from gui.panels.nested_view import LayerForm
from gui.panels.node_figures import EXPLAINED, expenses, sizes
from gui.panels.node_header import Header
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
        self._header = Header(session, name, theme, self._reset)
        self._form = LayerForm(self._layer_type, "", self._set_field)
        self._form.left.connect(self._seal)
        self._form.opened.connect(partial(session.enter, name))
        self._form.setEnabled(not session.shown.read_only)
        self._form.setVisible(not self._stands_for_what_arrives)
        self._frozen = FrozenSwitch(session)
        self._order = InputOrder(session, name)
        self._size = SizeBox(theme)
        self._facts = Facts(explained=EXPLAINED)
        self._interior = InteriorView()
        self._interior.opened.connect(partial(session.enter, name))
        self._problems = ProblemCards(session, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._header)
        column.addWidget(words(self._about()))
        column.addWidget(self._form)
        column.addWidget(self._frozen)
        column.addWidget(self._order)
        column.addWidget(self._size)
        column.addWidget(self._problems)
        column.addWidget(self._facts)
        column.addWidget(self._interior)
        column.addStretch(1)
        self.refresh()

    @property
    def _node(self) -> Node:
        return self._session.network.nodes[self._name]

    @property
    def _stands_for_what_arrives(self) -> bool:
        return bool(self._session.level) and issubclass(self._layer_type, Input)

    def _about(self) -> str:
        if self._stands_for_what_arrives:
            return tr("Stands for what the block receives, whatever size that is.")
        return tr(" ".join((self._layer_type.__doc__ or "").split()))

    def outlived(self) -> bool:
        """Whether the block is gone, or has become one of another type."""
        node = self._session.network.nodes.get(self._name)
        return node is None or type(node.layer) is not self._layer_type

    def refresh(self) -> None:
        """Shows the block as it is now."""
        inference, layer = self._session.inference, self._node.layer
        inputs = inference.known_inputs(self._name)
        cost = self._session.costs.nodes.get(self._name)
        self._header.refresh(layer, cost, self._node.frozen)
        self._form.show_layer(layer)
        self._frozen.refresh()
        self._order.refresh()
        interior = inference.interiors.get(self._name)
        self._size.show_layer(layer, inputs, interior)
        batch = self._session.project.recipe.batch_size
        self._facts.show_values(sizes(inference, self._name) | expenses(cost, batch))
        self._interior.show_interior(interior, cost)
        self._problems.show_problems(inference.by_node.get(self._name, ()))

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._header.set_theme(theme)
        self._size.set_theme(theme)
        self._problems.set_theme(theme)

    def _set_field(self, path: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        if self._session.selection != (self._name,) or self.outlived():
            return  # half typed when another block took the place of this one
        layer = self._node.layer
        after = edits.set_field(self._session.network, self._name, path, value)
        self._session.edit(field_in(layer, path).title, after, merge=(self._name, path))

    def _reset(self, path: str) -> None:
        """The default of one field, or of all where the path is empty: one step for undo."""
        network, layer = self._session.network, self._node.layer
        if path:
            after = edits.set_field(network, self._name, path, field_in(layer, path).default)
        else:
            after = edits.set_layer(network, self._name, cast(AnyLayer, reset(layer)))
        self._session.edit("Reset", after)

    def _seal(self) -> None:
        self._session.document.seal()
