"""What can be done with the runs that are selected in the table: buttons, menu and keys are loops
over it.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from backend.records import RunRecord
from gui import dialogs
from gui.language import tr
from gui.runs.asking import ask_epochs
from gui.runs.book import OVER, RESUMABLE, RunBook

Chosen = tuple[RunRecord, ...]
RULE: Final = ""
LIVE: Final = ("training", "paused")


class Command(Struct, frozen=True):
    """One of them; it is done with the runs that `fits` says yes to."""

    name: str
    text: str
    run: Callable[[Chosen], None]
    fits: Callable[[Chosen], bool]
    keys: str = ""
    button: bool = False
    help: str = ""


def commands(book: RunBook, parent: QWidget, rename: Callable[[], None]) -> tuple[Command, ...]:
    """All of them, in the order of the menu."""
    return (
        Command(
            "show",
            "Show",
            lambda runs: book.show(runs[0]),
            _one(*OVER, *LIVE),
            "Return",
            button=True,
            help="Shows its curves and figures in the Training tab, live if it is being trained.",
        ),
        Command(
            "resume",
            "Resume",
            lambda runs: book.resume(runs[0].id),
            _one(*RESUMABLE),
            "",
            button=True,
            help="Goes on from its last checkpoint, as if it had never been interrupted.",
        ),
        Command(
            "further",
            "Continue…",
            partial(_further, book, parent),
            _one(*OVER),
            "",
            button=True,
            help="Goes on for more epochs than it was to do.",
        ),
        Command(
            "stop",
            "Stop",
            lambda runs: book.stop(runs[0].id),
            _one(*LIVE),
            button=True,
            help="Ends it after the current step; its weights are kept.",
        ),
        Command(
            "start",
            "Use its weights",
            lambda runs: book.start_from(runs[0].id),
            _one(*OVER),
            "",
            button=True,
            help="The next training starts from its weights, where names and shapes are the same.",
        ),
        Command("project", "Open its project", lambda runs: book.open_project(runs[0]), _single),
        Command("rename", "Rename", lambda _: rename(), _single, "F2"),
        Command("folder", "Show its folder", partial(_reveal, book), _single),
        Command("delete", "Delete…", partial(_delete, book, parent), _over, "Delete"),
    )


def _single(runs: Chosen) -> bool:
    return len(runs) == 1


def _over(runs: Chosen) -> bool:
    return bool(runs) and all(record.state in OVER for record in runs)


def _one(*states: str) -> Callable[[Chosen], bool]:
    return lambda runs: len(runs) == 1 and runs[0].state in states


def _further(book: RunBook, parent: QWidget, runs: Chosen) -> None:
    epochs = ask_epochs(parent, runs[0].name)
    if epochs is not None:
        book.go_further(runs[0].id, epochs)


def _reveal(book: RunBook, runs: Chosen) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(book.store.run_folder(runs[0].id))))


def _delete(book: RunBook, parent: QWidget, runs: Chosen) -> None:
    if len(runs) == 1:
        sentence = tr("Delete “{name}” with its weights? This cannot be undone.", name=runs[0].name)
    else:
        sentence = tr("Delete {count} runs with their weights? This cannot be undone.",
                      count=len(runs))  # fmt: skip
    if dialogs.ask(parent, sentence, "Delete", "Cancel") == "Delete":
        book.delete(tuple(record.id for record in runs))
