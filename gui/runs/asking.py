"""The question for how many epochs a run shall go on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from graph.fields import field
from graph.recipe import Recipe
from gui.labels import words
from gui.language import tr

FIRST = 3  # epochs that are offered


class EpochsDialog(QDialog):
    """A sentence, a number, and two buttons; Enter takes the number."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("epochs")
        self.setWindowTitle("Convas")
        self._number = QSpinBox()
        self._number.setObjectName("epochs:number")
        known = field(Recipe, "epochs")
        self._number.setRange(int(known.low or 1), int(known.high or 1))
        self._number.setValue(FIRST)
        self._number.setAccessibleName(tr(known.title))
        self._number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        go, leave = QPushButton(tr("Continue")), QPushButton(tr("Cancel"))
        go.setObjectName("epochs:go")
        go.setDefault(True)
        go.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(go)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(words(tr("For how many more epochs shall “{name}” go on?", name=name), ""))
        column.addWidget(self._number)
        column.addLayout(buttons)
        self.setMinimumWidth(320)
        self._number.selectAll()

    @property
    def epochs(self) -> int:
        """What stands in the box."""
        return self._number.value()


def ask_epochs(parent: QWidget, name: str) -> int | None:
    """How many epochs more; None if the user would rather not."""
    dialog = EpochsDialog(parent, name)
    answer = dialog.epochs if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer
