"""Several processes: the same training as one, and what breaks is told, ended and begun again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from msgspec import structs
from torch.distributed import TCPStore

from backend.engine import session, weights
from backend.engine.control import Control
from backend.engine.crew import HOST
from backend.engine.devices import DeviceError, threads
from backend.engine.ranks import RankLost
from backend.engine.train import TrainingError
from backend.protocol import Continued, Event, Paused, Progress, Train
from backend.protocol import write as send
from backend.store import Store
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import MaxPool2d
from graph.layers.reshape import Reshape
from graph.project import Project, encode, write
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain

ROOT = Path(__file__).parent.parent.parent.parent
# without a bias before the batch norm: its gradient is zero but for rounding, which Adam enlarges
CONV = Conv2d(4, 5, 3, bias=False)
LAYERS = [Input(1, 28, 28), CONV, BatchNorm2d(), ReLU(), MaxPool2d(), Flatten()]
PLAIN = chain([*LAYERS, Reshape(4, 4, 4), Flatten(), Linear(10), Output()])
RANDOM = chain([*LAYERS, Dropout(0.3), Linear(10), Output()])

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gloo and signals of POSIX")


@pytest.fixture(autouse=True)
def one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that three processes do not fight for two cores."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def project(network: object = PLAIN, **recipe: object) -> Project:
    settings = Recipe(
        epochs=2, batch_size=48, optimizer="sgd", learning_rate=0.05, device="cpu", threads=1
    )
    # the last batch of an epoch is a single picture: one process has none of it
    return Project(network, structs.replace(settings, **recipe), Mnist(examples=337))  # type: ignore[arg-type]


def train(
    wanted: Project, hear: Callable[[Event], None] = bool, control: Control | None = None
) -> dict[str, torch.Tensor]:
    finished = session.train(wanted, "ranks", hear, control)
    return weights.load(Store(), finished.run).tensors


def close(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    for name in one.keys() - {"random"}:
        torch.testing.assert_close(one[name], other[name], rtol=1e-3, atol=2e-5, msg=name)


def test_two_processes_end_where_one_does() -> None:
    alone: list[Event] = []
    together: list[Event] = []
    one = train(project(), alone.append)
    two = train(project(processes=2), together.append)
    close(one, two)
    losses = [
        [event.loss for event in events if isinstance(event, Progress)]
        for events in (alone, together)
    ]
    assert losses[0][-1] == pytest.approx(losses[1][-1], rel=0.2)  # their last ticks differ


def test_sharded_weights_end_where_whole_ones_do_also_from_their_checkpoint() -> None:
    recipe = {"optimizer": "adamw", "weight_decay": 0.01, "gradient_clipping": 1.0}
    one = train(project(learning_rate=0.01, **recipe))
    spread = project(learning_rate=0.01, processes=2, sharded=True, epochs=1, **recipe)
    half = session.train(spread, "ranks", bool)
    whole = structs.replace(spread, recipe=structs.replace(spread.recipe, epochs=2))
    session.train(whole, "ranks", bool, resume=half.run)
    close(one, weights.load(Store(), half.run).tensors)


def test_a_pause_and_a_stop_come_to_all_at_the_same_step() -> None:
    said: list[Event] = []

    def hear(event: Event) -> None:
        said.append(event)
        if isinstance(event, Progress) and event.step >= 20 and not control.paused:
            control.paused = True
            control.adjust(0.5, None)

    def look(module: object, data: object, step: int) -> None:
        if any(isinstance(event, Paused) for event in said):
            control.stopped = True

    control = Control(look)
    began = time.monotonic()
    finished = session.train(project(processes=2, epochs=500), "ranks", hear, control)
    assert finished.stopped
    assert time.monotonic() - began < 60
    held = [event for event in said if isinstance(event, Paused | Continued)]
    assert [type(event) for event in held] == [Paused, Continued]
    assert held[0].step == held[1].step


def test_one_that_is_killed_ends_the_training_with_one_sentence() -> None:
    def hear(event: Event) -> None:
        if isinstance(event, Progress) and event.step >= 8:
            for pid in children(os.getpid()):
                if b"backend.engine.rank" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

    if not Path("/proc/self/cmdline").exists():
        pytest.skip("processes are found in /proc")
    with pytest.raises(RankLost, match="One of the 2 processes of this training has ended"):
        session.train(project(processes=2, epochs=500), "ranks", hear)
    (record,) = Store().runs()
    assert record.state == "failed"


def test_a_loss_that_is_no_number_ends_all_of_them() -> None:
    wild = project(processes=2, epochs=30, learning_rate=100.0, loss="squared-error")
    with pytest.raises(TrainingError, match="The loss is no number any more"):
        train(wild)
    assert not [pid for pid in children(os.getpid()) if is_rank(pid)]


def test_the_others_end_with_the_one_that_started_them() -> None:
    words = TCPStore(HOST, 0, 2, True, wait_for_workers=False)
    place = {"RANK": 1, "LOCAL_RANK": 1, "WORLD_SIZE": 2, "MASTER_ADDR": HOST}
    place["MASTER_PORT"] = words.port
    environment = {**os.environ, **{key: str(value) for key, value in place.items()}}
    command = [sys.executable, "-m", "backend.engine.rank"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE) as other:
        assert other.stdin is not None
        send(other.stdin, Train(encode(project(processes=2)), ""))
        words.wait(["hello/1"])
        other.stdin.close()
        assert other.wait(20) == 1


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(DeviceError, match="There are 1 CUDA devices here"):
        train(project(processes=2, device="cuda"))


def test_cores_are_shared_by_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 9)
    assert [threads(Recipe(), count) for count in (1, 2, 3, 100)] == [8, 4, 2, 1]
    assert threads(Recipe(threads=3), 2) == 3


def test_torchrun_begins_again_and_ends_with_the_undisturbed_weights(tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are found in /proc")
    file = tmp_path / "net.convas"
    wanted = project(network=RANDOM, epochs=12, optimizer="adam", learning_rate=0.001)
    write(wanted, file)
    undisturbed = train(structs.replace(wanted, recipe=structs.replace(wanted.recipe, processes=2)))
    disturbed = torchrun(file, tmp_path / "disturbed")
    assert undisturbed.keys() == disturbed.keys()
    assert all(torch.equal(undisturbed[name], disturbed[name]) for name in undisturbed)


def torchrun(file: Path, folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a training by two processes, the second of which is killed at step 50."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2"]
    command += ["--max-restarts=2", "main.py", "train", str(file), "--json"]
    environment = {**os.environ, "CONVAS_DATA": str(folder)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as agent:
        begun, killed = [], False
        for event in events(agent):
            begun += [event["step"]] if event["event"] == "started" else []
            if not killed and event.get("step", 0) >= 50:
                os.kill(rank(agent.pid, 1), signal.SIGKILL)
                killed = True
        assert agent.stderr is not None
        complaints = agent.stderr.read()
    assert agent.returncode == 0, complaints
    assert len(begun) == 2, begun
    assert begun[1] >= 40  # steps, of the last whole epoch's checkpoint
    (record,) = Store(folder).runs()
    assert record.state == "finished"
    return weights.load(Store(folder), record.id).tensors


def events(agent: subprocess.Popen[str]) -> Iterator[dict]:
    assert agent.stdout is not None
    yield from map(json.loads, agent.stdout)


def rank(agent: int, number: int) -> int:
    """The process number of a rank, found among the children of torchrun."""
    for pid in children(agent):
        if f"RANK={number}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            return pid
    raise AssertionError(f"no rank {number}")


def children(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split() if Path(f"/proc/{pid}").exists()]


def is_rank(pid: int) -> bool:
    return b"backend.engine.rank" in Path(f"/proc/{pid}/cmdline").read_bytes()
