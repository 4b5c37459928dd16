"""What can be done with kept runs: shown, gone on with, started from, stopped, taken away.

Long curves are read in a thread of their own; `shown` says that a run is in the Training tab then.
"""

from collections.abc import Callable
from functools import partial

from msgspec import structs
from PySide6.QtCore import QObject, Signal, Slot

from backend.past import Past, past
from backend.protocol import Attached, Event
from backend.records import RunRecord
from backend.store import Store, StoreError
from graph.fields import with_value
from graph.project import Project, ProjectError, decode
from graph.text import Refusal, Text
from gui.aside import Aside
from gui.needs import UNDER_WAY
from gui.session import Session
from gui.trainer import Trainer

RESUMABLE = ("stopped", "lost", "failed")
OVER = (*RESUMABLE, "finished")


class RunBook(QObject):
    """The store's runs, as one window works with them. A refusal goes to the session."""

    shown = Signal()  # a run was asked for, and the trainer has it now
    changed = Signal()  # the store has something else to tell
    opened = Signal(object, str)  # Project and its title, for a window of its own
    said = Signal(object)  # Text: what was done

    def __init__(self, session: Session, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = Store()
        self._session = session
        self._trainer = trainer
        self._aside = Aside(self)
        trainer.arrived.connect(self._hear)

    def of_project(self) -> tuple[RunRecord, ...]:
        """The runs of the project that is open, the newest first; raises StoreError.

        A project without a file has those of its name that have no file either.
        """
        return runs_of(self.store, *self.place)

    @property
    def place(self) -> tuple[str, str]:
        """The project's file, "" if it has none, and its name."""
        path = self._session.path
        return (str(path) if path else "", self._session.name)

    def show(self, record: RunRecord) -> None:
        """Shows a run's curves in the Training tab; live, if it is being trained."""
        if record.id == self._trainer.shown.id and self._trainer.training:
            self.shown.emit()
        elif self._trainer.training and not self._trainer.attached:
            self._session.refuse(
                "This window trains another run. Stop that first, or show this one in another "
                "window."
            )
        elif record.state == "training":
            self.join(record)
            self.shown.emit()
        else:
            self._read(record.id, self._show)

    def join(self, record: RunRecord) -> None:
        """Shows a run that another process trains, live; if that cannot be, its curves."""
        try:
            self._trainer.attach(self.store, record.id)
        except StoreError as refusal:
            self._session.refused.emit(refusal.text)
            self._read(record.id, self._show)

    def resume(self, run: str) -> None:
        """Goes on with a run that was stopped, failed or lost, from its last checkpoint."""
        self._read(run, partial(self._go_on, more=0))

    def go_further(self, run: str, epochs: int) -> None:
        """Goes on with a run for so many epochs more than it was to do."""
        self._read(run, partial(self._go_on, more=epochs))

    def resume_last(self) -> None:
        """Goes on with the newest run of the project that did not come to its end."""
        self._last(RESUMABLE, self._go_on_now)

    def last(self, then: Callable[[RunRecord], None]) -> None:
        """Tells the newest run of the project that is over; says so, if there is none."""
        self._last(OVER, then)

    def stop(self, run: str) -> None:
        """Ends a training, here or in whatever process it is; its weights are kept."""
        if run == self._trainer.shown.id and self._trainer.training:
            self._trainer.stop()
            return
        self._try(partial(self.store.ask, run, "stop"))
        self.said.emit(Text("The run is asked to stop, and ends after its current step."))

    def start_from(self, run: str) -> None:
        """Has the next training start from a run's weights; from random ones for ""."""
        project = self._session.project
        if run and not self._try(partial(self.with_weights, run)):
            return
        recipe = with_value(project.recipe, "start", run)
        self._session.edit_project(
            "Start from a run" if run else "Start from random weights",
            structs.replace(project, recipe=recipe),
        )

    def with_weights(self, run: str) -> RunRecord:
        """The run, which has weights to start from; raises StoreError."""
        record = self.store.run(run)
        if not self.store.weights(run):
            raise StoreError(
                "Run {name} has kept no weights yet. Choose another run.", name=record.name
            )
        return record

    def open_project(self, record: RunRecord) -> None:
        """Opens the project as it was when the run began, in a window of its own."""
        try:
            project = decode(self.store.project(record.id))
        except (StoreError, ProjectError) as refusal:
            self._session.refused.emit(refusal.text)
            return
        self.opened.emit(project, record.name)

    def rename(self, run: str, name: str) -> None:
        """Gives a run another name."""
        self._try(partial(self.store.rename, run, name))

    def adopt(self, run: str, file: str) -> None:
        """Makes a run that had no project file one of this file."""
        self._try(partial(self.store.adopt, run, file))

    def delete(self, runs: tuple[str, ...]) -> None:
        """Takes runs away for good; one that is being trained stays, and it is said."""
        for run in runs:
            if run == self._trainer.shown.id and not self._trainer.training:
                self._trainer.let_go()
                self._trainer.state_changed.emit()
            self._try(partial(self.store.delete, run))

    def recall(self, found: Past) -> None:
        """Shows a run that is over."""
        self._trainer.recall(found)
        self._trainer.turn_to(self._session.project)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, Attached):
            self._trainer.turn_to(self._session.project)

    def _read(self, run: str, then: Callable[[Past], None]) -> None:
        self._aside.do(partial(past, self.store, run), then, self._refuse)

    def _last(self, states: tuple[str, ...], then: Callable[[RunRecord], None]) -> None:
        work = partial(runs_of, self.store, *self.place)
        self._aside.do(work, partial(self._newest, states, then), self._refuse)

    def _newest(
        self,
        states: tuple[str, ...],
        then: Callable[[RunRecord], None],
        records: tuple[RunRecord, ...],
    ) -> None:
        found = next((record for record in records if record.state in states), None)
        if found is not None:
            then(found)
        elif states == RESUMABLE:
            self._session.refuse(
                "No run of this project was interrupted. Press Train for a new one."
            )
        else:
            self._session.refuse("Nothing was trained yet. Press Train.")

    def _go_on_now(self, record: RunRecord) -> None:
        self.resume(record.id)

    def _show(self, found: Past) -> None:
        self.recall(found)
        self.shown.emit()

    def _go_on(self, found: Past, more: int) -> None:
        trainer, record = self._trainer, found.record
        if trainer.busy:
            self._session.refused.emit(UNDER_WAY)
            return
        if found.project is None or not found.weights:
            self._session.refuse(
                "Run {name} has no checkpoint to go on from: it ended before the first one was "
                "kept. Train it anew.",
                name=record.name,
            )
            return
        try:
            epochs = found.started.epochs + more
            project = _longer(found.project, epochs) if more else found.project
        except Refusal as refusal:  # more epochs than a recipe may have
            self._refuse(refusal)
            return
        trainer.train(project, record.name, record.file, found)
        trainer.turn_to(self._session.project)
        self.shown.emit()
        self.changed.emit()

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except Refusal as refusal:
            self._refuse(refusal)
            return False
        finally:
            self.changed.emit()
        return True

    def _refuse(self, refusal: Refusal) -> None:
        self._session.refused.emit(refusal.text)


def runs_of(store: Store, file: str, name: str) -> tuple[RunRecord, ...]:
    """The runs of a project's file, or those without one that have its name; raises StoreError."""
    if file:
        return store.runs(file)
    return tuple(record for record in store.runs() if not record.file and record.name == name)


def _longer(project: Project, epochs: int) -> Project:
    return structs.replace(project, recipe=with_value(project.recipe, "epochs", epochs))
