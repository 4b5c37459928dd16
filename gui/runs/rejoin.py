"""A run belongs to no window: one that opens a project shows the run that trains it, or the last.

What was trained before the project had a file is the file's from its first save on.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from backend.past import Past, past
from backend.protocol import Event, Started
from backend.records import RunRecord
from backend.store import Store
from graph.project import Project, ProjectError, decode
from graph.text import Refusal, Text
from gui.aside import Aside
from gui.language import tr
from gui.messages import MessageBar
from gui.runs.book import RunBook, runs_of
from gui.session import Session
from gui.trainer import Trainer, alike

if TYPE_CHECKING:
    from gui.window import KnownBy


class _Found(Struct, frozen=True):
    """The run that a project is to be shown with: one that trains, or one that is over."""

    training: RunRecord | None = None
    past: Past | None = None
    akin: bool = False
    """Whether its network is known to be like the project's."""


class Rejoiner(QObject):
    """Looks for a run whenever a project is opened."""

    def __init__(
        self,
        session: Session,
        trainer: Trainer,
        book: RunBook,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._book = book
        self._messages = messages
        self._begun: list[str] = []  # runs of this project while it had no file
        self._file, self._name = book.place
        self._aside = Aside(self)
        session.opened.connect(self._turn)
        session.filed.connect(self._adopt)
        trainer.arrived.connect(self._hear)

    def look(self, known_by: KnownBy = "file") -> None:
        """Shows the run of this project that trains, else its newest one, if nothing is shown."""
        file, name = self._book.place
        if self._trainer.busy or self._trainer.shown.started or (not file and known_by == "file"):
            return
        if known_by == "copy":
            find = partial(_find_alike, self._book.store, name, self._session.project)
        else:
            find = partial(_find, self._book.store, file, name)
        self._aside.do(find, partial(self._take, (file, name)), self._refuse)

    def _turn(self) -> None:
        """Another project is open; what is trained here goes on, and is shown on."""
        self._file, self._name = self._book.place
        self._begun.clear()
        if self._trainer.busy and not self._trainer.attached:
            self._look_elsewhere()
            return
        before = self._trainer.shown.past
        if not self._file and before is not None and before.record.name == self._session.name:
            return  # what was left unsaved is restored: its run is shown already
        if self._trainer.shown.started:
            self._trainer.let_go()
            self._trainer.state_changed.emit()
        self.look()

    def _take(self, place: tuple[str, str], found: _Found) -> None:
        busy = self._trainer.busy or self._trainer.shown.started is not None
        if busy or place != self._book.place:
            return  # something else was begun or opened meanwhile
        if found.training is not None:
            self._book.join(found.training)
        elif found.past is not None and (place[0] or found.akin or self._fits(found.past)):
            self._book.recall(found.past)
            self._offer(found.past)

    def _look_elsewhere(self) -> None:
        """The own worker trains another project: does some process train this one?"""
        file, name = self._book.place
        if file and self._trainer.training and not self._trainer.command:
            find = partial(_training, self._book.store, file, name)
            self._aside.do(find, partial(self._change_over, (file, name)), self._refuse)

    def _change_over(self, place: tuple[str, str], found: RunRecord | None) -> None:
        trainer = self._trainer
        own = trainer.training and not trainer.attached
        if found is None or found.id == trainer.shown.id or not own or place != self._book.place:
            return
        trainer.leave()
        self._book.join(found)
        self._book.said.emit(
            Text(
                "This project is trained by another process, and shown so. The training that was "
                "shown here goes on: open its project, and it is there."
            )
        )

    def _fits(self, found: Past) -> bool:
        """Whether a run without a file can be one of this project."""
        own = self._session.project.network
        return found.project is not None and alike(found.project.network, own)

    def _offer(self, found: Past) -> None:
        if found.record.state != "lost" or not found.weights:
            return
        sentence = tr("The last training of “{name}” ended unexpectedly.", name=self._session.name)
        resume = partial(self._book.resume, found.record.id)
        self._messages.offer(sentence, {tr("Resume"): resume})

    def _hear(self, event: Event) -> None:
        if isinstance(event, Started) and not self._file and not self._trainer.attached:
            self._begun.append(event.run)

    def _adopt(self) -> None:
        """The project was saved: runs that began before are of its file now."""
        file, name = self._book.place
        if file == self._file:
            return
        if not self._file:
            shown = self._trainer.shown.past
            if shown is not None and shown.record.name == self._name:  # not one of another project
                self._begun.append(shown.record.id)
            for run in dict.fromkeys(self._begun):
                self._book.adopt(run, file)
            self._begun.clear()
        self._file, self._name = file, name

    def _refuse(self, refusal: Refusal) -> None:
        self._session.refused.emit(refusal.text)


def _training(store: Store, file: str, name: str) -> RunRecord | None:
    records = runs_of(store, file, name)
    return next((record for record in records if record.state == "training"), None)


def _find(store: Store, file: str, name: str) -> _Found:
    training = _training(store, file, name)
    if training is not None:
        return _Found(training=training)
    records = runs_of(store, file, name)
    return _Found(past=past(store, records[0].id)) if records else _Found()


def _find_alike(store: Store, name: str, project: Project) -> _Found:
    """The newest run of that name, whatever its file, whose network is like the project's."""
    for record in store.runs():
        if record.name == name and _akin(store, record, project):
            if record.state == "training":
                return _Found(training=record)
            return _Found(past=past(store, record.id), akin=True)
    return _Found()


def _akin(store: Store, record: RunRecord, project: Project) -> bool:
    """Whether at least half of the blocks are the same: the rest was edited since."""
    try:
        other = decode(store.project(record.id)).network.nodes
    except ProjectError:
        return False
    own = project.network.nodes
    same = [name for name in own if name in other and own[name].layer == other[name].layer]
    return 2 * len(same) >= max(len(own), len(other), 1)
