"""What the inspector shows of several blocks: their sums, and what can be done with them."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graph import edits
from gui import figures
from gui.labels import leading, words
from gui.language import tr
from gui.panels.facts import Facts
from gui.session import Session
from gui.theme import Theme

BESIDE = (40.0, 40.0)  # where a copy lies, from its original


class SelectionView(QWidget):
    """Two or more blocks together."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
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
        self._facts = Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(words(figures.ltr(", ".join(session.selection))))
        column.addWidget(self._facts)
        column.addLayout(buttons)
        column.addWidget(words(tr("Drag one of them to move them all.")))
        column.addStretch(1)
        self.refresh()

    def outlived(self) -> bool:
        """Whether this is no longer what is to be shown: a change of the selection says so."""
        return False

    def refresh(self) -> None:
        """Shows the sums as they are now."""
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

    def _delete(self) -> None:
        session = self._session
        session.attempt("Delete", partial(edits.remove, session.network, session.selection))

    def _duplicate(self) -> None:
        session = self._session
        piece = edits.part(session.network, session.selection)
        network, names = edits.paste(session.network, piece, BESIDE)
        session.edit("Duplicate", network)
        session.select(names)
