"""What the window and a worker say to each other: typed messages in length-prefixed frames.

A frame is a 4-byte big-endian length and a msgpack message. The worker reads commands on stdin
and writes events to a private copy of its stdout; whatever is printed there goes to stderr. The
same bytes pass through `ssh host …` for a remote worker.
"""

import struct
from functools import cache
from typing import IO, TypeVar

import msgspec
from msgspec import Struct

from graph.augmentation import Augmentation
from graph.sources import DataSource
from graph.text import Text

LARGEST = 256 * 2**20  # bytes of one frame; anything longer is not ours

MARK = b"\0convas frames follow\0\n"
"""Before the first frame: what a login on another computer prints comes before it."""
MOST_BANNER = 2**20

M = TypeVar("M")

_LENGTH = struct.Struct(">I")


class ProtocolError(ValueError):
    """What arrives is no frame of ours."""


# commands: window -> worker


class Train(Struct, frozen=True, tag=True):
    """Start training; a worker trains one project at a time.

    `project` is a project file's content.
    """

    project: bytes
    name: str
    """What the run is called: the project file's name without its suffix."""
    file: str = ""
    """The project's file, by which a later window finds the run; "" if there is none."""
    resume: str = ""
    """The run to go on with, from its last checkpoint; "" for a new one."""


class Pause(Struct, frozen=True, tag=True):
    """Hold the training after the current step."""


class Continue(Struct, frozen=True, tag=True):
    """Go on after a pause."""


class Stop(Struct, frozen=True, tag=True):
    """End the training after the current step and keep the weights."""


class Adjust(Struct, frozen=True, tag=True):
    """Change the learning rate, the recipe's own that the schedule multiplies, or the momentum of
    the training that runs; None leaves it.
    """

    learning_rate: float | None = None
    momentum: float | None = None


class FindRate(Struct, frozen=True, tag=True):
    """Try growing learning rates on a project, from its first weights; a RateFound answers."""

    project: bytes


class Overfit(Struct, frozen=True, tag=True):
    """Train a project on one batch alone, to see whether it can learn at all; an Overfitted
    answers.
    """

    project: bytes


class Survey(Struct, frozen=True, tag=True):
    """Look a data set through; Looking events and a Surveyed answer, or a Declined.

    It is done beside a training, and so are Preview and Fetch.
    """

    source: DataSource
    suggest: bool = False
    """Whether a folder's or a table's pictures, whose size nobody has chosen, get one."""


class Preview(Struct, frozen=True, tag=True):
    """Show what resizing and augmentation make of some training pictures; a Previewed answers."""

    source: DataSource
    augmentation: Augmentation
    pictures: tuple[int, ...]
    """Their numbers in the training set."""
    seed: int = 0
    """Another one gives other random variations."""


class Fetch(Struct, frozen=True, tag=True):
    """Bring a published data set to this computer; Looking events and a Surveyed answer."""

    source: DataSource


class Cancel(Struct, frozen=True, tag=True):
    """End the Survey, Preview or Fetch that is under way, and those that wait."""


class CancelTrial(Struct, frozen=True, tag=True):
    """End the FindRate or Overfit that is under way."""


class Watch(Struct, frozen=True, tag=True):
    """Send the maps of this node for this test picture, now and as the weights change.

    `node` is a dotted name, `block1.conv2`; "" asks for no maps. With `cards`, a small picture of
    every node inside the block `level` is sent too, of those at the top level for "".
    """

    node: str
    picture: int
    cards: bool = False
    level: str = ""


class Show(Struct, frozen=True, tag=True):
    """Make this project the one that is watched, without training it.

    Weights are those of run `run` where their names and shapes fit, else fresh ones of the seed.
    """

    project: bytes
    run: str = ""


class Bring(Struct, frozen=True, tag=True):
    """Send a run that is over to another computer's store, piece by piece; a Brought answers.

    First what the store tells of it, with `file` "", and then its files, each from `begin` on.
    """

    run: str
    file: str = ""
    begin: int = 0


