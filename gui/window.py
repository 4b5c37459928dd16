"""The window: composes the bars, the canvas and the panels, and knows nothing of its own.

What the first picture does not need, the plots above all, is made after the first paint.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from backend.protocol import Cards, Event
from graph.arrange import arranged
from graph.network import AnyLayer
from gui.actions import Action, made, menus
from gui.canvas.view import CanvasView
from gui.conductor import Conductor
from gui.files import Files, come_forward
from gui.language import tr
from gui.messages import MessageBar
from gui.panels import palette
from gui.placement import Placement
from gui.recovery import Recovery, left_behind, restored
from gui.session import Session
from gui.settings import Settings
from gui.statusbar import StatusBar
from gui.theme import Theme
from gui.tidings import Tidings
from gui.topbar import TopBar
from gui.trainer import Trainer

if TYPE_CHECKING:
    from gui.runs.part import Runs

KnownBy = Literal["file", "name", "copy"]
"""How a project finds its runs: by its file; by its name, which at the first start is all that it
has; or, restored from a copy that has no file, by the name of any that is like it."""


class Window(QWidget):
    """One window on one session. Closing it asks about what is not saved and what still trains."""

    painted = Signal()  # once, after the first paint
    closed = Signal()
    used = Signal()  # it became the window that has the keyboard
    quit_asked = Signal()
    restore_asked = Signal(object)  # Path of what shall come back in another window
    project_asked = Signal(object, str)  # Project and its title: shown in a window of its own
    shortcuts_changed = Signal()
    scheme_chosen = Signal(object)  # Scheme

    def __init__(
        self, session: Session, trainer: Trainer, settings: Settings, theme: Theme
    ) -> None:
        super().__init__()
        self.session, self.trainer, self.settings, self.theme = session, trainer, settings, theme
        self.setObjectName("window")
        self.conductor = Conductor(session, trainer, self)
        self.files = Files(session, settings, self)
        self.recovery = Recovery(session, self)
        # each part is made in its place, and in the order of the Tab key: Qt styles it once then
        self.topbar = TopBar(session, trainer, theme, self)
        self.placement = Placement(self, settings)
        across, down = self.placement.across, self.placement.down
        self.palette_panel = palette.Panel(session, trainer, theme, across)
        self.palette_panel.unfold(settings.unfolded)
        self.palette_panel.chosen.connect(self._add)
        self.canvas = CanvasView(session, theme, down)
        self.messages = MessageBar(self.canvas, self.canvas.minimap)
        self.dock = QTabWidget(down)
        self.side = _place(across)  # the inspector's
        self.status = StatusBar(session, trainer, self)
        self.palette_panel.left.connect(self.canvas.setFocus)
        self.canvas.look.zoomed.connect(self.status.show_zoom)
        self.table: tuple[Action, ...] = ()
        self.actions_by_name: dict[str, QAction] = {}
        self.main_menu, self.recent_menu = QMenu(self), QMenu()
        self.submenus: dict[str, QMenu] = {}
        self.dock.setObjectName("dock")
        self.dock.setAccessibleName(tr("Training, data, feature maps, runs, code and problems"))
        self.dock.setDocumentMode(True)
        self.dock.tabBar().setDrawBase(False)
        self._panels: list[QWidget] = []
        self.runs: Runs | None = None  # after the first paint
        self._known_by: KnownBy = "file"
        self._painted = False
        self._compose()
        Tidings(self)
        session.filed.connect(self._retitle)
        trainer.arrived.connect(self._hear)
        self._retitle()

    def arrange(self) -> None:
        """Lays the whole network out anew."""
        scene = self.canvas.stage.scene
        before = scene.places()
        self.session.edit("Arrange", arranged(self.session.network))
        self.canvas.look.fit_all()
        scene.come_from(before)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self.theme = theme
        for part in (self.topbar, self.canvas, self.palette_panel, *self._panels):
            part.set_theme(theme)  # type: ignore[attr-defined]  # each panel has it

    def offer_restore(self) -> None:
        """Offers what another process left unsaved, one after the other, the newest first."""
        self.look_for_runs("name")
        for path in left_behind()[:1]:
            text = tr("“{name}” was not saved when Convas ended.", name=path.stem.partition("-")[2])
            choices = {
                tr("Restore"): partial(self.restore, path),
                tr("Discard"): partial(self._discard, path),
            }
            self.messages.offer(text, choices)

    def restore(self, path: Path) -> None:
        """Opens what another process left; where work here is not saved, in another window."""
        if self.session.document.modified:
            self.restore_asked.emit(path)
            return
        project, name = restored(path)
        self.session.start(project, title=name)
        self.session.document.forget_saved()
        self.session.filed.emit()
        self.recovery.write()
        path.unlink(missing_ok=True)
        self.offer_restore()
        self.look_for_runs("copy")

    def finish(self) -> None:
        """Makes what the first picture did without: plots, maps, problems; starts the worker."""
        self.equip()
        # what is imported here takes longer than all the rest of the window
        from gui.datasets import Datasets  # noqa: PLC0415
        from gui.drops import Drops  # noqa: PLC0415
        from gui.furnishing import furnish  # noqa: PLC0415
        from gui.runs.part import Runs  # noqa: PLC0415

        self.runs = Runs(self)
        self._panels = furnish(self, self.runs)
        self.palette_panel.reload()
        self.canvas.give_voice()
        Drops(self)
        Datasets(self)
        self.topbar.data_asked.connect(partial(self.open_tab, "Data"))
        self._warm()
        self.runs.look(self._known_by)

    def look_for_runs(self, known_by: KnownBy) -> None:
        """Shows the run of this project that trains, or its last one, once the panels are there."""
        self._known_by = known_by
        if self.runs is not None:
            self.runs.look(known_by)

    def open_tab(self, title: str) -> None:
        """Brings a tab of the dock to the front, by its English title."""
        self.dock.setCurrentWidget(cast(QWidget, self.dock.findChild(QWidget, f"tab:{title}")))

    def count_problems(self, count: int) -> None:
        """Says in the tab's title how many problems there are."""
        title = tr("Problems ({count})", count=count) if count else tr("Problems")
        tab = cast(QWidget, self.dock.findChild(QWidget, "tab:Problems"))
        self.dock.setTabText(self.dock.indexOf(tab), title)

    def _warm(self) -> None:
        """Starts the worker, where it was chosen to train; a run that is under way stays there."""
        if self.settings.machine and not self.trainer.devices and not self.trainer.busy:
            from backend.machines import Machine, MachineError  # noqa: PLC0415  # here alone

            name = self.settings.machine
            try:
                self.trainer.command = Machine(name, self.settings.machines[name]).worker()
            except MachineError as refusal:
                self.session.failed.emit(refusal.text)
        self.trainer.warm()

    def equip(self) -> None:
        """Makes the actions and the menus, once: they know all that can be done, which takes a
        while that the first picture of the program does not wait for.
        """
        if self.table:
            return
        from gui import blocks, main_menu, menu  # noqa: PLC0415
        from gui.keymap import bindings  # noqa: PLC0415
        from gui.surveyor import Surveyor  # noqa: PLC0415

        self.surveyor = Surveyor(self.session, self.trainer, self)
        self.table = menu.table(self)
        self.actions_by_name = made(self.table, self, bindings(self.table, self.settings.shortcuts))
        self.submenus = menus(self.table, self.actions_by_name, self.main_menu)
        main_menu.complete(self)
        self.conductor.follow(self.actions_by_name)
        self.topbar.follow(self.actions_by_name, self.main_menu, self.surveyor)
        self.palette_panel.removed.connect(partial(blocks.offer_back, self))
        main_menu.refresh(self)

    def _compose(self) -> None:
        for title in ("Training", "Data", "Feature maps", "Runs", "Code", "Problems"):
            place = _place(self.dock)
            place.setObjectName(f"tab:{title}")
            self.dock.addTab(place, tr(title))
        self.placement.fill(self.palette_panel, (self.canvas, self.dock), self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.topbar)
        column.addWidget(self.placement.across, 1)
        column.addWidget(self.status)
        self.placement.take()

    def _add(self, layer: AnyLayer) -> None:
        from gui import blocks  # noqa: PLC0415  # start-up does without it

        blocks.add(self.session, self.canvas, layer)
        self.canvas.setFocus()

    def _discard(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.offer_restore()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Cards):
            self.canvas.set_cards(event)

    def _retitle(self) -> None:
        changed = "*" if self.session.document.modified else ""
        self.setWindowTitle(f"{self.session.name}{changed} · Convas")
        if self.table:
            from gui import main_menu  # noqa: PLC0415  # start-up does without it

            main_menu.refresh(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            soon = QTimer(self)  # its own: a window that is gone by then says nothing
            soon.setSingleShot(True)
            soon.timeout.connect(self.painted)
            soon.start(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            event.accept()
            self.part()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.used.emit()

    def may_close(self) -> bool:
        """Asks about what is not saved and what still trains; False if the user stays."""
        if self.session.document.modified or self.trainer.training:
            come_forward(self)  # the one that the question is about
        from gui import main_menu  # noqa: PLC0415  # start-up does without it

        return self.files.may_leave() and main_menu.may_leave_training(self)

    def part(self) -> None:
        """Closes; nothing is asked."""
        self.recovery.clear()
        self.keep_layout()
        self.closed.emit()

    def retire(self) -> None:
        """Goes away, or makes room for another window on the same session."""
        self.recovery.clear()
        self.hide()
        self.deleteLater()

    def keep_layout(self) -> None:
        """Remembers sizes, and what is unfolded, for the next start."""
        self.placement.keep()
        self.settings.unfolded = self.palette_panel.unfolded


def _place(parent: QWidget) -> QWidget:
    """Keeps room for a panel that is made after the first paint."""
    place = QWidget(parent)
    QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
    return place
