"""The switch in the inspector that freezes blocks: their weights stay as they are in training."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from graph.edits.freezing import freezable
from graph.fields import Field
from gui import freezing
from gui.editors import Switch
from gui.labels import hint
from gui.language import tr
from gui.session import Session

HELP = (
    "Training leaves the weights of this block as they are, and what its batch norms have "
    "counted. For a start from another run's weights."
)


class FrozenSwitch(QWidget):
    """Of the selected blocks; it is not there where none of them has weights."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._switch = Switch(Field("frozen", bool, False, "Frozen", HELP), tr("Frozen"))
        self._switch.setObjectName("frozen")
        self._switch.setToolTip(hint(tr(HELP)))
        self._switch.setAccessibleDescription(tr(HELP))
        self._switch.setEnabled(not session.shown.read_only)
        self._switch.edited.connect(self._freeze)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._switch)
        self.refresh()

    def refresh(self) -> None:
        """Shows whether all, some or none of the blocks are frozen."""
        network = self._session.network
        names = [name for name in self._session.selection if name in network.nodes]
        chosen = freezable(network, names)
        self.setVisible(bool(chosen))
        states = {network.nodes[name].frozen for name in chosen}
        if len(states) == 2:
            self._switch.set_mixed(tr("Frozen"))
        else:
            self._switch.set_value(states == {True})

    def _freeze(self, on: object) -> None:
        freezing.freeze(self._session, bool(on))
        self.refresh()
