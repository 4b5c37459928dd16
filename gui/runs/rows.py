"""The table of runs as data: what each column says of a run, and by what it is sorted."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from backend.records import RunRecord
from gui import figures
from gui.language import tr
from gui.theme import Theme

STATES: Final = {
    "training": "training",
    "paused": "paused",
    "finished": "finished",
    "stopped": "stopped",
    "failed": "failed",
    "lost": "lost",
}
"""A run's state in words; `paused` is one that trains and holds."""

HELP: Final = {
    "training": "It is being trained at the moment.",
    "paused": "It is being trained, and holds.",
    "finished": "It did all of its epochs.",
    "stopped": "It was ended early; its weights are kept.",
    "failed": "It could not go on.",
    "lost": "Its process ended without a word. What was saved last is kept: it can be resumed.",
}


class Column(Struct, frozen=True):
    """One column: its title, what stands in it, what it is sorted by, and how wide it is."""

    title: str
    text: Callable[[RunRecord], str]
    key: Callable[[RunRecord], float | str]
    width: int
    number: bool = True
    help: str = ""


def state_colour(state: str, theme: Theme) -> str:
    """The colour of a state; the word beside it says the same."""
    colours = {
        "training": theme.accent,
        "paused": theme.warning,
        "finished": theme.good,
        "failed": theme.error,
        "lost": theme.warning,
    }
    return colours.get(state, theme.muted)


def when(seconds: float, now: datetime | None = None) -> str:
    """A time of day; with the day, where it was another one, and the year, where that was."""
    then, today = datetime.fromtimestamp(seconds), now or datetime.now()
    if then.date() == today.date():
        return then.strftime("%H:%M")
    return then.strftime("%d.%m. %H:%M" if then.year == today.year else "%d.%m.%Y")


def accuracy_of(record: RunRecord) -> float | None:
    """The best that is known: of all tests until now, or of the last one."""
    known = [value for value in (record.best, record.test_accuracy) if value is not None]
    return max(known) if known else None


def _accuracy(record: RunRecord) -> str:
    best = accuracy_of(record)
    return "" if best is None else figures.ltr(figures.share(best, 2))


def _loss(record: RunRecord) -> str:
    return "" if record.test_loss is None else f"{record.test_loss:.3f}"


def _epochs(record: RunRecord) -> str:
    done = record.epochs or 0.0
    said = f"{done:.1f}".removesuffix(".0")
    return figures.ltr(f"{said}/{record.total}" if record.total else said)


def _seconds(record: RunRecord) -> float:
    if record.seconds is not None:
        return record.seconds
    return 0.0 if record.finished is None else record.finished - record.started


def _time(record: RunRecord) -> str:
    seconds = _seconds(record)
    return figures.ltr(figures.duration(seconds)) if seconds else ""


COLUMNS: Final = (
    Column("Run", lambda r: r.name, lambda r: r.name.casefold(), 130, number=False),
    Column("State", lambda r: tr(STATES[r.state]), lambda r: tr(STATES[r.state]), 88, number=False),
    Column(
        "Accuracy",
        _accuracy,
        lambda r: -1.0 if (best := accuracy_of(r)) is None else best,
        82,
        help="The best on the pictures that were watched: those of the test, or of the validation.",
    ),
    Column(
        "Loss",
        _loss,
        lambda r: float("inf") if r.test_loss is None else r.test_loss,
        66,
        help="Of the last test.",
    ),
    Column("Epochs", _epochs, lambda r: r.epochs or 0.0, 70),
    Column("Began", lambda r: figures.ltr(when(r.started)), lambda r: r.started, 92),
    Column("Time", _time, _seconds, 62),
    Column("Device", lambda r: figures.ltr(r.device), lambda r: r.device, 66, number=False),
    Column(
        "Parameters",
        lambda r: figures.count(r.parameters) if r.parameters else "",
        lambda r: r.parameters,
        92,
    ),
)
BEGAN: Final = next(place for place, column in enumerate(COLUMNS) if column.title == "Began")
