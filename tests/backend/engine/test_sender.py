"""What waits for a window that does not read is bounded, and nothing important is lost."""

import threading

from backend.engine.sender import MOST_PICTURES, MOST_TICKS, PICTURE_BYTES, Sender, weight
from backend.protocol import Cards, Maps, Paused, Progress


class Stuck:
    """A stream whose reader is frozen until it is released."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.begun = threading.Event()
        self.released = threading.Event()

    def write(self, content: bytes) -> None:
        self.begun.set()
        assert self.released.wait(30)
        self.written.append(content)

    def flush(self) -> None:
        pass


def stuck() -> tuple[Sender, Stuck]:
    stream = Stuck()
    sender = Sender(stream)
    sender.send("", b"first")
    assert stream.begun.wait(30)
    return sender, stream


def test_pictures_and_ticks_are_dropped_oldest_first_and_nothing_else_is() -> None:
    sender, stream = stuck()
    for number in range(MOST_TICKS + 10):
        sender.send("tick", b"t%d" % number)
    sender.send("", b"paused")
    for number in range(MOST_PICTURES + 10):
        sender.send("picture", b"p%d" % number)
    stream.released.set()
    sender.close(30)
    ticks = [b"t%d" % number for number in range(10, MOST_TICKS + 10)]
    pictures = [b"p%d" % number for number in range(10, MOST_PICTURES + 10)]
    assert stream.written == [b"first", *ticks, b"paused", *pictures]


def test_large_pictures_are_bounded_by_their_bytes_and_the_newest_stays() -> None:
    sender, stream = stuck()
    for number in range(10):
        sender.send("picture", b"%d" % number * (PICTURE_BYTES // 3))
    sender.send("picture", b"x" * (2 * PICTURE_BYTES))
    stream.released.set()
    sender.close(30)
    assert [frame[:1] for frame in stream.written] == [b"f", b"x"]


def test_what_may_be_dropped_is_known_by_its_kind() -> None:
    maps = Maps("n", 0, 0, (1,), 1, b"", 0, (), (), (1,), b"")
    assert weight(maps) == weight(Cards(0, 0, {}, 0, 0.0, 0, ())) == "picture"
    assert weight(Progress(1, 0.1, 1.0, 0.5, 10.0, 1.0, 0.1)) == "tick"
    assert weight(Paused(1)) == ""


def test_a_stream_that_breaks_ends_the_sending_quietly() -> None:
    class Broken(Stuck):
        def write(self, content: bytes) -> None:
            raise BrokenPipeError

    sender = Sender(Broken())
    sender.send("", b"first")
    sender.close(30)
    sender.send("", b"second")