class Quit(Struct, frozen=True, tag=True):
    """Leave; a running training is stopped and kept."""


Command = (
    Train | Pause | Continue | Stop | Adjust | Watch | Show | Quit
    | FindRate | Overfit | Survey | Preview | Fetch | Cancel | CancelTrial | Bring
)  # fmt: skip

# events: worker -> window


class Device(Struct, frozen=True):
    """Something that can train: auto's first choice is the first one."""

    name: str
    """What PyTorch calls it: cpu, cuda:0, mps."""
    title: str
    """What people call it: NVIDIA H100 80GB."""
    memory: int = 0
    """Bytes; 0 where it is not known."""
    free: int = 0
    """Those that nobody used when it was asked."""


class Ready(Struct, frozen=True, tag=True):
    """torch is loaded; the worker waits for work."""

    torch: str
    devices: tuple[Device, ...]


class Started(Struct, frozen=True, tag=True):
    """Training begins."""

    run: str
    device: str
    epochs: int
    steps_per_epoch: int
    parameters: int
    step: int = 0
    """How many steps are done already, where a run goes on."""


class Progress(Struct, frozen=True, tag=True):
    """The state of the training after some step; sent a few times a second.

    `loss` and `accuracy` are the means over the steps since the last such event, one point of a
    curve; accuracies are shares from 0 to 1, `rate` is pictures a second, `left` seconds.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float
    rate: float
    left: float
    learning_rate: float
    momentum: float = 0.0
    memory: int = 0
    """Bytes of the GPU that PyTorch holds; 0 where there is none."""
    watching: float = 0.0
    """The share of the time since the last such event that went into pictures for the window."""


class Tested(Struct, frozen=True, tag=True):
    """A whole split, `test` or `validation`, was evaluated after so many epochs, a fraction after
    a stop.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float
    split: str = "test"


class Kept(Struct, frozen=True, tag=True):
    """Weights are on disk: `what` is last, best, or the epoch's number."""

    step: int
    what: str


class Noticed(Struct, frozen=True, tag=True):
    """Something about the training that the user should know; the training goes on.

    `kind` is a word for programs: fallback, nan, dead-relu, exploding, vanishing, adjusted, memory.
    """

    kind: str
    template: str
    values: dict[str, int | float | str] = {}
    node: str = ""
    step: int = 0

    @property
    def text(self) -> Text:
        """The sentence, so that the window can translate it."""
        return Text(self.template, dict(self.values))


class Attached(Struct, frozen=True, tag=True):
    """A window is connected to a run that trains already; what it did until now is in the store.

    `paused` says whether it holds, `project` is the project file that it trains.
    """

    run: str
    started: Started
    paused: bool
    project: bytes
    points: int = 0
    """How many points of the store's curve, from the first on, came before: all later ones are
    told as events, so that `Store.curve(run, most=points)` and they have no gap and no double.
    """


class RateFound(Struct, frozen=True, tag=True):
    """The smoothed training loss at growing learning rates, and the rate to try; 0 for none."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float
    template: str = ""
    values: dict[str, int | float | str] = {}

    @property
    def text(self) -> Text:
        """What it means, in a sentence."""
        return Text(self.template, dict(self.values))


class Overfitted(Struct, frozen=True, tag=True):
    """Whether a network could learn one batch by heart, how its loss went, and what was seen."""

    learned: bool
    losses: tuple[float, ...]
    accuracy: float
    template: str
    values: dict[str, int | float | str] = {}
    notices: tuple[Noticed, ...] = ()
    own: bool = True
    """Whether it was learned with the project's own recipe, and not only with another one."""

    @property
    def text(self) -> Text:
        """What it means, in a sentence."""
        return Text(self.template, dict(self.values))


class Looking(Struct, frozen=True, tag=True):
    """How far a Survey or a Fetch is: `done` of `total` of `unit`, files or bytes; 0: unknown."""

    done: int
    total: int
    unit: str


