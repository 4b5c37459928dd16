"""The command line: new, check, data, train, runs and export, none of which needs Qt.

Every refusal is one line on stderr. Exit status: 0 fine; 1 the network has errors or training
failed; 2 bad arguments, or a file that cannot be read.
"""

import argparse
import difflib
import importlib
import io
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from msgspec import structs
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from backend import data_command, machine, protocol, report, runs_command
from backend.protocol import Continued, Event, Finished, Noticed, Paused, Preparing, Started, Tested
from backend.protocol import Progress as Tick
from backend.source import source
from backend.store import StoreError
from graph.fields import field as field_of
from graph.fields import field_in, from_text, with_value
from graph.infer import infer
from graph.project import SUFFIX, Project, read, write, write_bytes
from graph.templates import TEMPLATES, Template
from graph.templates import template as template_of
from graph.text import Refusal

FINE, ERRORS, BAD = 0, 1, 2
LEFT = 130  # as a shell says of what Ctrl+C ended
ENDINGS = (signal.SIGINT, signal.SIGTERM)
DEFAULT = Path(__file__).parent.parent / "resources" / "examples" / "lenet-mnist.convas"
PICTURE = Path("convas-window.png")

# a file or a pipe has no width of its own: wide enough for the table of `check`
out = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


class UsageError(Refusal):
    """Arguments that make no sense."""


class TrainingFailed(Refusal):
    """Training ended without what was asked for."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns the exit status."""
    return _guarded(partial(_run, arguments))


def _run(arguments: Sequence[str]) -> int:
    chosen = _parser().parse_args(arguments)
    return chosen.run(chosen)


def _guarded(work: Callable[[], int]) -> int:
    """Does the work; a refusal becomes a line on stderr and an exit status."""
    try:
        return work()
    except TrainingFailed as refusal:
        return _say(refusal, ERRORS)
    except Refusal as refusal:
        return _say(refusal, BAD)
    except BrokenPipeError:  # the reader, `head` perhaps, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def refuse_arguments(arguments: Sequence[str]) -> int:
    """Says which command was probably meant; returns the exit status."""
    known = ["new", "check", "data", "train", "runs", "export"]
    near = difflib.get_close_matches(arguments[0], known, 1)
    hint = f" Did you mean {near[0]}?" if near else f" Commands: {', '.join(known)}."
    return _say(UsageError("“{word}” is no command.{hint}", word=arguments[0], hint=hint), BAD)


def without_window(project: Path | None, *, has_qt: bool) -> int:
    """The main job where no window can open: trains, and draws a picture if Qt is there."""
    if not has_qt:
        why = "PySide6 is not installed (pip install -e . brings it)"
    else:
        why = "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    out.print(f"The window cannot open: {why}. Training in the terminal instead.")
    chosen = project or DEFAULT
    events: list[Event] = []
    parsed = _parser().parse_args(["train", str(chosen)])
    status = _guarded(partial(_train, parsed, events.append))
    return _draw(chosen, events) if has_qt and status == FINE else status


def _draw(project: Path, events: list[Event]) -> int:
    """Writes a picture of the window after this training, in a process that may import Qt."""
    code = "import sys; from pathlib import Path; from gui.start import picture; "
    code += "sys.exit(picture(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin.buffer))"
    root = str(Path(__file__).parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path}
    environment["QT_LOGGING_RULES"] = "default.warning=false"  # of what offscreen cannot do
    command = [sys.executable, "-c", code, str(project), str(PICTURE)]
    training = io.BytesIO()
    for event in events:
        protocol.write(training, event)
    done = subprocess.run(command, env=environment, input=training.getvalue(), check=False)
    if done.returncode == FINE:
        out.print(f"A picture of the window: {PICTURE.resolve()}")
    return done.returncode


