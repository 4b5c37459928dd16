"""What a worker on another computer says, on its way to the window: a run that is over comes home
first, so that its maps, its export and going on with it need the other computer no more.
"""

from collections.abc import Callable

from backend.parcels import Homecoming
from backend.protocol import (
    Attached,
    Brought,
    Command,
    Declined,
    Event,
    Failed,
    Finished,
    Noticed,
    Started,
    plain,
)
from backend.store import Store, StoreError
from graph.text import Text


class Away:
    """Of one worker; `hear` is called from its reader's thread."""

    def __init__(self, send: Callable[[Command], None], tell: Callable[[Event], None]) -> None:
        self._send = send
        self._tell = tell
        self._run = ""
        self._home: Homecoming | None = None
        self._last: Event | None = None  # what the window hears when the run is here

    def hear(self, event: Event) -> None:
        """Passes an event on, at once or when the run that it ends is here."""
        match event:
            case Started(run=run) | Attached(run=run):
                self._run = run
                self._tell(event)
            case Finished() | Failed() if self._run:
                self._last = event
                self._begin()
            case Brought() if self._home is not None:
                self._take(event)
            case Declined(command="bring"):
                self._leave(event.text)
            case _:
                self._tell(event)

    def give_up(self) -> None:
        """The line is gone; what was to come home stays there."""
        if self._last is not None:
            self._leave(Text("the connection was lost"))

    def _begin(self) -> None:
        try:
            self._home = Homecoming(Store(), self._run)
        except StoreError as refusal:
            self._leave(refusal.text)
        else:
            self._send(self._home.first)

    def _take(self, brought: Brought) -> None:
        assert self._home is not None
        try:
            wanted = self._home.take(brought)
        except StoreError as refusal:
            self._leave(refusal.text)
            return
        if wanted is None:
            self._end()
        else:
            self._send(wanted)

    def _leave(self, why: Text) -> None:
        text = Text(
            "Run {run} stays on the other computer, and can be used there: {why}",
            {"run": self._run, "why": why},
        )
        self._tell(Noticed("fallback", *plain(text)))
        if self._home is not None:
            self._home.give_up()
        self._end()

    def _end(self) -> None:
        last, self._last, self._home, self._run = self._last, None, None, ""
        if last is not None:
            self._tell(last)
