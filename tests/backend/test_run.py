"""A real worker process: what it says, and what happens when one side goes away."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from backend.protocol import (
    Cancel,
    CancelTrial,
    Cards,
    Continue,
    Continued,
    Declined,
    Failed,
    FindRate,
    Finished,
    Looking,
    Maps,
    Overfit,
    Pause,
    Paused,
    Preview,
    Previewed,
    Progress,
    Quit,
    RateFound,
    Ready,
    Show,
    Started,
    Stop,
    Survey,
    Surveyed,
    Train,
    Watch,
    banner,
    framed,
    read_event,
    write,
)
from backend.run import Worker
from backend.store import Store
from graph import edits
from graph.augmentation import Augmentation
from graph.project import encode
from graph.recipe import Recipe
from graph.sources import Mnist, PictureFolder
from graph.templates import template
from tests.backend.datasets.makers import folder

LENET = template("lenet5").project()
QUICK = structs.replace(LENET, recipe=Recipe(epochs=1, device="cpu"), data=Mnist(examples=1_000))
LONG = structs.replace(QUICK, recipe=Recipe(epochs=500, device="cpu"))


class Ears:
    """Keeps what a worker says."""

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


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def mortal(ears: Ears) -> Iterator[Worker]:
    """A worker of this test's own, which may end it."""
    made = Worker(ears)
    yield made
    put_away(made)


