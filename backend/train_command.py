"""Training on the command line: what is trained, what is shown meanwhile, and how it is ended."""

import argparse
import json
import math
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from backend import data_command, protocol, runs_command
from backend.console import (
    ERRORS,
    FINE,
    LEFT,
    TrainingFailed,
    UsageError,
    engine,
    out,
    pairs,
    print_no_more,
)
from backend.protocol import Continued, Event, Finished, Noticed, Paused, Preparing, Started, Tested
from backend.protocol import Progress as Tick
from graph.fields import field_in, from_text, with_value
from graph.project import Project, read
from graph.text import Refusal

ENDINGS = (signal.SIGINT, signal.SIGTERM)
HANGUP = getattr(signal, "SIGHUP", None)
"""What a terminal that is closed sends, where there is such a thing; `nohup` has it ignored."""


def arguments(train: argparse.ArgumentParser) -> None:
    """What `train` takes."""
    train.add_argument("project", type=Path, nargs="?")
    train.add_argument("--epochs")
    train.add_argument("--device", help="auto, cpu, cuda or mps")
    train.add_argument("--seed")
    train.add_argument("--resume", metavar="RUN", help="go on with a run")
    train.add_argument("--more", type=int, metavar="N", help="for N epochs beyond its own")
    train.add_argument("--data", metavar="PATH|NAME", help="another data set: a folder, a file, …")
    train.add_argument("--fit", action="store_true", help="the network follows the data set")
    train.add_argument("--json", action="store_true", help="one JSON object a line")
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="recipe.NAME=VALUE",
        help="or data.NAME=VALUE, of the data set",
    )


def _project(chosen: argparse.Namespace) -> Project:
    """What is to be trained: a file, or what a run goes on with, as the arguments change it."""
    runs_command.refuse_more(chosen.more, chosen.resume)
    if chosen.project is None and chosen.resume is None:
        raise UsageError("Which project? python main.py new makes one.")
    project = None if chosen.project is None else read(chosen.project)
    if chosen.resume is not None:
        project = runs_command.resumed(chosen.resume, project, chosen.more)
    assert project is not None
    project = with_settings(project, chosen)
    return data_command.with_data(project, chosen, Console(stderr=True) if chosen.json else out)


def train(chosen: argparse.Namespace, hear: Callable[[Event], None] | None = None) -> int:
    """Trains, and tells `hear`, too, what happens; the exit status. Raises a Refusal."""
    project = _project(chosen)
    screen = None if chosen.json else _Screen()
    listeners: list[Callable[[Event], None]] = [_json_line if screen is None else screen.show]
    listeners += [] if hear is None else [hear]
    try:
        finished = _trained(project, chosen, listeners)
    except KeyboardInterrupt:
        sys.stderr.write("Left at once. What was kept last is there: --resume goes on with it.\n")
        return LEFT
    finally:
        if screen is not None:
            screen.close()
    if finished is None:
        return ERRORS  # the first of torchrun's processes says why
    if not chosen.json and finished.run:  # only one of torchrun's processes has it
        word = "stopped" if finished.stopped else "finished"
        epochs = "epoch" if finished.epochs == 1 else "epochs"
        out.print(
            f"{word} after {finished.epochs:g} {epochs}: test accuracy "
            f"[bold]{100 * finished.test_accuracy:.2f} %[/], loss {finished.test_loss:.4f}, "
            f"{finished.seconds:.1f} s, {finished.images_per_second:,.0f} images/s"
        )
        out.print(f"run {finished.run} is kept; --resume {finished.run} goes on with it")
    return FINE


def _trained(
    project: Project, chosen: argparse.Namespace, listeners: list[Callable[[Event], None]]
) -> Finished | None:
    """Trains; windows may join. None in a process that only follows another's failure."""
    audience = engine("audience").Audience()
    control = audience.control = engine("control").Control(audience.look)

    def show(event: Event) -> None:
        try:
            for listener in listeners:
                listener(event)
        except OSError as error:
            control.stopped = True
            _printed_no_more(error)
        audience.send(event)

    name, file = (chosen.project.stem, str(chosen.project)) if chosen.project else ("", "")
    train = engine("session").train
    with _stopped_by_signals(control):
        try:
            return train(project, name, show, control, chosen.resume or "", file, audience)
        except Refusal as refusal:
            if isinstance(refusal, engine("ranks").Followed):
                return None
            audience.send(protocol.failed(refusal.text))
            raise TrainingFailed("{text}", text=refusal.text) from refusal
        finally:
            audience.close()


