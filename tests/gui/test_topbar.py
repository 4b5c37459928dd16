"""The bar on top says where it will be trained, in words that cannot be mistaken."""

import pytest
from msgspec import structs

from backend.protocol import Device, Ready
from gui.desk import Desk

CORES = Device("cpu", "8 cores")
CARD = Device("cuda:0", "NVIDIA H100")


@pytest.mark.parametrize(
    ("devices", "processes", "said"),
    [
        ((CORES,), 1, "CPU · 8 cores"),
        ((CORES,), 2, "CPU · 8 cores · 2 processes"),
        ((CARD, CORES), 2, "CUDA · 2 × NVIDIA H100"),
    ],
)
def test_several_processes_are_named(
    desk: Desk, devices: tuple[Device, ...], processes: int, said: str
) -> None:
    session, trainer = desk.session, desk.trainer
    trainer._receive(Ready("2.9", devices))
    recipe = structs.replace(session.project.recipe, processes=processes)
    session.edit_project("Processes", structs.replace(session.project, recipe=recipe))
    assert desk.window.topbar._place() == said
