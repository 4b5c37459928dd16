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
    Returned,
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
        self._left: Homecoming | None = None  # of a run that was left there some time ago
        self._left_run = ""

    def fetch(self, run: str) -> None:
        """Brings a run home that was left there, if it is over; Returned tells."""
        try:
            self._left, self._left_run = Homecoming(Store(), run, if_over=True), run
        except StoreError as refusal:
            self._tell(_stays(run, refusal.text))
        else:
            self._send(self._left.first)

    def hear(self, event: Event) -> None:
        """Passes an event on, at once or when the run that it ends is here."""
        match event:
            case Started(run=run) | Attached(run=run):
                self._run = run
                self._tell(event)
            case Finished() | Failed() if self._run:
                self._last = event
                self._begin()
            case Brought() if self._left is not None and event.run == self._left_run:
                self._take_left(self._left, event)
            case Declined(command="bring") if self._left is not None and self._home is None:
                self._leave_left(self._left, event.text)
                self._tell(Returned(self._left_run, ""))
            case Brought() if self._home is not None:
                self._take(event)
            case Declined(command="bring"):
                self._leave(event.text)
            case _:
                self._tell(event)

    def give_up(self) -> None:
        """The line is gone; what was to come home stays there."""
        if self._left is not None:
            self._leave_left(self._left, Text("the connection was lost"))
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

    def _take_left(self, left: Homecoming, brought: Brought) -> None:
        try:
            wanted = left.take(brought)
        except StoreError as refusal:
            self._leave_left(left, refusal.text)
            return
        if wanted is not None:
            self._send(wanted)
        else:
            self._left = None
            self._tell(Returned(self._left_run, left.state))

    def _leave_left(self, left: Homecoming, why: Text) -> None:
        self._left = None
        left.give_up()
        self._tell(_stays(self._left_run, why))

    def _leave(self, why: Text) -> None:
        self._tell(_stays(self._run, why))
        if self._home is not None:
            self._home.give_up()
        self._end()

    def _end(self) -> None:
        last, self._last, self._home, self._run = self._last, None, None, ""
        if last is not None:
            self._tell(last)


def _stays(run: str, why: Text) -> Noticed:
    text = Text(
        "Run {run} stays on the other computer, and can be used there: {why}",
        {"run": run, "why": why},
    )
    return Noticed("fallback", *plain(text))
