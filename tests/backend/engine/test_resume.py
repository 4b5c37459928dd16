"""A run whose process is killed at any moment goes on, and ends with the undisturbed weights."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import torch
from msgspec import structs

from backend import runs_command
from backend.engine import session, weights
from backend.engine.train import TrainingError
from backend.protocol import Event, Finished, Kept, Started
from backend.store import Store
from graph import edits
from graph.augmentation import Augmentation
from graph.fields import FieldError
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import MaxPool2d
from graph.project import Project, encode
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain

NETWORK = chain(
    [
        Input(1, 28, 28), Conv2d(4, 5, 3), BatchNorm2d(), ReLU(), MaxPool2d(),
        Flatten(), Dropout(0.3), Linear(10), Output(),
    ]
)  # fmt: skip
RECIPE = Recipe(
    epochs=8,
    batch_size=20,
    device="cpu",
    optimizer="adam",
    schedule="one-cycle",
    ema=0.9,
    augmentation=Augmentation(crop=2, rotation=10.0, cutout=4),
)
PROJECT = Project(NETWORK, RECIPE, Mnist(examples=300))

# trains slowly, with a checkpoint at every tick, each of which takes a while to be written
SCRIPT = """
import sys, time
from pathlib import Path
from backend.engine import keeper, session, weights
from backend.engine.control import Control
from backend.protocol import Started
from graph.fields import FieldError
from graph.project import decode

def hear(event):
    if isinstance(event, Started):
        print("started", flush=True)

def slowly(tensors, path, place, save=weights.save_file):
    save(tensors, path, place)
    whole = Path(path).read_bytes()
    for part in range(0, len(whole), 4096):
        with open(path, "wb") as file:
            file.write(whole[:part])
        time.sleep(0.002)
    Path(path).write_bytes(whole)