def _say(refusal: Refusal, status: int) -> int:
    sys.stderr.write(f"{refusal}\n")
    return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError("{message}. See: python main.py --help", message=message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python main.py",
        description="Draw a convolutional network, and watch it learn. "
        "Without a command, or with a project alone, the window opens.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    new = commands.add_parser("new", help="make a project from an architecture")
    new.add_argument("template", nargs="?", help="its name; --list shows them")
    new.add_argument("-o", "--output", type=Path, help="the file to write; NAME.convas if left out")
    new.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    new.add_argument("--list", action="store_true", help="show the architectures")
    new.set_defaults(run=_new)

    check = commands.add_parser("check", help="shapes, costs and problems of a project")
    check.add_argument("project", type=Path)
    check.add_argument("--json", action="store_true", help="for programs")
    check.add_argument("--inside", action="store_true", help="show what blocks are made of")
    check.set_defaults(run=_check)

    data = commands.add_parser("data", help="look a data set through")
    data_command.arguments(data)
    data.set_defaults(run=_data)

    train = commands.add_parser("train", help="train a project")
    train.add_argument("project", type=Path, nargs="?")
    train.add_argument("--epochs")
    train.add_argument("--device", help="auto, cpu, cuda or mps")
    train.add_argument("--seed")
    train.add_argument("--resume", default="", metavar="RUN", help="go on with a run")
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
    train.set_defaults(run=_train)

    runs = commands.add_parser("runs", help="list the runs")
    runs_command.arguments(runs)
    runs.set_defaults(run=_runs)

    export = commands.add_parser("export", help="write the network as source code")
    export.add_argument("project", type=Path)
    export.add_argument("--to", required=True, choices=["pytorch"])
    export.add_argument("--run", dest="trained", default="", metavar="RUN", help="with its weights")
    export.add_argument("-o", "--output", type=Path, required=True)
    export.set_defaults(run=_export)
    return parser


# new


def _new(chosen: argparse.Namespace) -> int:
    if chosen.list:
        table = Table("name", "title", "settings", box=None, pad_edge=False)
        for template in TEMPLATES:
            settings = structs.asdict(template.settings)
            shown = " ".join(f"{name}={str(value).lower()}" for name, value in settings.items())
            table.add_row(template.name, template.title, shown)
        out.print(table)
        return FINE
    if not chosen.template:
        raise UsageError("Which architecture? python main.py new --list shows them.")
    template = _template(chosen.template)
    settings = template.settings
    for name, value in _pairs(chosen.set):
        settings = with_value(settings, name, from_text(field_of(type(settings), name), value))
    path = chosen.output or Path(f"{template.name}{SUFFIX}")
    write(template.build(settings), path)
    out.print(f"{path}")
    return FINE


def _template(name: str) -> Template:
    with suppress(KeyError):
        return template_of(name)
    names = [each.name for each in TEMPLATES]
    near = difflib.get_close_matches(name, names, 1)
    raise UsageError(
        "There is no architecture “{name}”.{hint} Known: {names}.",
        name=name,
        hint=f" Did you mean {near[0]}?" if near else "",
        names=", ".join(names),
    )


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    pairs = [entry.partition("=") for entry in given]
    for name, sign, _ in pairs:
        if not sign:
            raise UsageError("“{entry}” is no NAME=VALUE.", entry=name)
    return [(name, value) for name, _, value in pairs]


# check


def _check(chosen: argparse.Namespace) -> int:
    project = read(chosen.project)
    inference = infer(project.network, project.exact_sizes)
    if chosen.json:
        told = json.dumps(report.as_json(project, inference), ensure_ascii=False)
        sys.stdout.write(f"{told}\n")
    else:
        devices = report.used(project.recipe, machine.devices())
        report.show(out, project, inference, devices, inside=chosen.inside)
    return FINE if inference.ok else ERRORS


# data


def _data(chosen: argparse.Namespace) -> int:
    return data_command.run(chosen, out)


# runs


def _runs(chosen: argparse.Namespace) -> int:
    return runs_command.run(chosen, out)


# train


def _project(chosen: argparse.Namespace) -> Project:
    """What is to be trained: a file, or what a run goes on with, as the arguments change it."""
    runs_command.refuse_more(chosen.more, chosen.resume)
    if chosen.project is None and not chosen.resume:
        raise UsageError("Which project? python main.py new makes one.")
    project = None if chosen.project is None else read(chosen.project)
    if chosen.resume:
        try:
            project = runs_command.resumed(chosen.resume, project, chosen.more)
        except StoreError as refusal:
            raise TrainingFailed("{text}", text=refusal.text) from refusal
    assert project is not None
    project = _with_settings(project, chosen)
    return data_command.with_data(project, chosen, Console(stderr=True) if chosen.json else out)


def _train(chosen: argparse.Namespace, hear: Callable[[Event], None] | None = None) -> int:
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
    audience = _engine("audience").Audience()
    control = audience.control = _engine("control").Control(audience.look)

    def show(event: Event) -> None:
        for listener in (*listeners, audience.send):
            listener(event)

    name, file = (chosen.project.stem, str(chosen.project)) if chosen.project else ("", "")
    train = _engine("session").train
    with _stopped_by_signals(control):
        try:
            return train(project, name, show, control, chosen.resume, file, audience)
        except Refusal as refusal:
            if isinstance(refusal, _engine("ranks").Followed):
                return None
            audience.send(protocol.failed(refusal.text))
            raise TrainingFailed("{text}", text=refusal.text) from refusal
        finally:
            audience.close()


@contextmanager
def _stopped_by_signals(control: Any) -> Generator[None]:
    stopper = _Stopper(control)
    before = {number: signal.signal(number, stopper) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _with_settings(project: Project, chosen: argparse.Namespace) -> Project:
    """The project with what the command line changes in its recipe."""
    wanted = [(name, getattr(chosen, name)) for name in ("epochs", "device", "seed")]
    changes = [(name, value) for name, value in wanted if value is not None]
    for name, value in _pairs(chosen.set):
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


def _engine(module: str) -> Any:
    """A module of the engine; it loads torch, which the other commands do without."""
    try:
        return importlib.import_module(f"backend.engine.{module}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "backend":
            raise
        raise UsageError(
            "Training needs {package}, which is not installed. Install it with: "
            "pip install --group train",
            package=error.name,
        ) from error


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
                    f"after epoch {event.epoch:g}: test accuracy "
                    f"{100 * event.accuracy:.2f} %, loss {event.loss:.4f}"
                )
            case Noticed():
                out.print(f"{event.text}")
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


# export


def _export(chosen: argparse.Namespace) -> int:
    project = read(chosen.project)
    text = source(project.network)
    if not chosen.trained:
        write_bytes(text.encode(), chosen.output)
        out.print(f"{chosen.output}")
        return FINE
    weights = chosen.output.with_suffix(".pt")
    _engine("weights").export(chosen.trained, project.network, weights)
    write_bytes(text.encode(), chosen.output)
    out.print(f"{chosen.output} and its weights {weights}:")
    out.print(
        f"    net = Net(); net.load_state_dict(torch.load({str(weights)!r}, weights_only=True))"
    )
    return FINE
