"""The form of the data source: on what the network is trained."""

from msgspec import structs
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from graph.fields import field, with_value
from graph.sources import Mnist
from gui import figures
from gui.forms import Form
from gui.labels import heading, words
from gui.language import tr
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer


class DataForm(QWidget):
    """What the pictures are, where they lie, and how many are used."""

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._form = Form(Mnist, self._set)
        self._form.left.connect(self._seal)
        browse = QPushButton(tr("Browse…"))
        browse.setObjectName("browse")
        browse.clicked.connect(self._browse)
        self._form.add_below("folder", browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        column.addWidget(heading("Data"))
        column.addWidget(words(tr(Mnist.__doc__ or "")))
        column.addWidget(self._form)
        column.addWidget(words(figures.ltr(Mnist.licence)))
        column.addStretch(1)
        self.setMinimumWidth(320)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours: the style sheet has them all."""

    def _refresh(self) -> None:
        self._form.show_values(self._session.project.data)

    def _set(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        project = self._session.project
        source = with_value(project.data, name, value)
        after = structs.replace(project, data=source)
        self._session.edit_project(field(Mnist, name).title, after, merge=("data", name))

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, tr("Folder of the data set"), getattr(self._session.project.data, "folder", "")
        )
        if folder:
            self._set("folder", folder)

    def _seal(self) -> None:
        self._session.document.seal()
