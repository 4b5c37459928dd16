"""The chooser of the device: what is here, what is taken, one step for undo."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from backend.protocol import Device, Ready
from graph.recipe import Recipe
from gui.panels.device_options import options
from gui.panels.devices import DeviceForm
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

GB = 2**30
CPU = Device("cpu", "2 cores", 16 * GB, 9 * GB)
CARDS = tuple(Device(f"cuda:{place}", "A card", 80 * GB, 78 * GB) for place in range(4))


def plain(text: str) -> str:
    return text.replace("\u2066", "").replace("\u2069", "")


def row(form: DeviceForm, name: str) -> QAbstractButton:
    return form.findChild(QAbstractButton, f"device:{name}")


def test_every_device_is_offered_with_its_memory_and_all_gpus_together() -> None:
    offered = options((*CARDS, CPU), Recipe())
    assert [(o.title, plain(o.detail)) for o in offered] == [
        ("Automatic", "takes CUDA, A card"),
        ("A card", "78 GB of 80 GB free"),
        ("All 4 GPUs", "share each batch · A card"),
        ("CPU · 2 cores", "9 GB of 16 GB free"),
    ]
    assert [o.title for o in options((CPU,), Recipe())] == ["Automatic", "CPU · 2 cores"]


def test_a_device_that_is_set_and_not_here_is_shown_as_such() -> None:
    offered = options((CPU,), Recipe(device="mps"))
    assert offered[-1].title == "MPS"
    assert offered[-1].detail == "not here"
    assert not offered[-1].here


def test_all_gpus_are_as_many_processes_and_one_step(
    qtbot: QtBot, session: Session, trainer: Trainer, theme: Theme
) -> None:
    trainer.devices = (*CARDS, CPU)
    form = DeviceForm(session, trainer, theme)
    qtbot.addWidget(form)
    form.show()
    assert row(form, "auto:1").isChecked()
    row(form, "cuda:4").click()
    recipe = session.project.recipe
    assert (recipe.device, recipe.processes) == ("cuda", 4)
    assert form.findChild(QWidget, "field:sharded").isVisible()
    assert not form.findChild(QWidget, "field:threads").isVisible()
    form._set("sharded", True)
    row(form, "cuda:1").click()
    assert session.project.recipe == Recipe(device="cuda")
    session.undo()
    session.undo()
    session.undo()
    assert session.project.recipe == Recipe()
    assert row(form, "auto:1").isChecked()


def test_devices_that_are_told_later_come_in(
    qtbot: QtBot, session: Session, trainer: Trainer, theme: Theme
) -> None:
    form = DeviceForm(session, trainer, theme)
    qtbot.addWidget(form)
    form.show()
    assert row(form, "cpu:1") is None
    trainer._receive(Ready("2.9", (CPU,)))
    qtbot.mouseClick(row(form, "cpu:1"), Qt.MouseButton.LeftButton)
    assert session.project.recipe.device == "cpu"
    form.grab()


def test_processes_that_share_the_cpu_stay_between_auto_and_cpu() -> None:
    recipe = Recipe(processes=2)
    automatic, cpu = options((CPU,), recipe)
    assert cpu.over(recipe).processes == 2
    assert automatic.over(cpu.over(recipe)) == recipe
