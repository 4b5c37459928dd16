"""Other computers to train on: a name and the command that starts a worker there, and a trial."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from backend.machines import Machine, MachineError
from backend.protocol import Event, Failed, Ready
from backend.run import Worker
from gui.labels import show_role, words
from gui.language import tr
from gui.settings import Settings
from gui.titles import kind_of

EXAMPLE = "ssh -T gpu-box 'cd convas && .venv/bin/python -m backend.engine.worker'"
SIZE = (620, 420)
PATIENCE = 60_000  # ms for another computer to load PyTorch


class Probe(QObject):
    """A worker that is started only to see whether it answers."""

    told = Signal(bool, str)  # whether it can train, and what it said
    _heard = Signal(object)  # Event, from the worker's reader thread

    def __init__(self, command: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._heard.connect(self._hear)
        self._worker: Worker | None = Worker(self._heard.emit, command)
        self._late = QTimer(self, singleShot=True, interval=PATIENCE)
        self._late.timeout.connect(self._give_up)
        self._late.start()

    def close(self) -> None:
        """Lets the worker go."""
        self._late.stop()
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._worker is None:
            return
        match event:
            case Ready(torch, devices):
                known = ", ".join(f"{kind_of(device)} {device.title}" for device in devices)
                self._end(True, tr("It answers: PyTorch {version}, {devices}.", version=torch,
                                   devices=known))  # fmt: skip
            case Failed():
                last = event.trace.strip().splitlines()[-1:]
                self._end(False, " ".join([tr(event.text), *last]))

    def _give_up(self) -> None:
        self._end(False, tr("No answer within a minute."))

    def _end(self, works: bool, text: str) -> None:
        self.close()
        self.told.emit(works, text)


class MachineEditor(QDialog):
    """A card for each computer; what is in them is kept when it is closed by OK."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._cards: list[_Card] = []
        self.setObjectName("machines")
        self.setWindowTitle(tr("Other computers"))
        self.resize(*SIZE)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        add = QPushButton(tr("Add a computer"))
        add.setObjectName("machines:add")
        add.clicked.connect(self._add)
        self._said = words(role="error")
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        explained = tr(
            "Convas and its packages have to be installed there, and the data set has to lie "
            "there. The command starts a worker there and passes its input and output on, as ssh "
            "does."
        )
        for part in (words(explained), area, add, self._said, self._buttons()):
            column.addWidget(part, 1 if part is area else 0)
        for name, command in settings.machines.items():
            self._add(name=name, command=command)
        if not self._cards:
            self._add()

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        box.button(kinds.Ok).setText(tr("OK"))
        box.button(kinds.Cancel).setText(tr("Cancel"))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _add(self, _checked: bool = False, name: str = "", command: str = "") -> None:
        made = _Card(name, command)
        made.removed.connect(partial(self._remove, made))
        self._cards.append(made)
        self._column.insertWidget(self._column.count() - 1, made)
        if not name:
            made.name.setFocus()

    def _remove(self, gone: "_Card") -> None:
        gone.stop()
        self._cards.remove(gone)
        gone.hide()
        gone.deleteLater()

    def accept(self) -> None:
        """Keeps the computers; says what is missing, and stays open, where something is."""
        known: dict[str, str] = {}
        for each in self._cards:
            name, command = each.name.text().strip(), each.command.text().strip()
            if not name and not command:
                continue
            why = _refusal(name, command, known)
            if why:
                self._said.setText(why)
                self._said.show()
                return
            known[name] = command
        self._settings.machines = known
        super().accept()

    def done(self, result: int) -> None:
        for each in self._cards:
            each.stop()
        super().done(result)


class _Card(QFrame):
    """One computer: its name, its command, whether it answers."""

    removed = Signal()

    def __init__(self, name: str, command: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._probe: Probe | None = None
        self.name = _line("machine:name", name, tr("Name"), "gpu-box")
        self.command = _line("machine:command", command, tr("Command"), EXAMPLE)
        self._test = QPushButton(tr("Try it"))
        self._test.setObjectName("machine:test")
        self._test.clicked.connect(self._try)
        remove = QPushButton(tr("Remove"))
        remove.setObjectName("machine:remove")
        remove.clicked.connect(self.removed)
        self.said = words()
        self.said.setObjectName("machine:said")
        self.said.hide()
        row = QHBoxLayout()
        for part in (QLabel(tr("Name")), self.name, self._test, remove):
            row.addWidget(part, 1 if part is self.name else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.command)
        column.addWidget(self.said)

    def stop(self) -> None:
        """Ends a trial that is under way."""
        if self._probe is not None:
            self._probe.close()
            self._probe = None

    def _try(self) -> None:
        self.stop()
        name = self.name.text().strip() or "…"
        why = _refusal(name, self.command.text().strip(), {})
        if why:
            self._say(False, why)
            return
        self._test.setEnabled(False)
        self.said.setText(tr("Waiting for an answer…"))
        show_role(self.said, "muted")
        self.said.show()
        self._probe = Probe(Machine(name, self.command.text()).worker(), self)
        self._probe.told.connect(self._say)

    @Slot(bool, str)
    def _say(self, works: bool, text: str) -> None:
        self._test.setEnabled(True)
        self.said.setText(text)
        show_role(self.said, "good" if works else "error")
        self.said.show()


def _line(name: str, text: str, title: str, example: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    line.setAccessibleName(title)
    line.setPlaceholderText(example)
    return line


def _refusal(name: str, command: str, known: dict[str, str]) -> str:
    """Why a computer cannot be kept so; nothing if it can."""
    if not name:
        return tr("Give each computer a name.")
    if name in known:
        return tr("There are two computers named {name}. Give one another name.", name=name)
    try:
        Machine(name, command).worker()
    except MachineError as refusal:
        return tr(refusal.text)
    return ""
