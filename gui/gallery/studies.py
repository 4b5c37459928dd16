"""Studies one template after the other in small steps, while the window goes on living."""

from collections import deque
from collections.abc import Iterator
from threading import Thread

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from graph.network import networkx
from graph.templates import Template
from graph.text import Refusal
from gui.gallery.study import Study, studied

PATIENCE = 4  # ms between two looks whether networkx is there


class Studies(QObject):
    """What is known by now: a Study, or the Refusal of settings that cannot be built."""

    arrived = Signal(str)  # a template's name: more is known of it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[tuple[str, Struct], Study | Refusal] = {}
        self._wanted: tuple[Template, Struct] | None = None
        self._waiting: deque[tuple[Template, Struct]] = deque()
        self._steps = self._nothing()
        # laying a network out needs it, and its import takes longer than a window may stand still
        self._import = Thread(target=networkx, daemon=True)
        self._import.start()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._step)

    def of(self, template: Template, settings: Struct | None = None) -> Study | Refusal | None:
        """What is known of a template, with its own settings or others; None: nothing yet."""
        return self._known.get((template.name, settings or template.settings))

    def ask(self, template: Template, settings: Struct | None = None) -> None:
        """Studies this one next, and no other that was asked for before."""
        self._wanted = (template, settings or template.settings)
        self._clock.start(0)

    def ask_all(self, templates: tuple[Template, ...]) -> None:
        """Studies them when nothing else is asked for, the first one first."""
        self._waiting.extend((template, template.settings) for template in templates)
        self._clock.start(0)

    def _step(self) -> None:
        importing = self._import.is_alive()
        self._clock.setInterval(PATIENCE if importing else 0)
        if not importing and next(self._steps, self) is self:
            self._next()

    def _next(self) -> None:
        if self._wanted is None and not self._waiting:
            self._clock.stop()
            return
        template, settings = self._wanted or self._waiting.popleft()
        self._wanted = None
        self._steps = self._study(template, settings)

    def _study(self, template: Template, settings: Struct) -> Iterator[None]:
        if self.of(template, settings) is not None:
            return
        try:
            for found in studied(template, settings):
                if found is not None:
                    self._known[template.name, settings] = found
                yield
        except Refusal as refusal:
            self._known[template.name, settings] = refusal
        self.arrived.emit(template.name)

    def _nothing(self) -> Iterator[None]:
        yield from ()
