"""Runs that were left on another computer: followed again while they train, brought home after."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from backend.machines import Machine, MachineError
from backend.protocol import Event, Failed, Finished, Ready, Returned, Started
from backend.store import StoreError
from graph.text import Text
from gui.language import tr
from gui.messages import MessageBar
from gui.needs import UNDER_WAY
from gui.runs.book import RunBook
from gui.session import Session
from gui.settings import Settings
from gui.trainer import Trainer


class Abroad(QObject):
    """Asks after them whenever their computer answers: after a line that broke, or another day."""

    def __init__(
        self,
        book: RunBook,
        session: Session,
        trainer: Trainer,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._session = session
        self._trainer = trainer
        self._messages = messages
        self._settings = Settings()
        self._joined: set[str] = set()  # by itself, which it tries once
        trainer.arrived.connect(self._hear)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Started(run=run) if self._trainer.command and not self._trainer.attached:
                self._settings.left = {**self._settings.left, run: self._settings.machine}
            case Finished() | Failed():
                self._strike_out()
            case Ready() if self._trainer.command and not self._trainer.busy:
                self._ask()
            case Returned():
                self._take(event, self._settings.left.get(event.run, ""))
            case _:
                pass

    def _ask(self) -> None:
        here = self._settings.machine
        left = [run for run, machine in self._settings.left.items() if machine == here]
        if left:
            self._trainer.fetch(left[-1])

    def _strike_out(self) -> None:
        """The run that is shown is over: one that is here now is not abroad."""
        run = self._trainer.shown.id
        if run in self._settings.left:
            try:
                self._book.store.run(run)
            except StoreError:
                return
            self._forget(run)

    def _forget(self, run: str) -> None:
        left = self._settings.left
        left.pop(run, None)
        self._settings.left = left

    def _take(self, event: Returned, machine: str) -> None:
        run = event.run
        if event.state == "training":
            mine = run == self._trainer.shown.id and not self._trainer.busy
            if mine and run not in self._joined:
                self._joined.add(run)
                self._join(run, machine)
            else:
                text = tr("Run {run} still trains on {machine}.", run=run, machine=machine)
                self._messages.offer(text, {tr("Show"): partial(self._join, run, machine)}, "info")
            return
        self._forget(run)
        if event.state:
            self._welcome(run, machine)

    def _welcome(self, run: str, machine: str) -> None:
        self._book.changed.emit()
        if run == self._trainer.shown.id:
            self._show(run)
            return
        text = tr("Run {run}, which was left on {machine}, is here now.", run=run, machine=machine)
        self._messages.offer(text, {tr("Show"): partial(self._show, run)}, "info")

    def _show(self, run: str) -> None:
        try:
            self._book.show(self._book.store.run(run))
        except StoreError as refusal:
            self._session.refused.emit(refusal.text)

    def _join(self, run: str, machine: str) -> None:
        if self._trainer.busy:
            self._session.refused.emit(UNDER_WAY)
            return
        try:
            command = Machine(machine, self._settings.machines.get(machine, "")).attachment(run)
            self._trainer.reach(command)
        except MachineError as refusal:
            self._session.refused.emit(refusal.text)
        except OSError as error:
            text = "The other computer cannot be reached: {why}. Choose another, or this one."
            self._session.refused.emit(Text(text, {"why": error.strerror or str(error)}))
