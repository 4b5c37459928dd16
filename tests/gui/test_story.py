"""The story of a first network, with a real mouse and keys on a real screen (Xvfb, xdotool)."""

import time
from itertools import pairwise
from pathlib import Path

from graph.project import Project, read, write
from tests.graph.builders import forked
from tests.gui.screen import (
    NEEDS_DISPLAY,
    Program,
    Screen,
    drag_in,
    keep_picture,
    screen,
    set_field,
)

__all__ = ["screen"]  # a fixture

pytestmark = NEEDS_DISPLAY

PLACES = {
    "input": (120, 100),
    "conv2d": (340, 100),
    "relu": (560, 100),
    "maxpool2d": (780, 100),
    "flatten": (340, 300),
    "linear": (560, 300),
    "output": (780, 300),
}
CHAIN = ["input", "conv1", "relu1", "pool1", "flatten1", "fc1", "output"]


def test_a_newcomer_draws_a_network_mends_it_trains_it_saves_it_and_finds_it_again(
    screen: Screen, tmp_path: Path
) -> None:
    program = Program(screen)
    program.until(lambda facts: facts["ready"] and facts["active"])
    screen.keys("ctrl+n")
    program.until(lambda facts: facts["nodes"] == [])

    for tag, place in PLACES.items():
        drag_in(program, screen, tag, place)
    assert sorted(program.facts()["nodes"]) == sorted(CHAIN)
    for source, target in pairwise(CHAIN):
        screen.drag(program.ask("port", source, -1), program.ask("port", target, 0))
    wires = [[a, b, 0] for a, b in pairwise(CHAIN)]
    assert program.facts()["wires"] == wires
    keep_picture(program, screen, "1-wired")

    set_field(program, screen, "conv1", "kernel", 4)
    misfit = program.facts()["card_reasons"]["pool1"]
    assert "12.5 is not a whole number: (25 − 2 + 2·0) / 2 + 1 = 12.5" in misfit
    set_field(program, screen, "pool1", "kernel", 40)
    errors = [p for p in program.facts()["problems"] if p[1] == "error"]
    assert errors[0][0] == "pool1"
    assert "does not fit" in errors[0][2]
    screen.keys("F5")
    program.until(lambda facts: any("Training cannot start" in t for t in facts["labels"]))
    keep_picture(program, screen, "2-misfit")
    set_field(program, screen, "pool1", "kernel", 2)
    set_field(program, screen, "conv1", "kernel", 5)
    set_field(program, screen, "conv1", "filters", 12)
    assert program.facts()["problems"] == []
    assert program.facts()["shapes"]["pool1"] == "12×12×12"

    screen.click(program.ask("widget", "train"))
    program.until(lambda facts: facts["busy"])
    program.until(lambda facts: facts["accuracy"] is not None, 60)
    keep_picture(program, screen, "3-training")
    program.until(lambda facts: facts["finished"], 120)
    facts = program.facts()
    assert facts["accuracy"] > 0.95
    assert not facts["torch"]
    keep_picture(program, screen, "4-trained")

    saved = tmp_path / "mine.convas"
    screen.keys("ctrl+s")
    time.sleep(1.0)
    screen.keys("ctrl+a")
    screen.write(str(saved))
    screen.keys("Return")
    program.until(lambda facts: facts["path"] == str(saved))
    assert not program.facts()["modified"]
    screen.focus()
    screen.keys("ctrl+q")
    assert program.end() == 0

    kept = read(saved)
    again = Program(screen, saved)
    again.until(lambda facts: facts["ready"] and facts["active"])
    facts = again.facts()
    assert facts["nodes"] == list(kept.network.nodes)
    assert facts["wires"] == wires
    assert facts["problems"] == []
    keep_picture(again, screen, "5-again")
    screen.keys("ctrl+q")
    assert again.end() == 0


def test_blocks_become_one_that_is_opened_left_and_kept(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "forked.convas"
    write(Project(forked()), path)
    program = Program(screen, path)
    program.until(lambda facts: facts["ready"] and facts["active"])
    for number, name in enumerate(("conv1", "relu1", "conv2", "add1")):
        with_keys = ("keydown", "shift") if number else ()
        screen.tool("mousemove", *program.ask("card", name), *with_keys, "click", 1)
        screen.tool("keyup", "shift")
    screen.keys("ctrl+g")
    program.until(lambda facts: facts["selection"] == ["block1"])
    screen.write("Twice")
    screen.keys("Return")
    screen.double_click(program.ask("card", "block1"))
    program.until(lambda facts: facts["level"] == ["block1"])
    assert set(program.facts()["nodes"]) == {"input", "conv1", "relu1", "conv2", "add1", "output"}
    assert program.facts()["shapes"]["input"] == "4×8×8"
    keep_picture(program, screen, "6-inside")
    screen.keys("Escape")
    program.until(lambda facts: facts["level"] == [])
    drag_in(program, screen, "conv2d", (700, 420))
    screen.keys("Escape")
    screen.click(program.ask("card", "block1"))
    program.until(lambda facts: facts["selection"] == ["block1"])
    screen.keys("ctrl+b")
    program.until(lambda facts: any("“Twice” is in the palette" in t for t in facts["labels"]))
    screen.drag(program.ask("widget", "kept:Twice"), program.ask("canvas", 300, 420))
    program.until(lambda facts: "block2" in facts["nodes"])
    keep_picture(program, screen, "7-kept")
    screen.keys("ctrl+s")
    program.until(lambda facts: not facts["modified"])
    screen.keys("ctrl+q")
    assert program.end() == 0
    assert read(path).network.nodes["block2"].layer.name == "Twice"
