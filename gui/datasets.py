"""What the window does with data sets: takes one from outside, and fits the network to it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import structs
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from backend.datasets.guess import guess
from graph.edits import dataset
from graph.sources import DataSource, unknown
from graph.text import Refusal
from gui.figures import count
from gui.language import tr
from gui.session import Session
from gui.titles import named

if TYPE_CHECKING:
    from gui.window import Window

FIT: Final = "Fit the network to it"
SHOW: Final = "Show the pictures"
SUITS: Final = "The network is for pictures of this size and these classes already."


class Datasets(QObject):
    """Says what becomes of a data set that was dropped or chosen, and what can follow."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._name = ""
        window.surveyor.taking.connect(self._begin)
        window.surveyor.changed.connect(self._go_on)
        window.surveyor.adopted.connect(self._adopted)
        window.surveyor.rejected.connect(self._end)
        window.session.misfit.connect(self._offer_fit)

    def _begin(self, source: DataSource) -> None:
        self._name = named(source)
        cancel = {tr("Cancel"): self._window.surveyor.cancel}
        self._window.messages.offer(self._words(), cancel, lasting=False)

    def _go_on(self) -> None:
        if self._name:
            self._window.messages.change(self._words())

    def _words(self) -> str:
        looking = self._window.surveyor.looking
        if looking is None or not looking.total:
            return tr("Looking {name} through…", name=self._name)
        return tr(
            "Looking {name} through: {done} of {total}",
            name=self._name,
            done=count(looking.done),
            total=count(looking.total),
        )

    def _adopted(self) -> None:
        self._name = ""
        source = self._window.session.project.data
        sentence = tr(
            "{name} is the data set now: {pictures} pictures of {shape}, {classes} classes.",
            name=named(source),
            pictures=count(source.pictures + source.test_pictures),
            shape=source.shape,
            classes=count(len(source.classes)),
        )
        choices = {tr(SHOW): partial(self._window.open_tab, "Data")}
        if not fitted(self._window.session):
            choices = {tr(FIT): partial(fit, self._window.session), **choices}
        self._window.messages.offer(sentence, choices, lasting=False)

    def _end(self) -> None:
        if self._name:
            self._name = ""
            self._window.messages.pass_by()

    def _offer_fit(self, text: object) -> None:
        choices = {tr("Fit the network to the data set"): partial(fit, self._window.session)}
        self._window.messages.offer(tr(text), choices, "error")  # type: ignore[arg-type]  # a Text


def fit(session: Session) -> None:
    """Gives the Input the pictures' size, and the end a number for each class."""
    project = session.project
    why = unknown(project.data)
    if why is not None:
        session.refused.emit(why)
        return
    try:
        network = dataset.fit(project.network, project.data.shape, len(project.data.classes))
    except Refusal as refusal:
        session.refused.emit(refusal.text)
        return
    if network == project.network:
        session.refuse(SUITS)
        return
    after = structs.replace(project, network=network)
    session.edit_project("Fit the network to the data set", after)


def fitted(session: Session) -> bool:
    """Whether the network is for the pictures and classes of the data set, or they are unknown."""
    source = session.project.data
    known = bool(source.classes)
    return not known or dataset.fits(session.project.network, source.shape, len(source.classes))


def use_folder(window: Window) -> None:
    """Asks for a folder of pictures, or with the files of a data set, and uses it."""
    found = QFileDialog.getExistingDirectory(window, tr("Folder of the data set"))
    if found:
        _use(window, found)


def use_file(window: Window) -> None:
    """Asks for a file of a data set, and uses it."""
    kinds = f"{tr('Data sets')} (*.csv *.tsv *.npz *ubyte* *.idx *.bin *.tar.gz)"
    found, _ = QFileDialog.getOpenFileName(window, tr("File of the data set"), "", kinds)
    if found:
        _use(window, found)


def _use(window: Window, name: str) -> None:
    source = guess(Path(name))
    if source is None:
        window.session.refuse(
            "{name} is no data set that Convas reads. It takes a folder with a folder of pictures "
            "for each class, or a file of the kind .csv, .npz, IDX or CIFAR.",
            name=Path(name).name,
        )
    else:
        window.surveyor.adopt(source)
