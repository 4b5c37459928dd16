"""The bridge between the window and what the worker finds in data sets: asks, and keeps the answer.

What is found in the files of the project's own source becomes part of the project.
"""

from functools import partial

from msgspec import Struct, structs
from PySide6.QtCore import QObject, Signal, Slot

from backend.protocol import Cancel, Declined, Event, Failed, Fetch, Looking, Survey, Surveyed
from graph.project import Project
from graph.sources import (
    NOTHING,
    Cifar10,
    Cifar100,
    DataSource,
    FashionMnist,
    Found,
    IdxFiles,
    Npz,
    Own,
    PictureFolder,
    PictureTable,
)  # fmt: skip
from graph.text import Text
from gui.session import Session
from gui.trainer import State, Trainer

_FILES: dict[type, tuple[str, ...]] = {
    IdxFiles: ("pictures_file", "labels_file"),
    Npz: ("file",),
    PictureFolder: ("folder",),
    PictureTable: ("file",),
}
"""The fields that a source of the user's own files needs."""


class Surveyor(QObject):
    """Looks the project's data set through, fetches it, and keeps the last report."""

    changed = Signal()  # what is asked, how far it is, what came of it
    taking = Signal(object)  # DataSource: it is looked through, to be the project's if it can be
    adopted = Signal()  # and it is the project's now
    rejected = Signal()  # or it is not

    def __init__(self, session: Session, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._asked: list[_Asked] = []  # without an answer yet, the latest last
        self._report: Surveyed | None = None
        self._refusal: tuple[DataSource, Text] | None = None
        self.looking: Looking | None = None
        """How far it is."""
        trainer.arrived.connect(self._hear)
        session.changed.connect(self.changed)
        session.opened.connect(self.changed)

    @property
    def source(self) -> DataSource:
        """The project's."""
        return self._session.project.data

    @property
    def report(self) -> Surveyed | None:
        """What was found in the project's data set; None while it is not known."""
        report = self._report
        return report if report is not None and alike(report.source, self.source) else None

    @property
    def refusal(self) -> Text | None:
        """Why the project's data set could not be looked through or fetched."""
        refusal = self._refusal
        return refusal[1] if refusal is not None and alike(refusal[0], self.source) else None

    @property
    def busy(self) -> bool:
        """Whether the project's data set is being looked through or fetched."""
        return bool(self._asked) and alike(self._asked[-1].command.source, self.source)

    @property
    def fetching(self) -> bool:
        """Whether it is being fetched."""
        return self.busy and isinstance(self._asked[-1].command, Fetch)

    @property
    def outdated(self) -> bool:
        """Whether the files are others than the project knows."""
        report, source = self.report, self.source
        if report is None or not isinstance(source, Own) or source.found == NOTHING:
            return False
        return _found(report) != source.found

    @property
    def fetchable(self) -> bool:
        """Whether it is a published data set that could not be read and can be fetched."""
        source = self.source
        fetched = isinstance(source, FashionMnist | Cifar10 | Cifar100) and not source.folder
        return fetched and self.refusal is not None and not self.busy

    def look(self) -> None:
        """Looks the project's data set through, unless that is known, going on, or was refused."""
        if complete(self.source) and not (self.report or self.busy or self.refusal):
            self._ask(Survey(bare(self.source)))

    def look_through(self) -> None:
        """Looks it through again; what is found now is what the project knows of it."""
        self._ask(Survey(bare(self.source)), takes_over=True)

    def fetch(self) -> None:
        """Brings a published data set here."""
        self._ask(Fetch(bare(self.source)))

    def cancel(self) -> None:
        """Gives up what is under way."""
        if self._asked:
            self._trainer.ask(Cancel())

    def use(self, source: DataSource, label: str, merge: object = None) -> None:
        """Makes it the project's data set, as one undo step, and looks it through."""
        project = self._session.project
        other = not alike(source, project.data)
        if isinstance(source, Own) and other:
            source = structs.replace(source, found=NOTHING)
        self._session.edit_project(label, structs.replace(project, data=source), merge=merge)
        if other:
            self.look()

    def adopt(self, source: DataSource) -> None:
        """Looks a data set through and makes it the project's, if it can be read."""
        self._ask(Survey(bare(source)), adopts=True)
        self.taking.emit(source)

    def _ask(
        self, command: Survey | Fetch, *, takes_over: bool = False, adopts: bool = False
    ) -> None:
        if self._asked:
            self._trainer.ask(Cancel())
        self._asked.append(_Asked(command, takes_over, adopts))
        self._refusal = self.looking = None
        self._trainer.ask(command)
        self.changed.emit()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Looking():
                self.looking = event
            case Surveyed():
                self._take(event)
            case Declined("survey" | "fetch"):
                self._decline(event.text)
            case Failed() if self._trainer.state is State.COLD:
                self._asked.clear()  # the worker is gone, and so are its answers
            case _:
                return
        self.changed.emit()

    def _answered(self) -> "_Asked | None":
        self.looking = None
        return self._asked.pop(0) if self._asked else None

    def _take(self, report: Surveyed) -> None:
        asked = self._answered()
        self._report = report
        project = self._session.project
        if asked is not None and asked.adopts:
            data = structs.replace(report.source, examples=0)
            self._session.edit_project("Data set", structs.replace(project, data=data))
            self.adopted.emit()
            return
        self._session.learn("Look through", partial(_told, report))
        if asked is not None and asked.takes_over and self.outdated:
            after = structs.replace(project, data=_known(project.data, report))
            self._session.edit_project("Look through", after)

    def _decline(self, text: Text) -> None:
        asked = self._answered()
        if asked is None:
            return
        if str(text):
            self._refusal = (asked.command.source, text)
        if asked.adopts:
            self.rejected.emit()
            if str(text):
                self._session.refused.emit(text)


class _Asked(Struct, frozen=True):
    """What the worker was asked, and what is to be done with the answer."""

    command: Survey | Fetch
    takes_over: bool
    """What the project knows of its files gives way."""
    adopts: bool
    """The source becomes the project's."""


def bare(source: DataSource) -> DataSource:
    """The source alone: without what was found in it, and all of it."""
    if isinstance(source, Own):
        return structs.replace(source, found=NOTHING, examples=0)
    return structs.replace(source, examples=0)


def alike(one: DataSource, other: DataSource) -> bool:
    """Whether two sources are of the same files, read in the same way."""
    return bare(one) == bare(other)


def complete(source: DataSource) -> bool:
    """Whether all is said that must be known to look it through."""
    return all(getattr(source, name) for name in _FILES.get(type(source), ()))


def _found(report: Surveyed) -> Found:
    return report.source.found if isinstance(report.source, Own) else NOTHING


def _known(source: DataSource, report: Surveyed) -> DataSource:
    return structs.replace(source, found=_found(report)) if isinstance(source, Own) else source


def _told(report: Surveyed, project: Project) -> Project:
    data = project.data
    if not isinstance(data, Own) or data.found != NOTHING or not alike(data, report.source):
        return project
    return structs.replace(project, data=_known(data, report))
