"""Training on another computer: a command stands in for ssh, another folder for its store."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from backend import parcels
from backend.away import Away
from backend.machines import Machine, MachineError
from backend.parcels import Homecoming, Parcel
from backend.protocol import (
    Attached,
    Bring,
    Brought,
    Command,
    Continue,
    Event,
    Failed,
    Finished,
    Noticed,
    Pause,
    Paused,
    Progress,
    Ready,
    Returned,
    Show,
    Started,
    Stop,
    Train,
)
from backend.records import Point
from backend.run import ROOT, Worker
from backend.store import Store, StoreError
from graph.project import encode
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates import template

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell stands in for ssh")

LENET = template("lenet5").project()
QUICK = structs.replace(LENET, recipe=Recipe(epochs=1, device="cpu"), data=Mnist(examples=500))
LONG = structs.replace(QUICK, recipe=Recipe(epochs=5_000, device="cpu"))


class Ears:
    """Keeps what a worker says."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.heard.append(event)
            self._news.notify_all()

    def wait(self, *kinds: type, seconds: float = 40.0):
        def arrived() -> Event | None:
            return next((event for event in self.heard if isinstance(event, kinds)), None)

        with self._news:
            assert self._news.wait_for(arrived, seconds), (kinds, self.heard[-3:])
            return arrived()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The folder of runs of the other computer."""
    return tmp_path / "there"


@pytest.fixture
def other(tmp_path: Path, there: Path) -> Machine:
    """A computer whose login prints a greeting, without an end of line at last."""
    script = tmp_path / "login.sh"
    script.write_text(
        "#!/bin/sh\n"
        "echo 'Welcome to gpu-box. Mind the dog.'\n"
        "printf 'last login: never '\n"
        f"export CONVAS_DATA='{there}'\n"
        f"cd '{ROOT}' && exec '{sys.executable}' -m backend.engine.worker \"$@\"\n"
    )
    script.chmod(0o700)
    return Machine("gpu-box", f"'{script}'")


@pytest.fixture
def start(ears: Ears) -> Iterator[Callable[..., Worker]]:
    made: list[Worker] = []

    def starting(command: tuple[str, ...], hear: Ears = ears) -> Worker:
        made.append(Worker(hear, command))
        return made[-1]

    yield starting
    for worker in made:
        worker.close()
        if worker.alive:
            os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(10)


def test_a_run_on_another_computer_comes_home(
    other: Machine, there: Path, ears: Ears, start: Callable[..., Worker]
) -> None:
    worker = start(other.worker())
    ears.wait(Ready)
    worker.send(Train(encode(QUICK), "away", "/home/me/net.convas"))
    finished = ears.wait(Finished, Failed)
    assert isinstance(finished, Finished)
    here, far = Store(), Store(there)
    record = here.run(finished.run)
    assert record.state == "finished"
    assert record.file == far.run(finished.run).file
    assert here.curve(record.id) == far.curve(record.id)
    assert here.entries(record.id) == far.entries(record.id)
    assert here.project(record.id) == encode(QUICK)
    assert here.weights(record.id) == ("last", "best")
    for name in ("last", "best"):
        files = [store.run_folder(record.id) / f"{name}.safetensors" for store in (here, far)]
        assert files[0].read_bytes() == files[1].read_bytes()
    assert not any(isinstance(event, Brought) for event in ears.heard)
    worker.send(Show(encode(QUICK), record.id))  # it is there for more


def test_a_lost_line_leaves_the_training_alone_and_is_taken_up_again(
    other: Machine, there: Path, ears: Ears, start: Callable[..., Worker]
) -> None:
    first = start(other.worker())
    ears.wait(Ready)
    first.send(Train(encode(LONG), "away"))
    run = ears.wait(Started).run
    ears.wait(Progress)
    first.close()
    again = Ears()
    second = start(other.attachment(run), again)
    assert again.wait(Attached).run == run
    again.wait(Progress)
    second.send(Pause())
    again.wait(Paused)
    second.send(Continue())
    second.send(Stop())
    assert again.wait(Finished, Failed).stopped
    assert Store(there).run(run).state == "stopped"


def test_a_run_that_was_left_is_found_training_is_joined_and_comes_home_when_it_is_over(
    other: Machine, there: Path, ears: Ears, start: Callable[..., Worker]
) -> None:
    first = start(other.worker())
    ears.wait(Ready)
    first.send(Train(encode(LONG), "left"))
    run = ears.wait(Started).run
    ears.wait(Progress)
    first.close()
    heard = Ears()
    second = start(other.worker(), heard)
    heard.wait(Ready)
    second.fetch(run)
    assert heard.wait(Returned) == Returned(run, "training")
    assert [record.id for record in Store().runs()] == []
    heard.heard.clear()
    line = Worker(heard, other.attachment(run), joins=True)
    heard.wait(Attached)
    line.send(Stop())
    assert heard.wait(Finished, Failed).stopped
    assert line.wait(20)
    assert not any(isinstance(event, Failed | Noticed) for event in heard.heard)
    second.fetch(run)
    assert heard.wait(Returned) == Returned(run, "stopped")
    assert Store().curve(run) == Store(there).curve(run)
    assert Store().weights(run) == ("last", "best")


def test_a_run_that_is_not_there_any_more_is_said_to_be_missed(
    other: Machine, ears: Ears, start: Callable[..., Worker]
) -> None:
    worker = start(other.worker())
    ears.wait(Ready)
    worker.fetch("20200101-000000-abcd")
    assert "There is no run" in str(ears.wait(Noticed).text)
    assert ears.wait(Returned).state == ""


def test_a_line_that_breaks_is_told_though_what_trains_there_holds_its_stderr(
    ears: Ears, start: Callable[..., Worker]
) -> None:
    start(("sh", "-c", "echo hello; sleep 20 >/dev/null & exit 1"))
    assert "hello" in str(ears.wait(Failed, seconds=10.0).text)


def test_no_worker_is_told_with_what_was_said(ears: Ears, start: Callable[..., Worker]) -> None:
    refused = "echo 'ssh: connect to host gpu-box port 22: Connection refused' >&2; exit 255"
    start(("sh", "-c", refused))
    failed = ears.wait(Failed)
    assert "Connection refused" in str(failed.text)
    assert "has started no worker" in str(failed.text)


def test_a_greeting_alone_is_shown(ears: Ears, start: Callable[..., Worker]) -> None:
    start(("echo", "This account is not available."))
    assert "This account is not available." in str(ears.wait(Failed).text)


def test_a_line_that_breaks_says_that_the_training_goes_on(
    other: Machine, ears: Ears, start: Callable[..., Worker]
) -> None:
    worker = start(other.worker())
    ears.wait(Ready)
    os.kill(worker.pid, signal.SIGKILL)
    assert "The connection to the other computer was lost" in str(ears.wait(Failed).text)


@pytest.mark.parametrize(
    ("command", "why"),
    [("ssh 'box", "a quote"), ("", "no command"), ("no-such-program-9 x", "no program")],
)
def test_a_command_that_cannot_be_run_is_refused(command: str, why: str) -> None:
    with pytest.raises(MachineError, match=why):
        Machine("box", command).worker()


def test_a_command_is_no_shell(tmp_path: Path) -> None:
    machine = Machine("box", f"echo $(touch {tmp_path}/x); touch {tmp_path}/y")
    assert machine.worker()[0] == "echo"
    assert machine.worker()[-2] == "touch"


def finished_run(store: Store) -> str:
    run = store.create("net", encode(QUICK), "cpu")
    store.append(run, [Point(1, 0.1, "train", 2.0, 0.1), Point(2, 0.2, "test", 1.0, 0.5)])
    (store.run_folder(run) / "last.safetensors").write_bytes(os.urandom(parcels.PIECE + 5))
    store.finish(run, "finished")
    return run


def brought(far: Store, run: str, home: Homecoming) -> None:
    wanted: Bring | None = home.first
    while wanted is not None:
        wanted = home.take(parcels.piece(far, wanted))


def test_a_large_file_comes_in_pieces_and_a_second_time_takes_its_place(there: Path) -> None:
    far, here = Store(there), Store()
    run = finished_run(far)
    brought(far, run, Homecoming(here, run))
    weights = [store.run_folder(run) / "last.safetensors" for store in (far, here)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
    brought(far, run, Homecoming(here, run))
    assert len(here.runs()) == 1
    assert here.curve(run) == far.curve(run)


@pytest.mark.parametrize("file", ["../../evil", "claim", "x.safetensors", "/etc/passwd"])
def test_no_other_file_leaves_or_comes(there: Path, file: str) -> None:
    far = Store(there)
    run = finished_run(far)
    with pytest.raises(StoreError):
        parcels.piece(far, Bring(run, file))
    parcel = Parcel(far.run(run), b"", (), (), {file: 3})
    import msgspec

    home = Homecoming(Store(), run)
    with pytest.raises(StoreError, match="not what was asked for"):
        home.take(Brought(run, "", 0, msgspec.msgpack.encode(parcel)))


def test_what_is_damaged_on_its_way_leaves_nothing(there: Path) -> None:
    far, here = Store(there), Store()
    run = finished_run(far)
    home = Homecoming(here, run)
    wanted = home.take(parcels.piece(far, home.first))
    assert wanted is not None
    with pytest.raises(StoreError, match="cannot be brought here"):
        home.take(Brought(run, wanted.file, 7, b"abc"))
    assert here.runs() == ()
    assert list((here.folder / "runs").iterdir()) == []


def test_a_line_that_is_lost_meanwhile_leaves_nothing_half_done(there: Path) -> None:
    far, runs = Store(there), Store().folder / "runs"
    run = finished_run(far)
    asked: list[Command] = []
    told: list[Event] = []
    away = Away(asked.append, told.append)
    last = Finished(run, 1.0, 0.5, 1.0, 1.0, 1.0)
    for event in (Started(run, "cpu", 1, 1, 1), last):
        away.hear(event)
    (first,) = asked
    assert isinstance(first, Bring)
    away.hear(parcels.piece(far, first))
    assert list(runs.iterdir()) == [runs / f".{run}"]
    away.give_up()
    assert list(runs.iterdir()) == []
    noticed = told[-2]
    assert isinstance(noticed, Noticed)
    assert "the connection was lost" in str(noticed.text)
    assert told[-1] == last


def test_a_run_that_stays_there_is_told(
    other: Machine, ears: Ears, start: Callable[..., Worker], own_data_folder: Path
) -> None:
    own_data_folder.write_bytes(b"a file is in the way")
    worker = start(other.worker())
    ears.wait(Ready)
    worker.send(Train(encode(QUICK), "away"))
    ears.wait(Finished, Failed)
    (told,) = [event for event in ears.heard if isinstance(event, Noticed)][-1:]
    assert "stays on the other computer" in str(told.text)