class Lasting:
    """A worker that the tests take over from each other: torch is loaded once."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.ears = Ears()
        self.worker = Worker(self._hear)

    def _hear(self, event: object) -> None:
        self.ears(event)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lasting]:
    with pytest.MonkeyPatch.context() as environment:
        store = tmp_path_factory.mktemp("convas")
        environment.setenv("CONVAS_DATA", str(store))
        made = Lasting(store)
    yield made
    put_away(made.worker)


@pytest.fixture
def worker(lasting: Lasting, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """The worker of all, which has nothing to do and shows nothing."""
    monkeypatch.setenv("CONVAS_DATA", str(lasting.store))
    lasting.ears = ears
    lasting.worker.send(Watch("", 0))
    lasting.worker.send(Overfit(b""))
    ears.wait(Declined)  # all that was before it is done
    ears.heard.clear()
    return lasting.worker


def put_away(worker: Worker) -> None:
    worker.close()
    if worker.alive:
        os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(10)


def test_a_training_is_told_from_start_to_finish(mortal: Worker, ears: Ears) -> None:
    mortal.send(Train(encode(QUICK), "story"))
    assert ears.wait(Ready).torch
    started, finished = ears.wait(Started), ears.wait(Finished)
    assert started.parameters == 61_706
    assert finished.run == started.run
    assert ears.wait(Progress).loss > 0
    assert Store().run(finished.run).name == "story"


def test_maps_are_shown_before_while_and_after_training(worker: Worker, ears: Ears) -> None:
    worker.send(Watch("conv2", 3, cards=True))
    worker.send(Show(encode(QUICK)))
    assert ears.wait(Maps).dims == (16, 10, 10)
    assert "fc3" in ears.wait(Cards).nodes
    heard = len(ears.heard)
    worker.send(Train(encode(QUICK), "maps"))
    assert ears.wait(Maps, heard).step > 0
    ears.wait(Finished)
    heard = len(ears.heard)
    worker.send(Watch("conv1", 4))
    shown = ears.wait(Maps, heard)
    assert (shown.node, shown.step) == ("conv1", ears.wait(Started).steps_per_epoch)


def test_pause_continue_and_stop(worker: Worker, ears: Ears) -> None:
    worker.send(Train(encode(LONG), "long"))
    ears.wait(Started)
    worker.send(Pause())
    ears.wait(Paused)
    heard = len(ears.heard)
    time.sleep(0.4)
    assert not [event for event in ears.heard[heard:] if isinstance(event, Progress)]
    worker.send(Continue())
    ears.wait(Continued)
    worker.send(Stop())
    finished = ears.wait(Finished)
    assert finished.stopped
    assert Store().run(finished.run).state == "stopped"


def test_a_worker_that_is_killed_says_so_and_the_run_is_lost(mortal: Worker, ears: Ears) -> None:
    mortal.send(Train(encode(LONG), "doomed"))
    run = ears.wait(Started).run
    os.kill(mortal.pid, signal.SIGKILL)
    assert "was killed" in str(ears.wait(Failed).text)
    assert not mortal.alive
    assert Store().run(run).state == "lost"
    mortal.send(Stop())  # says nothing and breaks nothing


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (b"no project", "is no Convas project"),
        (
            encode(structs.replace(QUICK, data=Mnist(folder="/nowhere"))),
            "there is no train-images-idx3-ubyte.gz in /nowhere",
        ),
        (
            encode(
                structs.replace(
                    QUICK, network=edits.set_field(QUICK.network, "pool1", "kernel", 90)
                )
            ),
            "The filter does not fit",
        ),
    ],
)
def test_a_refusal_is_one_message_and_the_worker_lives_on(
    worker: Worker, ears: Ears, project: bytes, said: str
) -> None:
    worker.send(Train(project, "bad"))
    failed = ears.wait(Failed)
    assert said in str(failed.text)
    assert failed.trace == ""
    worker.send(Train(encode(QUICK), "good"))
    ears.wait(Finished)


def test_a_window_that_goes_away_leaves_the_training_to_its_end(mortal: Worker, ears: Ears) -> None:
    mortal.send(Train(encode(QUICK), "alone"))
    run = ears.wait(Started).run
    mortal.close()
    end = time.monotonic() + 30
    while Store().run(run).state == "training":
        assert time.monotonic() < end
        time.sleep(0.1)
    assert Store().run(run).state == "finished"
    while mortal.alive:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_worker_that_the_system_ends_keeps_what_it_learned(mortal: Worker, ears: Ears) -> None:
    mortal.send(Train(encode(LONG), "ended"))
    run = ears.wait(Started).run
    os.kill(mortal.pid, signal.SIGTERM)
    assert ears.wait(Finished).stopped
    assert Store().run(run).state == "stopped"
    assert mortal.wait(10)
    assert "status 0" in str(ears.wait(Failed).text)


def test_a_stop_is_heard_however_early_it_comes(worker: Worker, ears: Ears) -> None:
    worker.send(Show(encode(LONG)))  # keeps it busy
    for _ in range(2):
        worker.send(Train(encode(LONG), "early"))
    worker.send(Stop())
    wait_for(lambda: len([e for e in ears.heard if isinstance(e, Declined | Finished)]) == 2)
    assert all(event.stopped for event in ears.heard if isinstance(event, Finished))
    assert isinstance(ears.heard[-1], Declined)  # the second had not begun at all
    heard = len(ears.heard)
    worker.send(Train(encode(QUICK), "later"))
    assert not ears.wait(Finished, heard).stopped


@pytest.mark.parametrize("how", ["asked", "confused"])
def test_a_worker_leaves_in_peace_while_its_window_is_there(how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "backend.engine.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        banner(process.stdout)
        assert isinstance(read_event(process.stdout), Ready)
        if how == "asked":
            write(process.stdin, Quit())
        else:
            process.stdin.write(framed(b"?"))
            process.stdin.flush()
        assert process.wait(30) == 0
        assert (b"no message of ours" in process.stderr.read()) == (how == "confused")


def test_another_process_can_stop_a_run(worker: Worker, ears: Ears) -> None:
    worker.send(Train(encode(LONG), "asked"))
    run = ears.wait(Started).run
    Store().ask(run, "stop")
    assert ears.wait(Finished).stopped


def test_a_window_that_reads_nothing_does_not_hold_the_training(own_data_folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "backend.engine.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        write(process.stdin, Watch("conv1", 0, cards=True))
        write(process.stdin, Train(encode(QUICK), "frozen"))
        wait_for(lambda: Store().runs() and Store().runs()[0].state == "finished")
        process.kill()


def wait_for(true: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_data_set_is_looked_through_beside_a_training(
    worker: Worker, ears: Ears, tmp_path: Path
) -> None:
    worker.send(Train(encode(LONG), "long"))
    ears.wait(Progress)
    source = PictureFolder(folder=str(folder(tmp_path / "set", {"a": 5, "b": 5})))
    worker.send(Survey(source, suggest=True))
    report = ears.wait(Surveyed)
    assert report.source.found.shape == (3, 32, 32)
    worker.send(Preview(report.source, Augmentation(flip=True), (0, 1)))
    assert ears.wait(Previewed).pictures == (0, 1)
    worker.send(Survey(structs.replace(source, folder="/gone")))
    assert "There is no folder /gone" in str(ears.wait(Declined).text)
    assert not any(isinstance(event, Finished) for event in ears.heard)
    after = len(ears.heard)
    ears.wait(Progress, after)
    worker.send(Stop())
    assert ears.wait(Finished).stopped


def test_a_trial_tells_how_far_it_is_and_is_cancelled_alone(worker: Worker, ears: Ears) -> None:
    worker.send(FindRate(encode(QUICK)))
    looking = ears.wait(Looking)
    assert looking.unit == "steps"
    worker.send(Cancel())  # of what is done beside: the trial goes on
    worker.send(CancelTrial())
    assert ears.wait(Declined) == Declined("findrate", "")
    heard = len(ears.heard)
    worker.send(Show(encode(LONG)))  # keeps it busy
    worker.send(FindRate(encode(QUICK)))
    worker.send(CancelTrial())
    assert ears.wait(Declined, heard).command == "findrate"
    worker.send(FindRate(encode(QUICK)))
    assert ears.wait(RateFound).suggestion > 0
