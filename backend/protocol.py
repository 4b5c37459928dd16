"""What the window and a worker say to each other: typed messages in length-prefixed frames.

A frame is a 4-byte big-endian length and a msgpack message. The worker reads commands on stdin
and writes events to a private copy of its stdout; whatever is printed there goes to stderr. The
same bytes pass through `ssh host …` for a remote worker.
"""

import struct
from typing import IO, TypeVar

import msgspec
from msgspec import Struct

from graph.text import Text

LARGEST = 256 * 2**20  # bytes of one frame; anything longer is not ours

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


class Pause(Struct, frozen=True, tag=True):
    """Hold the training after the current step."""


class Continue(Struct, frozen=True, tag=True):
    """Go on after a pause."""


class Stop(Struct, frozen=True, tag=True):
    """End the training after the current step and keep the weights."""


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


class Quit(Struct, frozen=True, tag=True):
    """Leave; a running training is stopped and kept."""


Command = Train | Pause | Continue | Stop | Watch | Show | Quit

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


class Tested(Struct, frozen=True, tag=True):
    """The whole test set was evaluated after so many epochs, a fraction after a stop."""

    step: int
    epoch: float
    loss: float
    accuracy: float


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
    if text.template == "{text}" and isinstance(inner := text.values["text"], Text):
        return failed(inner, trace)
    values = {k: v if isinstance(v, int | float) else str(v) for k, v in text.values.items()}
    return Failed(text.template, trace, values)


Event = Ready | Started | Progress | Tested | Maps | Cards | Paused | Continued | Finished | Failed

_encoder = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_events: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(Event)


def write(stream: IO[bytes], message: Command | Event) -> None:
    """Sends one message."""
    body = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_command(stream: IO[bytes]) -> Command | None:
    """The next command, or None when the window is gone; raises ProtocolError."""
    body = _read(stream)
    return None if body is None else _decoded(_commands, body)


def read_event(stream: IO[bytes]) -> Event | None:
    """The next event, or None when the worker is gone; raises ProtocolError."""
    body = _read(stream)
    return None if body is None else _decoded(_events, body)


def _decoded(decoder: "msgspec.msgpack.Decoder[M]", body: bytes) -> M:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise ProtocolError(f"no message of ours: {error}") from error


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise ProtocolError(f"a frame of {length} bytes")
    body = stream.read(length)
    return body if len(body) == length else None
