"""What the inspector shows of several blocks: what they share, their sums, what can be done."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graph import edits
from graph.fields import field
from graph.likeness import shared
from graph.network import AnyLayer
from gui import figures
from gui.forms import Form
from gui.labels import heading, leading, words
from gui.language import tr
from gui.panels.facts import Facts
from gui.panels.frozen_switch import FrozenSwitch
from gui.session import Session
from gui.theme import Theme

BESIDE = (40.0, 40.0)  # where a copy lies, from its original


class SelectionView(QWidget):
    """Two or more blocks together."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._names = session.selection
        title = QLabel(tr("{count} blocks", count=len(session.selection)))
        title.setProperty("role", "title")
        title.setAlignment(leading())
        delete, duplicate = QPushButton(tr("Delete")), QPushButton(tr("Duplicate"))
        delete.setObjectName("delete")
        duplicate.setObjectName("duplicate")
        delete.clicked.connect(self._delete)
        duplicate.clicked.connect(self._duplicate)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(duplicate, 1)
        buttons.addWidget(delete, 1)
        self._kinds = self._kinds_now()
        fields = shared(self._kinds)
        self._form = Form(fields, self._set_field, self._symbols())
        self._form.left.connect(self._seal)
        self._form.setEnabled(not session.shown.read_only)
        self._frozen = FrozenSwitch(session)
        self._facts = Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(words(figures.ltr(", ".join(session.selection))))
        share = heading("What they share")
        column.addWidget(share)
        column.addWidget(self._form)
        share.setVisible(bool(fields))
        self._form.setVisible(bool(fields))
        column.addWidget(self._frozen)
        column.addWidget(self._facts)
        column.addLayout(buttons)
        column.addWidget(words(tr("Drag one of them to move them all.")))
        column.addWidget(words(tr("Group them to make one block of them.")))
        column.addStretch(1)
        self.refresh()

    def outlived(self) -> bool:
        """Whether a block has become one of another type: they may share something else."""
        return self._kinds != self._kinds_now()

    def refresh(self) -> None:
        """Shows the values and the sums as they are now."""
        self._form.show_values(*self._layers())
        self._frozen.refresh()
        every = self._session.costs.nodes
        known = [every[name] for name in self._session.selection if name in every]
        parameters, macs = sum(c.parameters for c in known), sum(c.macs for c in known)
        memory = figures.size(sum(cost.activation_bytes for cost in known))
        self._facts.show_values(
            {
                "Weights": figures.count(parameters),
                "Multiply-adds": figures.count(macs),
                "Activation memory": tr("{size} / image", size=figures.ltr(memory)),
            }
        )

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours: the style sheet has them all."""

    def _layers(self) -> list[AnyLayer]:
        nodes = self._session.network.nodes
        return [nodes[name].layer for name in self._session.selection if name in nodes]

    def _kinds_now(self) -> tuple[type[AnyLayer], ...]:
        return tuple(dict.fromkeys(map(type, self._layers())))

    def _symbols(self) -> dict[str, str]:
        """The formula's letters that mean the same in all of them."""
        first, *others = (kind.symbols for kind in self._kinds)
        return {
            name: letter
            for name, letter in first.items()
            if all(other.get(name) == letter for other in others)
        }

    def _set_field(self, name: str, value: object) -> None:
        """Raises EditError with the name of the block that refuses; then none is changed."""
        names = self._session.selection
        if names != self._names:
            return  # half typed when other blocks took the place of these
        after = edits.set_fields(self._session.network, names, name, value)
        label = field(self._kinds[0], name).title
        self._session.edit(label, after, merge=(names, name))

    def _seal(self) -> None:
        self._session.document.seal()

    def _delete(self) -> None:
        session = self._session
        session.attempt("Delete", partial(edits.remove, session.network, session.selection))

    def _duplicate(self) -> None:
        session = self._session
        piece = edits.part(session.network, session.selection)
        network, names = edits.paste(session.network, piece, BESIDE)
        session.edit("Duplicate", network)
        session.select(names)
