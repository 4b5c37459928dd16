"""The verdict stands at the main output, and not under an auxiliary head's own bars."""

from backend.protocol import Card, Cards
from graph import edits
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.templates.base import chain
from gui.canvas.drawing.pictures import lives


def test_an_auxiliary_head_shows_its_bars_without_the_verdict() -> None:
    network = chain([Input(1, 4, 4), Flatten(), Linear(3), Output()])
    network = edits.add(edits.add(network, "side", Linear(3)), "side_output", Output(0.3))
    network = edits.connect(network, "flatten1", "side")
    network = edits.connect(network, "side", "side_output")
    order = ["side_output", "side", *network.nodes]  # the head was drawn first
    network = network.replace(nodes={name: network.nodes[name] for name in order})
    bars = Card((3,), bytes([10, 20, 255]))
    cards = Cards(0, 1, {"fc1": bars, "side": bars}, 2, 0.9, 2, ("a", "b", "c"))
    shown = lives(cards, network)
    assert set(shown) == {"fc1", "output", "side", "side_output"}
    assert all("c" in shown[name].verdict for name in ("fc1", "output"))
    assert not any(shown[name].verdict for name in ("side", "side_output"))


def test_the_verdict_says_by_a_sign_whether_it_is_right() -> None:
    network = chain([Input(1, 4, 4), Flatten(), Linear(3), Output()])
    bars = {"fc1": Card((3,), bytes([10, 255, 20]))}
    said = [
        lives(Cards(0, 1, bars, 1, 0.9, label, ("a", "b", "c")), network)["fc1"].verdict
        for label in (1, 0)
    ]
    assert said == ["✓ “b” 90.0 %", "✗ “b” 90.0 %"]
