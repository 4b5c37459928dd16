"""Too little memory ends a training with the batch that fits, and a full disk does not end it."""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import torch
from torch import Tensor

from backend import store
from backend.engine import keeper, record, session, shortage, weights
from backend.engine.control import Control
from backend.engine.learner import Learner
from backend.engine.train import TrainingError
from backend.protocol import Event, Finished, Kept, Noticed, Started, Tested
from backend.store import Store, StoreError
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import GlobalAvgPool2d
from graph.project import Project, encode
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain
from graph.text import Refusal

NETWORK = chain([Input(1, 28, 28), Flatten(), Linear(10), Output()])
PROJECT = Project(NETWORK, Recipe(epochs=4, batch_size=50, device="cpu"), Mnist(examples=200))


def train(events: list[Event], run: str = "") -> Finished:
    return session.train(PROJECT, "test", events.append, None, run)


def notices(events: list[Event]) -> list[str]:
    return [str(event.text) for event in events if isinstance(event, Noticed)]


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB."),
        RuntimeError("[enforce fail at alloc_cpu.cpp:121] data. DefaultCPUAllocator: can't …"),
        MemoryError(),
    ],
)
def test_out_of_memory_names_the_batch_that_fits(monkeypatch, error: Exception) -> None:
    def step(self: Learner, x: Tensor, y: Tensor, whole: int, plain=Learner.step):
        if len(y) > 10:
            raise error
        return plain(self, x, y, whole)

    monkeypatch.setattr(Learner, "step", step)
    with pytest.raises(TrainingError, match=r"a batch of 50\. A batch of 6 fits: set the batch"):
        train([])
    (run,) = Store().runs()
    assert run.state == "failed"
    assert "A batch of 6 fits" in run.text


def test_where_no_batch_fits_it_says_so(monkeypatch) -> None:
    def step(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(Learner, "step", step)
    with pytest.raises(TrainingError, match=r"and for any other\. Make the network"):
        train([])


def test_another_error_is_no_shortage_and_marks_the_run_failed(monkeypatch) -> None:
    def step(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Learner, "step", step)
    with pytest.raises(RuntimeError, match="a bug"):
        train([])
    (run,) = Store().runs()
    assert (run.state, run.text) == ("failed", "a bug")
    assert not shortage.of_memory(RuntimeError("a bug"))


LIMITED = """
import resource, sys
from pathlib import Path
from backend.datasets.reader import read
from backend.engine import session
from graph.project import decode
project = decode(Path(sys.argv[1]).read_bytes())
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + 700 * 2**20,) * 2)
try:
    session.train(project, "large", lambda event: None)
except session.TrainingError as refusal:
    print(refusal)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_main_memory_that_is_really_short_ends_in_the_same_sentence(tmp_path: Path) -> None:
    network = chain(
        [Input(1, 28, 28), Conv2d(64, 1), GlobalAvgPool2d(), Flatten(), Linear(10), Output()]
    )
    recipe = Recipe(epochs=1, batch_size=8_000, device="cpu")
    file = tmp_path / "large.convas"
    file.write_bytes(encode(Project(network, recipe, Mnist(examples=8_000))))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert "The memory of the CPU is too small for a batch of 8000. A batch of" in done.stdout, done
    (run,) = Store().runs()
    assert run.state == "failed"


def test_curves_that_the_disk_refuses_wait_and_are_told_of_once(monkeypatch) -> None:
    refusals = []

    def append(self: Store, *given: object, plain=Store.append):
        if len(refusals) < 3:
            refusals.append(given)
            raise StoreError("Runs cannot be kept: {why}.", why="no space left")
        return plain(self, *given)

    monkeypatch.setattr(record, "FLUSH", 0.0)
    monkeypatch.setattr(Store, "append", append)
    events: list[Event] = []
    finished = train(events)
    (told,) = notices(events)
    assert told.startswith("The run’s curves cannot be kept at the moment: Runs cannot be kept")
    tests = [point for point in Store().curve(finished.run) if point.split == "test"]
    assert [point.epoch for point in tests] == [1, 2, 3, 4]
    assert len(refusals) == 3


def test_a_store_that_another_program_locks_for_a_while_loses_nothing(monkeypatch) -> None:
    monkeypatch.setattr(store, "SOON", 0.01)
    monkeypatch.setattr(record, "FLUSH", 0.0)
    events: list[Event] = []

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, Started):
            other.execute("begin exclusive")
        if isinstance(event, Tested) and event.epoch == 3:
            other.rollback()

    Store().create("first", encode(PROJECT), "cpu")
    file = Store().folder / "runs.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        finished = session.train(PROJECT, "test", hear)
    assert [told for told in notices(events) if "Another program holds" in told][1:] == []
    run = Store().run(finished.run)
    assert (run.steps_per_epoch, run.state) == (4, "finished")
    tests = [point for point in Store().curve(finished.run) if point.split == "test"]
    assert [point.epoch for point in tests] == [1, 2, 3, 4]


def test_weights_that_the_disk_refuses_once_are_kept_the_next_time(monkeypatch) -> None:
    refused = []

    def write(file: Path, *given: object, plain=weights.write, **how: object) -> None:
        if len(refused) < 1:
            refused.append(file)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        plain(file, *given, **how)

    monkeypatch.setattr(weights, "write", write)
    events: list[Event] = []
    finished = train(events)
    (told,) = notices(events)
    assert told.startswith("The weights cannot be kept at the moment: No space left on device.")
    assert [event.step for event in events if isinstance(event, Kept)][-1] == 16
    assert weights.load(Store(), finished.run).epoch == 4


@pytest.fixture
def full(own_data_folder: Path):
    """A data folder on a disk of 3 MB, where root may make one."""
    own_data_folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(own_data_folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("nobody may mount a disk here")
    yield own_data_folder
    subprocess.run(["umount", str(own_data_folder)], check=True)


def fill(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(handle, b"x" * 4096)
    except OSError:
        os.close(handle)


def test_a_disk_that_is_full_at_the_start_is_refused_before_anything_is_trained(full: Path) -> None:
    fill(full / "junk")
    events: list[Event] = []
    with pytest.raises(StoreError, match="Runs cannot be kept in"):
        train(events)
    assert events == []


def test_a_disk_that_fills_up_loses_nothing_that_was_kept_and_the_run_goes_on_later(
    full: Path, monkeypatch
) -> None:
    monkeypatch.setattr(keeper, "AGAIN", 0.0)
    expected = weights.load(Store(), train([]).run).tensors
    events: list[Event] = []

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, Kept) and event.what == "last" and not (full / "junk").exists():
            fill(full / "junk")

    slowly = Control(lambda *_: time.sleep(0.05))
    with pytest.raises(Refusal, match="cannot be kept"):
        session.train(PROJECT, "full", hear, slowly)
    assert any("cannot be kept at the moment" in told for told in notices(events))
    (full / "junk").unlink()
    run = next(each for each in Store().runs() if each.name == "full")
    assert run.state in ("failed", "lost")
    assert weights.load(Store(), run.id).epoch < 4
    train([], run.id)
    kept = weights.load(Store(), run.id).tensors
    assert all(torch.equal(kept[name], expected[name]) for name in expected)
    tests = [point.epoch for point in Store().curve(run.id) if point.split == "test"]
    assert tests == [1, 2, 3, 4]


def test_a_folder_that_cannot_be_written_is_refused_at_the_start(full: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(full)], check=True)
    with pytest.raises(StoreError, match=r"Runs cannot be kept in .*[Rr]ead-only"):
        train([])
