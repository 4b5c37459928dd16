"""Work that Qt's thread does not wait for, such as reading long curves; its result comes there."""

from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer

from graph.text import Refusal

T = TypeVar("T")

PATIENCE: Final = 10  # ms between two looks whether it is done


class Aside(QObject):
    """Does one thing at a time: what is asked for while it works takes the place of what waits.

    The thread tells nobody, it is looked after: it may outlive its window, and Qt's objects there.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._done: SimpleQueue[tuple[object, Exception | None]] = SimpleQueue()
        self._then: Callable[[Any], None] | None = None
        self._refused: Callable[[Refusal], None] | None = None
        self._waiting: Callable[[], None] | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(PATIENCE)
        self._clock.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._then is not None

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        refused: Callable[[Refusal], None],
    ) -> None:
        """Calls `work` in another thread; in this one then `then` with its result, or `refused`."""
        if self.busy:
            self._waiting = partial(self.do, work, then, refused)
            return
        self._then, self._refused = then, refused
        Thread(target=_run, args=(work, self._done), name="aside", daemon=True).start()
        self._clock.start()

    def _look(self) -> None:
        try:
            result, error = self._done.get_nowait()
        except Empty:
            return
        then, refused, self._then = self._then, self._refused, None
        waiting, self._waiting = self._waiting, None
        self._clock.stop()
        if waiting is not None:
            waiting()
        assert then is not None
        assert refused is not None
        if isinstance(error, Refusal):
            refused(error)
        elif error is not None:
            raise error
        else:
            then(result)


def _run(work: Callable[[], object], done: SimpleQueue[tuple[object, Exception | None]]) -> None:
    try:
        done.put((work(), None))
    except Exception as error:  # the thread's boundary: it is raised again in Qt's
        done.put((None, error))