weights.save_file = slowly
keeper.MINUTES = 0.0
project = decode(Path(sys.argv[1]).read_bytes())
control = Control(lambda *ignored: time.sleep(0.01))
session.train(project, "doomed", hear, control, sys.argv[2])
"""


def undisturbed(project: Project) -> dict[str, torch.Tensor]:
    finished = session.train(project, "whole", lambda event: None)
    return weights.load(Store(), finished.run).tensors


def doomed(file: Path, run: str, seconds: float) -> None:
    """Trains in a process that is killed so long after its first step, if it still runs then."""
    command = [sys.executable, "-c", SCRIPT, str(file), run]
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)


def test_killed_again_and_again_and_resumed_the_weights_are_the_undisturbed_ones(
    tmp_path: Path,
) -> None:
    expected = undisturbed(PROJECT)
    file = tmp_path / "net.convas"
    file.write_bytes(encode(PROJECT))
    chance = random.Random()  # another moment each time
    known = {record.id for record in Store().runs()}
    run, seconds = "", 0.0
    for _ in range(3):
        doomed(file, run, chance.uniform(0.05, 0.9))
        (record,) = (record for record in Store().runs() if record.id not in known)
        assert record.state == "lost"
        assert (record.seconds or 0.0) >= seconds  # what it trained before counts on
        run, seconds = record.id, record.seconds or 0.0
        if not Store().weights(run):  # killed before the first checkpoint
            Store().delete(run)
            run, seconds = "", 0.0
    events: list[Event] = []
    finished = session.train(PROJECT, "", events.append, None, run)
    assert isinstance(events[-1], Finished)
    assert events[-1].seconds > seconds
    kept = weights.load(Store(), finished.run).tensors
    assert kept.keys() == expected.keys()
    assert [name for name in kept if not torch.equal(kept[name], expected[name])] == []
    steps = [(p.step, p.split) for p in Store().curve(finished.run)]
    assert len(steps) == len(set(steps))
    assert [step for step, split in steps if split == "test"] == [15 * n for n in range(1, 9)]


def small(**recipe: object) -> Project:
    return structs.replace(PROJECT, recipe=Recipe(epochs=1, batch_size=50, device="cpu", **recipe))


def test_a_run_that_was_killed_after_its_last_step_gets_its_end() -> None:
    finished = session.train(small(), "whole", lambda event: None)
    with closing(sqlite3.connect(Store().folder / "runs.sqlite")) as database, database:
        database.execute("update runs set state = 'training', finished = null")
    assert Store().run(finished.run).state == "lost"
    again = session.train(small(), "", lambda event: None, None, finished.run)
    assert again.test_accuracy == finished.test_accuracy
    record = Store().run(finished.run)
    assert (record.state, record.test_accuracy) == ("finished", finished.test_accuracy)
    assert len([p for p in Store().curve(finished.run) if p.split == "test"]) == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (small(learning_rate=0.5), "has learning rate 0.001, and the project now 0.5"),
        (structs.replace(small(), data=Mnist(examples=200)), "trained on other data"),
        (
            structs.replace(small(), network=edits.set_field(NETWORK, "dropout1", "rate", 0.5)),
            "another network: dropout1",
        ),
        (
            structs.replace(
                small(), network=edits.connect(edits.remove(NETWORK, ["relu1"]), "bn1", "pool1")
            ),
            "another network: relu1",
        ),
    ],
)
def test_a_run_goes_on_with_its_own_project_alone(other: Project, said: str) -> None:
    run = Store().create("mine", encode(small()), "cpu")
    Store().finish(run, "stopped")
    with pytest.raises(TrainingError, match=said):
        session.train(other, "", lambda event: None, None, run)
    assert Store().run(run).state == "stopped"


def test_epochs_and_threads_may_be_others_and_so_may_places_on_the_canvas() -> None:
    finished = session.train(small(), "first", lambda event: None)
    nodes = {name: structs.replace(node, x=node.x + 40) for name, node in NETWORK.nodes.items()}
    more = structs.replace(
        small(),
        network=NETWORK.replace(nodes=nodes),
        recipe=structs.replace(small().recipe, epochs=3, threads=1),
    )
    events: list[Event] = []
    again = session.train(more, "", events.append, None, finished.run)
    assert again.epochs == 3
    assert again.seconds > finished.seconds  # all of the run's
    assert Store().run(finished.run).seconds == again.seconds
    assert Store().run(finished.run).total == 3
    assert Store().project(finished.run) == encode(more)
    assert next(event for event in events if isinstance(event, Started)).step == 6


def test_a_run_that_stopped_early_goes_on_with_other_patience() -> None:
    patient = structs.replace(small().recipe, epochs=4, patience=1, learning_rate=1e-9)
    project = structs.replace(small(), recipe=patient)
    finished = session.train(project, "early", lambda event: None)
    assert finished.epochs < 4
    with pytest.raises(TrainingError, match="Ask for more patience, or none"):
        session.train(project, "", lambda event: None, None, finished.run)
    more = structs.replace(project, recipe=structs.replace(patient, patience=0))
    assert session.train(more, "", lambda event: None, None, finished.run).epochs == 4


def test_more_epochs_than_a_recipe_may_have_are_refused_in_a_sentence() -> None:
    run = Store().create("mine", encode(small()), "cpu")
    with pytest.raises(FieldError, match=r"Epochs cannot be 10000\d: it must be a whole number"):
        runs_command.resumed(run, None, 100_000)


def test_best_last_and_every_nth_weights_are_kept_and_told() -> None:
    wanted = structs.replace(
        small(), recipe=structs.replace(small().recipe, epochs=4, keep_every=2)
    )
    events: list[Event] = []
    finished = session.train(wanted, "kept", events.append)
    assert Store().weights(finished.run) == ("last", "best", "2", "4")
    told = {event.what for event in events if isinstance(event, Kept)}
    assert told == {"last", "best", "2", "4"}
    last, fourth = (
        weights.of_model(weights.load(Store(), finished.run, name)) for name in ("last", "4")
    )
    assert all(torch.equal(last[name], fourth[name]) for name in last)
    best = Store().run(finished.run).best
    assert best == max(p.accuracy for p in Store().curve(finished.run) if p.split == "test")
