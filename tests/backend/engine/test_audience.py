"""What the windows that follow a training are shown, and when."""

import io

import pytest
import torch
from msgspec import structs

from backend.engine import data, health, probe, session
from backend.engine.audience import Audience, Window
from backend.engine.control import Control
from backend.engine.data import DataSet
from backend.protocol import Watch
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates import template

PROJECT = structs.replace(
    template("lenet5").project(), recipe=Recipe(epochs=1, device="cpu"), data=Mnist(examples=100)
)


def test_a_training_shows_its_last_weights_and_lets_go_of_what_was_shown_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    while_loading: list[object] = []

    def load(*arguments: object, plain=data.load) -> DataSet:
        while_loading.append(audience.shown)
        return plain(*arguments)

    monkeypatch.setattr(data, "load", load)
    audience = Audience()
    audience.add(Window(io.BytesIO()))
    for _ in range(2):
        session.train(PROJECT, "shown", audience.send, Control(audience.look), audience=audience)
        assert audience.shown is not None
        assert audience.shown[2] == 2  # steps
    assert while_loading == [None, None]


def test_who_looks_on_ends_no_training_for_want_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        tried.append(True)
        raise torch.OutOfMemoryError("CUDA out of memory.")

    tried: list[bool] = []
    monkeypatch.setattr(probe, "cards", short)
    monkeypatch.setattr(health, "dead", short)
    monkeypatch.setattr(health, "FIRST", 1)
    audience, window = Audience(), Window(io.BytesIO())
    audience.add(window)
    control = audience.control = Control(audience.look)
    audience.take(window, Watch("", 0, cards=True))
    assert not session.train(PROJECT, "tight", audience.send, control, audience=audience).stopped
    assert len(tried) >= 2


@pytest.mark.parametrize("picture", [-1, 10**9])
def test_a_picture_that_is_not_there_disturbs_no_training(picture: int) -> None:
    audience, window = Audience(), Window(io.BytesIO())
    audience.add(window)
    control = audience.control = Control(audience.look)
    assert audience.take(window, Watch("conv1", picture, cards=True))
    assert not session.train(PROJECT, "far", audience.send, control, audience=audience).stopped
