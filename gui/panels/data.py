"""The form of the data source: on what the network is trained."""

from functools import partial
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graph.fields import Field, field, fields, with_value
from graph.sources import SOURCES, DataSource, Npz, PictureTable
from gui import figures
from gui.datasets import FIT, SHOW, SUITS, fit, fitted
from gui.editors import Choice
from gui.forms import Form
from gui.labels import heading, words
from gui.language import tr
from gui.panels.data_status import DataStatus, facts, listed
from gui.panels.facts import Facts
from gui.session import Session
from gui.surveyor import Surveyor

PATTERNS: Final[dict[type, str]] = {Npz: "*.npz", PictureTable: "*.csv *.tsv *.txt"}
"""Which files Browse… offers; all where no name is usual."""
WIDTH: Final = 372
ABOVE: Final = 66  # px of the screen that the bar above takes


class DataForm(QWidget):
    """What the pictures are, where they lie, what was found there, and how many are used."""

    shown = Signal()  # the pictures are to be shown
    hidden = Signal()  # a dialog has closed the popup that it is in, and it is wanted again

    def __init__(self, session: Session, surveyor: Surveyor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._surveyor = surveyor
        self._before: dict[type[DataSource], DataSource] = {}  # the last one of each kind
        self._kind: type[DataSource] | None = None
        self._kinds = _kinds()
        self._kinds.edited.connect(self._choose)
        self._about, self._classes, self._licence = words(), words(), words()
        self._form: Form | None = None
        self._fields = QVBoxLayout()
        self._facts = Facts(spacing=3)
        self._fit, self._show = QPushButton(tr(FIT)), QPushButton(tr(SHOW))
        self._fit.setObjectName("fit-network")
        self._fit.clicked.connect(partial(fit, session))
        self._show.setObjectName("show-data")
        self._show.clicked.connect(self.shown)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._grow)
        self._lay_out()
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        surveyor.changed.connect(self._refresh)
        self._refresh()
        self._grow()
        surveyor.look()

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self._fit, 1)
        ends.addWidget(self._show, 1)
        self._inside = body = QWidget()
        body.installEventFilter(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        column.addWidget(heading("Data"))
        column.addWidget(self._kinds)
        column.addWidget(self._about)
        column.addLayout(self._fields)
        column.addWidget(heading("Found"))
        column.addWidget(self._facts)
        column.addWidget(self._classes)
        column.addWidget(DataStatus(self._surveyor, body))
        column.addLayout(ends)
        column.addWidget(self._licence)
        column.addStretch(1)
        self._body = scroll = QScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setAccessibleName(tr("Data"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.setFixedWidth(WIDTH)

    def _refresh(self) -> None:
        source = self._session.project.data
        kind = type(source)
        self._before[kind] = source
        if kind is not self._kind:
            self._turn_to(kind)
        assert self._form is not None
        self._form.show_values(source)
        known = {} if self._surveyor.refusal is not None else facts(source)
        self._facts.show_values(known)
        self._facts.setVisible(bool(known))
        names = listed(source)
        self._classes.setText(figures.ltr(names))
        self._classes.setVisible(bool(names))
        suits = fitted(self._session)
        self._fit.setEnabled(bool(known) and not suits)
        self._fit.setToolTip(
            tr(SUITS)
            if known and suits
            else tr("Gives the Input their size, and the last layer a feature for each class.")
        )

    def _turn_to(self, kind: type[DataSource]) -> None:
        self._kind = kind
        self._kinds.set_value(SOURCES.index(kind))
        self._about.setText(tr(kind.__doc__ or ""))
        licence = getattr(kind, "licence", "")
        self._licence.setText(tr("Licence: {licence}", licence=licence) if licence else "")
        self._licence.setVisible(bool(licence))
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        every = fields(kind)
        self._form = Form(sorted(every, key=_is_count), self._set)
        self._form.left.connect(self._seal)
        for name in paths(kind):
            browse = QPushButton(tr("Browse…"))
            browse.setObjectName("browse" if name in ("folder", "file") else f"browse:{name}")
            browse.clicked.connect(partial(self._browse, name))
            self._form.add_below(name, browse)
            for entry in self._form.findChildren(QWidget, f"field:{name}"):
                entry.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as paths run
        self._fields.addWidget(self._form)

    def _grow(self) -> None:
        """It is as high as what is in it, if the screen is, and so is the popup around it."""
        body = self._inside
        height = (
            body.heightForWidth(WIDTH) if body.hasHeightForWidth() else body.sizeHint().height()
        )
        room = self.screen().availableSize().height() - ABOVE
        self._body.setFixedHeight(min(height, room))
        around = self.window()
        if around is not self and around.isVisible():
            for each in (self, around):
                if (column := each.layout()) is not None:
                    column.activate()  # else it is as high as it was before
            around.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # something in it has another size
            self._later.start()
        return super().eventFilter(watched, event)

    def _choose(self, place: object) -> None:
        kind = SOURCES[cast(int, place)]
        self._seal()
        self._surveyor.use(self._before.get(kind) or kind(), "Data set")

    def _set(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        source = with_value(self._session.project.data, name, value)
        self._surveyor.use(source, field(type(source), name).title, merge=("data", name))

    def _browse(self, name: str) -> None:
        source = self._session.project.data
        first = getattr(source, name)
        if name == "folder":
            found = QFileDialog.getExistingDirectory(self, tr("Folder of the data set"), first)
        else:
            patterns = PATTERNS.get(type(source), "")
            kinds = f"{tr(source.title)} ({patterns})" if patterns else ""
            found, _ = QFileDialog.getOpenFileName(self, tr("File of the data set"), first, kinds)
        if found:
            self._set(name, found)
        if not self.isVisible():
            self.hidden.emit()

    def _seal(self) -> None:
        self._session.document.seal()


def paths(kind: type[DataSource]) -> tuple[str, ...]:
    """The fields that name a file or a folder."""
    ends = ("folder", "file")
    return tuple(name for name in kind.__struct_fields__ if name.rpartition("_")[2] in ends)


def _is_count(field: Field) -> bool:
    """How many are used comes last."""
    return field.name == "examples"


def _kinds() -> Choice:
    """A list of the kinds, the published ones first."""
    made = Choice()
    made.setObjectName("field:kind")
    made.setAccessibleName(tr("Kind of data set"))
    for place, kind in enumerate(SOURCES):
        made.addItem(tr(kind.title), place)
    made.setMaxVisibleItems(len(SOURCES) + 1)
    return made
