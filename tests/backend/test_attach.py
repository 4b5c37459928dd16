"""A run belongs to no window: later ones, and several at a time, follow it by its door."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from backend import address
from backend.engine import session
from backend.engine.audience import Audience
from backend.protocol import (
    Adjust,
    Attached,
    Cards,
    Continue,
    Continued,
    Declined,
    Failed,
    Finished,
    Noticed,
    Pause,
    Paused,
    Progress,
    Started,
    Stop,
    Survey,
    Tested,
    Watch,
    framed,
)
from backend.run import Attachment, attach
from backend.store import Store, StoreError
from graph.project import encode
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates import template

LONG = structs.replace(
    template("lenet5").project(),
    recipe=Recipe(epochs=500, device="cpu"),
    data=Mnist(examples=1_000),
)

# a window without Qt: it starts a worker, has it train, and waits to be killed
WINDOW = """
import sys, threading
from pathlib import Path
from backend.protocol import Started, Train
from backend.run import Worker

def hear(event):
    if isinstance(event, Started):
        print(event.run, worker.pid, flush=True)

worker = Worker(hear)
worker.send(Train(Path(sys.argv[1]).read_bytes(), "orphan", sys.argv[1]))
threading.Event().wait()
"""


class Ears:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self._news = threading.Condition()

    def __call__(self, event: object) -> None:
        with self._news:
            self.heard.append(event)
            self._news.notify_all()

    def wait(self, kind: type, after: int = 0, seconds: float = 30.0):
        def arrived() -> object:
            return next((e for e in self.heard[after:] if isinstance(e, kind)), None)

        with self._news:
            assert self._news.wait_for(arrived, seconds), (kind, self.heard[-3:])
            return arrived()


class Orphan:
    """A run whose window was killed."""

    def __init__(self, run: str, worker: int, file: Path) -> None:
        self.run = run
        self.worker = worker
        self.file = file


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[Orphan]:
    file = tmp_path / "net.convas"
    file.write_bytes(encode(LONG))
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(file)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as window:
        assert window.stdout is not None
        run, worker = window.stdout.readline().split()
        window.kill()
    yield Orphan(run.decode(), int(worker), file)
    if Store().training():
        os.kill(int(worker), signal.SIGKILL)
        wait_until(lambda: not Store().training())


def wait_until(true) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def points(attached: Attached, ears: Ears) -> list[tuple[int, str, float]]:
    """The curve as a window has it: what the store has of before, and what came live."""
    before = [(p.step, p.split, p.loss) for p in Store().curve(attached.run, most=attached.points)]
    live = [
        (e.step, "train" if isinstance(e, Progress) else e.split, e.loss)
        for e in ears.heard
        if isinstance(e, Progress | Tested)
    ]
    return before + live


def test_a_window_that_was_killed_leaves_a_run_that_the_next_one_finds_holds_and_stops(
    orphan: Orphan,
) -> None:
    wait_until(lambda: Store().points(orphan.run))
    (found,) = Store().training(str(orphan.file))
    assert found.id == orphan.run
    ears = Ears()
    line = attach(Store(), found.id, ears)
    attached = ears.wait(Attached)
    assert ears.heard[0] is attached
    assert attached.project == encode(LONG)
    assert attached.started.parameters == 61_706
    assert not attached.paused
    assert attached.points > 0
    line.send(Pause())
    ears.wait(Paused)
    heard = len(ears.heard)
    time.sleep(0.4)
    assert not [event for event in ears.heard[heard:] if isinstance(event, Progress)]
    late = Ears()
    other = attach(Store(), found.id, late)
    assert late.wait(Attached).paused
    line.send(Continue())
    ears.wait(Continued)
    assert late.wait(Continued)
    line.send(Adjust(learning_rate=0.002))
    assert ears.wait(Noticed).kind == "adjusted"
    line.send(Stop())
    for each in (ears, late):
        assert each.wait(Finished).stopped
    assert line.wait(5)
    assert other.wait(5)
    assert not line.alive
    assert Store().run(found.id).state == "stopped"
    curve = [(point.step, point.split, point.loss) for point in Store().curve(found.id)]
    assert points(attached, ears) == curve
    assert points(late.wait(Attached), late) == curve
    kinds = [entry.kind for entry in Store().entries(found.id)]
    assert [kind for kind in kinds if kind != "kept"] == [
        "begun", "paused", "continued", "adjusted", "stopped",
    ]  # fmt: skip
    with pytest.raises(StoreError, match="it has no door"):
        attach(Store(), found.id, ears)


def test_a_worker_that_is_killed_is_told_to_who_followed_it(orphan: Orphan) -> None:
    ears = Ears()
    line = attach(Store(), orphan.run, ears)
    ears.wait(Attached)
    os.kill(orphan.worker, signal.SIGKILL)
    assert "Resume the run" in str(ears.wait(Failed).text)
    assert not line.alive
    assert Store().run(orphan.run).state == "lost"
    assert Store().training() == ()
    with pytest.raises(StoreError, match="cannot be shown live"):
        attach(Store(), orphan.run, ears)


def test_each_window_sees_what_it_watches_and_one_that_reads_nothing_holds_nobody(
    orphan: Orphan,
) -> None:
    found = address.find(Store().run_folder(orphan.run))
    assert found is not None
    frozen = socket.create_connection((address.HOST, found.port))
    frozen.sendall(framed(found.token.encode()))
    one, other = Ears(), Ears()
    lines: list[Attachment] = []
    for ears, level in ((one, ""), (other, "nowhere")):
        lines.append(attach(Store(), orphan.run, ears))
        lines[-1].send(Watch("", 0, cards=True, level=level))
    assert "conv1" in one.wait(Cards).nodes
    assert other.wait(Cards).nodes == {}
    lines[0].send(Survey(Mnist()))
    assert one.wait(Declined).command == "survey"
    lines[0].close()
    lines[1].send(Stop())
    other.wait(Finished)
    frozen.close()


def test_where_no_door_can_be_opened_the_training_goes_on_and_can_be_asked_to_stop(
    monkeypatch,
) -> None:
    def closed(*_: object) -> None:
        raise PermissionError("no sockets here")

    monkeypatch.setattr(socket, "create_server", closed)

    def hear(event: object) -> None:
        if isinstance(event, Started):
            with pytest.raises(StoreError, match="it has no door"):
                attach(Store(), event.run, hear)
            Store().ask(event.run, "stop")

    finished = session.train(LONG, "closed", hear, audience=Audience())
    assert finished.stopped