class Preparing(Struct, frozen=True, tag=True):
    """How many picture files were looked at or decoded for a training that has not begun yet, of
    `total`; 0: unknown.
    """

    done: int
    total: int


class Picture(Struct, frozen=True, array_like=True):
    """A picture as bytes, channel by channel; dims is (channels, height, width)."""

    dims: tuple[int, int, int]
    values: bytes


class ClassReport(Struct, frozen=True, array_like=True):
    """One class of a data set: how many pictures it has, and some of them."""

    name: str
    train: int
    test: int
    samples: tuple[Picture, ...]
    numbers: tuple[int, ...]
    """Of the samples in the training set."""


class Remark(Struct, frozen=True, array_like=True):
    """Something about a data set that its user should know: an empty class, a leak, a bad file."""

    kind: str
    template: str
    values: dict[str, int | float | str] = {}
    files: tuple[str, ...] = ()
    """Which ones, at most a few hundred."""

    @property
    def text(self) -> Text:
        """The sentence, so that the window can translate it."""
        return Text(self.template, dict(self.values))


class Surveyed(Struct, frozen=True, tag=True):
    """A data set was looked through: the source with what was found in it, and its pictures.

    `mean` and `deviation` are of each channel, of values from 0 to 1.
    """

    source: DataSource
    classes: tuple[ClassReport, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    remarks: tuple[Remark, ...] = ()


class Previewed(Struct, frozen=True, tag=True):
    """Training pictures as they are in their files, resized, and as training varies them."""

    pictures: tuple[int, ...]
    originals: tuple[Picture, ...]
    resized: tuple[Picture, ...]
    varied: tuple[Picture, ...]


class Declined(Struct, frozen=True, tag=True):
    """A Survey, Preview, Fetch, FindRate or Overfit cannot be done; nothing else is disturbed.

    `command` is its name in lower case; the text is "" if the user cancelled it. A Train that was
    stopped before its first step is declined too, with a text: there is no run.
    """

    command: str
    template: str
    values: dict[str, int | float | str] = {}

    @property
    def text(self) -> Text:
        """The sentence, so that the window can translate it."""
        return Text(self.template, dict(self.values))


class Brought(Struct, frozen=True, tag=True):
    """A piece of a run: of what the store tells, as `backend.parcels` packs it, or of a file."""

    run: str
    file: str
    begin: int
    content: bytes


class Returned(Struct, frozen=True, tag=True):
    """What became of a run that was left on another computer. `state` is its state there: one that
    is `training` goes on there, one that is "" is unknown there, any other is in this computer's
    store now.
    """

    run: str
    state: str


class Maps(Struct, frozen=True, tag=True):
    """A node's result for one test picture, as bytes of 32-bit floats, channel by channel.

    `dims` is (channels, height, width) or (features,); large results are cut to their first
    channels. `label` and `scores` are the picture's class and the network's output for it.
    """

    node: str
    picture: int
    step: int
    dims: tuple[int, ...]
    channels: int
    values: bytes
    label: int
    scores: tuple[float, ...]
    classes: tuple[str, ...]
    source_dims: tuple[int, ...]
    """Of the test picture itself."""
    source: bytes
    """The test picture, one byte a value."""


class Card(Struct, frozen=True, array_like=True):
    """A node's result as it fits on its card: bytes from 0 to 255, its own least to its greatest.

    `dims` is (maps, height, width), at most 3 maps of at most 32×32, or (values,), at most 32.
    """

    dims: tuple[int, ...]
    values: bytes


class Cards(Struct, frozen=True, tag=True):
    """The results for one test picture of every node of one level, a block's or the whole's."""

    picture: int
    step: int
    nodes: dict[str, Card]
    best: int
    """The class with the highest score."""
    share: float
    """Its softmax probability, from 0 to 1."""
    label: int
    classes: tuple[str, ...]
    level: str = ""


class Paused(Struct, frozen=True, tag=True):
    """Training holds."""

    step: int


class Continued(Struct, frozen=True, tag=True):
    """Training goes on."""

    step: int


class Finished(Struct, frozen=True, tag=True):
    """Training is over; the weights are kept in the run's folder."""

    run: str
    epochs: float
    test_accuracy: float
    test_loss: float
    seconds: float
    images_per_second: float
    stopped: bool = False
    """Whether the user ended it early."""


class Failed(Struct, frozen=True, tag=True):
    """What was asked for cannot be done, or the worker broke; the text is for the user."""

    template: str
    trace: str = ""
    """For a bug report; empty where the text says it all."""
    values: dict[str, int | float | str] = {}

    @property
    def text(self) -> Text:
        """The sentence, so that the window can translate it."""
        return Text(self.template, dict(self.values))


def failed(text: Text, trace: str = "") -> Failed:
    """The event of a sentence; what is inside its values travels as plain English."""
    template, values = plain(text)
    return Failed(template, trace, values)


def declined(command: str, text: Text) -> Declined:
    """The event of a refusal of `command`."""
    return Declined(command, *plain(text))


def plain(text: Text) -> tuple[str, dict[str, int | float | str]]:
    """A sentence's template and values as a message carries them."""
    if text.template == "{text}" and isinstance(inner := text.values["text"], Text):
        return plain(inner)
    values = {k: v if isinstance(v, int | float) else _utf8(v) for k, v in text.values.items()}
    return text.template, values


def _utf8(value: object) -> str:
    """What may be sent: names of files may have other bytes in them."""
    return str(value).encode("utf-8", "backslashreplace").decode()


Event = (
    Ready | Preparing | Started | Progress | Tested | Kept | Noticed | Attached | Maps | Cards
    | Paused | Continued | Finished | Failed
    | RateFound | Overfitted | Looking | Surveyed | Previewed | Declined | Brought | Returned
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()


@cache  # made at the first message: the window's first picture does not wait for it
def _commands() -> "msgspec.msgpack.Decoder[Command]":
    return msgspec.msgpack.Decoder(Command)


@cache
def _events() -> "msgspec.msgpack.Decoder[Event]":
    return msgspec.msgpack.Decoder(Event)


def frame(message: Command | Event) -> bytes:
    """A message as it is sent."""
    return framed(_encoder.encode(message))


def framed(body: bytes) -> bytes:
    """Bytes with their length before them."""
    return _LENGTH.pack(len(body)) + body


def write(stream: IO[bytes], message: Command | Event) -> None:
    """Sends one message."""
    stream.write(frame(message))
    stream.flush()


def begin(stream: IO[bytes]) -> None:
    """Says that frames follow from here on."""
    stream.write(MARK)
    stream.flush()


def banner(stream: IO[bytes]) -> tuple[str, bool]:
    """What is printed before the frames, and whether frames follow at all."""
    said = b""
    while len(said) < MOST_BANNER and (line := stream.readline(MOST_BANNER)):
        said += line
        if said.endswith(MARK):
            return said.removesuffix(MARK).decode(errors="replace"), True
    return said.decode(errors="replace"), False


def read_command(stream: IO[bytes]) -> Command | None:
    """The next command, or None when the window is gone; raises ProtocolError."""
    body = read_bytes(stream)
    return None if body is None else _decoded(_commands(), body)


def read_event(stream: IO[bytes]) -> Event | None:
    """The next event, or None when the worker is gone; raises ProtocolError."""
    body = read_bytes(stream)
    return None if body is None else _decoded(_events(), body)


def _decoded(decoder: "msgspec.msgpack.Decoder[M]", body: bytes) -> M:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise ProtocolError(f"no message of ours: {error}") from error


def read_bytes(stream: IO[bytes]) -> bytes | None:
    """What one frame holds, or None at the end; raises ProtocolError."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise ProtocolError(f"a frame of {length} bytes")
    body = stream.read(length)
    return body if len(body) == length else None
