"""Who comes in by a training's door, who does not, and what is left when they are gone."""

import socket
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from backend import address
from backend.engine import door
from backend.engine.audience import Audience, Window
from backend.engine.door import Door
from backend.protocol import framed


def knock(folder: Path, *, known: bool = True) -> socket.socket:
    found = address.find(folder)
    assert found is not None
    line = socket.create_connection((address.HOST, found.port), timeout=10)
    if known:
        line.sendall(framed(found.token.encode()))
    return line


def trickle(line: socket.socket) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        line.sendall(b"\0")
        time.sleep(0.05)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def threads() -> set[threading.Thread]:
    return {each for each in threading.enumerate() if each.name in ("door", "guest", "sender")}


@pytest.mark.parametrize("admitted", [True, False])
def test_nothing_is_left_of_a_guest_that_is_gone(tmp_path: Path, *, admitted: bool) -> None:
    before = threads()
    came: list[Window] = []

    def admit(window: Window) -> bool:
        came.append(window)
        return admitted

    opened = Door(tmp_path, Audience(), admit)
    try:
        with knock(tmp_path) as line:
            wait_until(lambda: bool(came))
            if not admitted:
                assert line.recv(1) == b""  # it is told at once
        wait_until(lambda: len(threads() - before) == 1)  # the door's own
    finally:
        opened.close()
    wait_until(lambda: threads() == before)
    assert address.find(tmp_path) is None


@pytest.mark.parametrize(
    "said", [framed(b"a guess"), framed(b""), b"\xff\xff\xff\xff", framed(b"x" * 5_000)]
)
def test_it_is_for_the_users_own_windows(tmp_path: Path, said: bytes) -> None:
    came: list[Window] = []

    def admit(window: Window) -> bool:
        came.append(window)
        return True

    opened = Door(tmp_path, Audience(), admit)
    try:
        assert stat.S_IMODE((tmp_path / "door").stat().st_mode) == 0o600
        with knock(tmp_path, known=False) as stranger, suppress(ConnectionResetError):
            stranger.sendall(said)
            assert stranger.recv(1) == b""  # or it did not even listen to the end
    finally:
        opened.close()
    assert not came


@pytest.mark.parametrize("length", [0, 3, 4, 20])
def test_a_part_of_the_token_opens_nothing(tmp_path: Path, length: int) -> None:
    opened = Door(tmp_path, Audience(), lambda window: True)
    found = address.find(tmp_path)
    assert found is not None
    try:
        with knock(tmp_path, known=False) as stranger:
            stranger.sendall(framed(found.token.encode())[:length])
            stranger.shutdown(socket.SHUT_WR)
            assert stranger.recv(1) == b""
    finally:
        opened.close()


def test_who_says_the_token_slowly_is_not_waited_for(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.2)
    opened = Door(tmp_path, Audience(), lambda window: True)
    try:
        with knock(tmp_path, known=False) as line, pytest.raises(ConnectionError):
            trickle(line)
    finally:
        opened.close()
