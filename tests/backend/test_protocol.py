"""Frames: what is written is read, and what is torn or not ours is noticed."""

import io
import struct

import pytest

from backend import protocol
from backend.protocol import (
    LARGEST,
    Card,
    Cards,
    Continue,
    Device,
    Failed,
    Maps,
    Pause,
    Progress,
    ProtocolError,
    Quit,
    Ready,
    Show,
    Stop,
    Train,
    Watch,
    read_command,
    read_event,
    write,
)

COMMANDS = [Train(b"{}", "x"), Pause(), Continue(), Stop(), Watch("a.b", 3), Show(b"{}"), Quit()]
EVENTS = [
    Ready("2.13.0", (Device("cpu", "2 cores"),)),
    Progress(1, 0.5, 2.0, 0.1, 100.0, 3.0, 1e-3),
    protocol.Tested(1, 1, 0.5, 0.9),
    Maps("conv1", 0, 1, (1, 2, 2), 1, bytes(16), 7, (0.5,), ("7",), (1, 2, 2), bytes(4)),
    Cards(0, 1, {"conv1": Card((1, 2, 2), bytes(4))}, 7, 0.5, 7, ("7",)),
    Failed("{size} is a text", "trace", {"size": 3}),
]


@pytest.mark.parametrize("message", COMMANDS, ids=lambda m: type(m).__name__)
def test_a_command_arrives_as_it_was_sent(message) -> None:
    stream = io.BytesIO()
    write(stream, message)
    stream.seek(0)
    assert read_command(stream) == message
    assert read_command(stream) is None


@pytest.mark.parametrize("message", EVENTS, ids=lambda m: type(m).__name__)
def test_an_event_arrives_as_it_was_sent(message) -> None:
    stream = io.BytesIO()
    write(stream, message)
    stream.seek(0)
    assert read_event(stream) == message


def test_a_torn_frame_is_the_end() -> None:
    stream = io.BytesIO()
    write(stream, COMMANDS[0])
    assert read_command(io.BytesIO(stream.getvalue()[:-1])) is None
    assert read_command(io.BytesIO(b"\0\0")) is None


@pytest.mark.parametrize("content", [struct.pack(">I", LARGEST + 1), b"\0\0\0\x04abcd"])
def test_what_is_not_ours_is_noticed(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_event(io.BytesIO(content))
