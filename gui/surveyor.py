"""The bridge between the window and what the worker finds in data sets: asks, and keeps the answer.

What is found in the files of the project's own source becomes part of the project.
"""

from collections.abc import Callable
from functools import partial

from msgspec import Struct, structs
from PySide6.QtCore import QObject, Signal, Slot

from backend.protocol import Cancel, Declined, Event, Fetch, Looking, Survey, Surveyed
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
from gui.trainer import Trainer

_FILES: dict[type, tuple[str, ...]] = {
    IdxFiles: ("pictures_file", "labels_file"),
    Npz: ("file",),
    PictureFolder: ("folder",),
    PictureTable: ("file",),
}
"""The fields that a source of the user's own files needs."""
_Sized = PictureFolder | PictureTable


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
        self._given_up: DataSource | None = None
        self.looking: Looking | None = None
        """How far it is."""
        trainer.arrived.connect(self._hear)
        trainer.parted.connect(self._give_up)
        trainer.moved.connect(self._forget)
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
        """Looks the project's data set through, unless that is known, going on, was refused, or
        was given up.
        """
        given_up = self._given_up is not None and alike(self._given_up, self.source)
        if complete(self.source) and not (self.report or self.busy or self.refusal or given_up):
            self._ask(_Asked(Survey(bare(self.source))))

    def look_through(self) -> None:
        """Looks it through again; what is found now is what the project knows of it."""
        self._ask(_Asked(Survey(bare(self.source)), takes_over=True))

    def fetch(self) -> None:
        """Brings a published data set here."""
        self._ask(_Asked(Fetch(bare(self.source))))

    def cancel(self) -> None:
        """Gives up what is under way."""
        if self._asked:
            self._given_up = self._asked[-1].command.source
        self._drop()

    def use(self, source: DataSource, label: str, merge: object = None) -> None:
        """Makes it the project's data set, as one undo step, and looks it through.

        Where the files are others, their size is the one that suits them, unless it was chosen.
        """
        project = self._session.project
        other = not alike(source, project.data)
        if isinstance(source, Own) and other:
            source = structs.replace(source, found=NOTHING)
        self._session.edit_project(label, structs.replace(project, data=source), merge=merge)
        if other and complete(source):
            elsewhere = not alike(_resized(source, project.data), project.data)
            self._ask(_Asked(Survey(bare(source), elsewhere)))

    def adopt(self, source: DataSource) -> None:
        """Looks a data set through and makes it the project's, if it can be read."""
        self._ask(_Asked(Survey(bare(source), suggest=True), adopts=True))
        self.taking.emit(source)

    def _drop(self) -> None:
        if self._asked:
            self._asked = [structs.replace(each, cancelled=True) for each in self._asked]
            self._trainer.ask(Cancel())

    def _ask(self, asked: "_Asked") -> None:
        self._drop()
        self._asked.append(asked)
        self._refusal = self._given_up = self.looking = None
        self._trainer.ask(asked.command)
        self.changed.emit()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Looking() if event.unit != "steps":  # those are of a trial
                self.looking = event
            case Surveyed():
                self._take(event)
            case Declined("survey" | "fetch"):
                self._decline(event.text)
            case _:
                return
        self.changed.emit()

    @Slot()
    def _give_up(self) -> None:
        """What the worker was asked gets no answer."""
        adopting = any(asked.adopts for asked in self._asked)
        self._asked, self.looking = [], None
        if adopting:
            self.rejected.emit()
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        """On another computer there are other files."""
        self._report = self._refusal = self._given_up = None
        self.changed.emit()

    def _answered(self, fitting: Callable[["_Asked"], bool]) -> "_Asked | None":
        """Takes off the first question that an answer fits."""
        self.looking = None
        asked = next(filter(fitting, self._asked), None)
        if asked is not None:
            self._asked.remove(asked)
        return asked

    def _take(self, report: Surveyed) -> None:
        asked = self._answered(partial(_answers, report))
        self._report = report
        project = self._session.project
        if asked is None or (asked.adopts and asked.cancelled):
            return
        if asked.adopts:
            data = structs.replace(report.source, examples=0)
            self._session.edit_project("Data set", structs.replace(project, data=data))
            self.adopted.emit()
            return
        self._session.learn("Look through", partial(_told, asked.command.source, report))
        if asked.takes_over and self.outdated:
            after = structs.replace(project, data=_known(project.data, report))
            self._session.edit_project("Look through", after)

    def _decline(self, text: Text) -> None:
        asked = self._answered(_waits if str(text) else _cancelled)
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
    takes_over: bool = False
    """What the project knows of its files gives way."""
    adopts: bool = False
    """The source becomes the project's."""
    cancelled: bool = False


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


def _told(asked: DataSource, report: Surveyed, project: Project) -> Project:
    """A project whose source was asked about, with what is known of it now."""
    data = project.data
    if not isinstance(data, Own) or data.found != NOTHING or not alike(data, asked):
        return project
    found = structs.replace(report.source, examples=data.examples)
    return structs.replace(project, data=found)


def _resized(source: DataSource, other: DataSource) -> DataSource:
    """The source with the size of pictures that another one of its kind has."""
    if isinstance(source, _Sized) and isinstance(other, _Sized):
        return structs.replace(source, height=other.height, width=other.width)
    return source


def _answers(report: Surveyed, asked: _Asked) -> bool:
    """Whether a report is of what was asked; a size that suits the pictures may be another one."""
    source = asked.command.source
    return alike(_resized(source, report.source), report.source)


def _cancelled(asked: _Asked) -> bool:
    return asked.cancelled


def _waits(asked: _Asked) -> bool:
    return not asked.cancelled
