"""The line to a run that another process trains: what it did until now, then all that it tells."""

from PySide6.QtCore import QObject, Signal, Slot

from backend.past import Past, past
from backend.protocol import Attached, Command, Event, failed
from backend.run import attach
from backend.store import Store, StoreError


class Line(QObject):
    """Events come in Qt's thread, the long past is read in the line's own."""

    joined = Signal(object, object)  # Attached, Past: the first thing that is told
    heard = Signal(object)  # Event
    _come = Signal(object, object)  # Event and Past | None, from the reader's thread

    def __init__(self, store: Store, run: str) -> None:
        """Raises StoreError if the run cannot be reached."""
        super().__init__()  # no parent: the reader's thread keeps it for as long as it speaks
        self._store = store
        self._run = run
        self._closed = False
        self._come.connect(self._tell)
        self._attachment = attach(store, run, self._hear)

    def send(self, command: Command) -> None:
        """Sends a command to what trains."""
        self._attachment.send(command)

    def close(self) -> None:
        """Lets go; the training goes on, and nothing more is told."""
        self._closed = True
        self._attachment.close()

    def _hear(self, event: Event) -> None:
        if not isinstance(event, Attached):
            self._come.emit(event, None)
            return
        try:
            self._come.emit(event, past(self._store, self._run, event.points))
        except StoreError as refusal:
            self._come.emit(failed(refusal.text), None)

    @Slot(object, object)
    def _tell(self, event: Event, before: Past | None) -> None:
        if self._closed:
            return
        if before is None:
            self.heard.emit(event)
        else:
            self.joined.emit(event, before)
