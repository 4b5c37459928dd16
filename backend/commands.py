"""The command line: new, check, data, try, train, runs and export, none of which needs Qt.

Every refusal is one line on stderr. Exit status: 0 fine; 1 the network has errors or training
failed; 2 bad arguments, or a file that cannot be read.
"""

import argparse
import difflib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from msgspec import structs
from rich.table import Table

from backend import (
    data_command,
    machine,
    protocol,
    report,
    runs_command,
    train_command,
    try_command,
)
from backend.console import (
    BAD,
    ERRORS,
    FINE,
    TrainingFailed,
    UsageError,
    engine,
    out,
    pairs,
    print_no_more,
)
from backend.protocol import Event
from backend.source import source
from graph.fields import field as field_of
from graph.fields import from_text, with_value
from graph.infer import infer
from graph.project import SUFFIX, read, write, write_bytes
from graph.templates import TEMPLATES, Template
from graph.templates import template as template_of
from graph.text import Refusal

DEFAULT = Path(__file__).parent.parent / "resources" / "examples" / "lenet-mnist.convas"
PICTURE = Path("convas-window.png")


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
        print_no_more()
        return FINE


def refuse_arguments(arguments: Sequence[str]) -> int:
    """Says which command was probably meant; returns the exit status."""
    known = ["new", "check", "data", "try", "train", "runs", "export"]
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
    status = _guarded(partial(train_command.train, parsed, events.append))
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
        out.print(f"A picture of the window: {PICTURE.resolve()}", markup=False)
    return done.returncode


def _say(refusal: Refusal, status: int) -> int:
    sys.stderr.write(f"{' '.join(str(refusal).splitlines())}\n")
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

    trial = commands.add_parser("try", help="can it learn at all, and at which learning rate")
    try_command.arguments(trial)
    trial.set_defaults(run=try_command.run)

    train = commands.add_parser("train", help="train a project")
    train_command.arguments(train)
    train.set_defaults(run=train_command.train)

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
    for name, value in pairs(chosen.set):
        settings = with_value(settings, name, from_text(field_of(type(settings), name), value))
    path = chosen.output or Path(f"{template.name}{SUFFIX}")
    write(template.build(settings), path)
    out.print(f"{path}", markup=False)
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


# export


def _export(chosen: argparse.Namespace) -> int:
    project = read(chosen.project)
    text = source(project.network)
    if not chosen.trained:
        write_bytes(text.encode(), chosen.output)
        out.print(f"{chosen.output}", markup=False)
        return FINE
    weights = chosen.output.with_suffix(".pt")
    engine("weights").export(chosen.trained, project.network, weights)
    write_bytes(text.encode(), chosen.output)
    out.print(f"{chosen.output} and its weights {weights}:", markup=False)
    out.print(
        f"    net = Net(); net.load_state_dict(torch.load({str(weights)!r}, weights_only=True))"
    )
    return FINE
