"""What the run store tells of a run: values, without the database that they come from."""

from msgspec import Struct

from graph.text import Text


class RunRecord(Struct, frozen=True):
    """One run; times are seconds since 1970, accuracy is a share from 0 to 1.

    `state` is training, finished, stopped, failed, or lost: its process ended without a word.
    """

    id: str
    name: str
    started: float
    finished: float | None
    state: str
    pid: int
    device: str
    epochs: float | None = None
    """How far it came until now."""
    test_accuracy: float | None = None
    test_loss: float | None = None
    seconds: float | None = None
    text: str = ""
    file: str = ""
    """The project's file; "" if there was none."""
    total: int = 0
    """Epochs that it was to do."""
    parameters: int = 0
    steps_per_epoch: int = 0
    best: float | None = None
    """The best accuracy on the pictures that are watched, until now."""


class Results(Struct, frozen=True):
    """How far a run came, and how well."""

    epochs: float
    test_accuracy: float
    test_loss: float
    seconds: float


class Point(Struct, frozen=True):
    """A point of a curve; `split` is train, validation or test, `rate` is pictures a second."""

    step: int
    epoch: float
    split: str
    loss: float
    accuracy: float
    learning_rate: float | None = None
    rate: float | None = None


class Entry(Struct, frozen=True):
    """What happened to a run beside its curves, at a time in seconds since 1970.

    `kind` is a word for programs: begun, resumed, paused, continued, stopped, finished, failed,
    kept, or the kind of what was noticed.
    """

    at: float
    step: int
    kind: str
    template: str = ""
    values: dict[str, int | float | str] = {}
    node: str = ""

    @property
    def text(self) -> Text:
        """The sentence, so that the window can translate it."""
        return Text(self.template, dict(self.values))
