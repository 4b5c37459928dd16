"""A worker that waits warms up once, and hears what comes."""

import queue
import threading

import pytest

from backend.engine import warm
from backend.protocol import Command, Continue, Pause, Quit


def test_commands_come_up_to_quit() -> None:
    commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
    for command in (Pause(), Continue(), Quit(), Pause()):
        commands.put(command)
    assert list(warm.as_they_come(commands)) == [Pause(), Continue()]
    commands.put(None)
    assert list(warm.as_they_come(commands)) == [Pause()]


def test_while_nothing_is_asked_for_it_warms_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
    warmed: list[int] = []
    monkeypatch.setattr(warm, "IDLE", 0.01)

    def warm_up() -> None:
        warmed.append(1)
        threading.Timer(0.1, commands.put, [None]).start()

    monkeypatch.setattr(warm, "warm_up", warm_up)
    commands.put(Pause())
    assert list(warm.as_they_come(commands)) == [Pause()]
    assert warmed == [1]


def test_the_step_that_is_forgotten_is_a_step() -> None:
    warm.warm_up()