def _printed_no_more(error: OSError) -> None:
    """The reader, `head` perhaps, is gone, or the disk full: the training stops and is kept."""
    print_no_more()
    if not isinstance(error, BrokenPipeError):
        sys.stderr.write(f"Nothing can be printed any more, so the training stops: {error}\n")


@contextmanager
def _stopped_by_signals(control: Any) -> Generator[None]:
    stopper = _Stopper(control)
    heard = [*ENDINGS]
    if HANGUP is not None and signal.getsignal(HANGUP) is not signal.SIG_IGN:
        heard.append(HANGUP)
    before = {number: signal.signal(number, stopper) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def with_settings(project: Project, chosen: argparse.Namespace) -> Project:
    """The project with what the command line changes in its recipe."""
    wanted = [(name, getattr(chosen, name)) for name in ("epochs", "device", "seed")]
    changes = [(name, value) for name, value in wanted if value is not None]
    for name, value in pairs(chosen.set):
        group, dot, setting = name.partition(".")
        if group not in ("recipe", "data") or not dot:
            raise UsageError(
                "“{name}” cannot be set: write recipe.NAME=VALUE or data.NAME=VALUE.", name=name
            )
        if group == "recipe":
            changes.append((setting, value))
    recipe = project.recipe
    for name, value in changes:
        recipe = with_value(recipe, name, from_text(field_in(recipe, name), value))
    return structs.replace(project, recipe=recipe)


class _Stopper:
    """Ctrl+C, or the system's wish: the first one stops after the current step and keeps the
    weights, the second one leaves at once.
    """

    def __init__(self, control: Any) -> None:
        self._control = control

    def __call__(self, number: int, frame: object) -> None:
        if self._control.stopped:
            raise KeyboardInterrupt
        self._control.stopped = True


def _json_line(event: Event) -> None:
    record = {"event": type(event).__name__.lower(), **msgspec.to_builtins(event)}
    record.pop("type", None)
    finite = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in record.items()
    }
    sys.stdout.write(json.dumps(finite, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class _Screen:
    """A progress bar with the epoch, loss, accuracy, speed and time left."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("[bold]{task.fields[what]}"),
            BarColumn(bar_width=None),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[words]}"),
            console=out,
            expand=True,
        )
        self._task: TaskID | None = None
        self._epochs = 0

    def show(self, event: Event) -> None:
        """Shows what has happened."""
        match event:
            case Preparing(done, total):
                self._prepare(done, total)
            case Started():
                self._prepared()
                out.print(f"run {event.run} on {event.device}, {event.parameters:,} parameters")
                self._epochs = event.epochs
                total = event.epochs * event.steps_per_epoch
                self._task = self._bar.add_task(
                    "", total=total, what=f"epoch 1/{event.epochs}", words=""
                )
                self._bar.start()
            case Tick():
                self._move(event)
            case Tested():
                out.print(
                    f"after epoch {event.epoch:g}: {event.split} accuracy "
                    f"{100 * event.accuracy:.2f} %, loss {event.loss:.4f}"
                )
            case Noticed():
                out.print(f"{event.text}", markup=False)
            case Paused() | Continued():
                word = "held" if isinstance(event, Paused) else "goes on"
                out.print(f"a window: {word} at step {event.step}")
            case _:
                pass

    def _prepare(self, done: int, total: int) -> None:
        """Shows how many pictures are ready."""
        if self._task is None:
            self._task = self._bar.add_task("", what="pictures", words="")
            self._bar.start()
        words = f"{done:,} of {total:,}" if total else f"{done:,}"
        self._bar.update(self._task, completed=done, total=total or None, words=words)

    def _prepared(self) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)

    def close(self) -> None:
        """Leaves the terminal as it was."""
        self._bar.stop()

    def _move(self, event: Tick) -> None:
        if self._task is None:
            return
        minutes, seconds = divmod(round(event.left), 60)
        words = (
            f"loss {event.loss:.4f}  accuracy {100 * event.accuracy:.1f} %  "
            f"{event.rate:,.0f} images/s  {minutes}:{seconds:02} left"
        )
        epoch = min(self._epochs, int(event.epoch) + 1)
        self._bar.update(
            self._task, completed=event.step, what=f"epoch {epoch}/{self._epochs}", words=words
        )
