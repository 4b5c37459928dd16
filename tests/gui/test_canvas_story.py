"""The canvas by hand, on a real screen: LeNet is typed, and a residual block is built by mouse."""

from itertools import pairwise
from pathlib import Path

from graph.project import read
from tests.gui.screen import NEEDS_DISPLAY, Program, Screen, drag_in, keep_picture, screen

__all__ = ["screen"]  # a fixture

pytestmark = NEEDS_DISPLAY

LENET = (
    "input 1x28x28",
    "conv 6 5 p2",
    "relu",
    "pool 2",
    "conv 16 5",
    "relu",
    "pool 2",
    "flatten",
    "fc 120",
    "relu",
    "fc 84",
    "relu",
    "fc 10",
    "output",
)
RESIDUAL = {
    "input": (90, 160),
    "conv2d": (290, 160),
    "batchnorm2d": (490, 160),
    "relu": (690, 160),
    "add": (690, 400),
}


def test_the_keyboard_alone_draws_lenet_mends_it_trains_it_and_saves_it(
    screen: Screen, tmp_path: Path
) -> None:
    program = Program(screen)
    program.until(lambda facts: facts["ready"] and facts["active"])
    screen.keys("ctrl+n")
    program.until(lambda facts: facts["nodes"] == [])
    screen.keys("ctrl+k")
    for number, words in enumerate(LENET, 1):
        screen.write(words)
        screen.keys("Return")
        program.until(lambda facts, wanted=number: len(facts["nodes"]) == wanted)
        if number == 5:
            screen.write("conv 64 3x3 s2")
            keep_picture(program, screen, "search")
            screen.keys("ctrl+a")
    screen.keys("Escape")
    facts = program.facts()
    assert facts["parameters"] == 61_706  # LeNet-5 on 28 x 28 pictures, as on the course's slides
    assert facts["problems"] == []
    assert len(facts["wires"]) == len(LENET) - 1
    keep_picture(program, screen, "lenet-typed")

    screen.keys("ctrl+z")
    program.until(lambda facts: "output" not in facts["nodes"])
    assert facts["selection"] == ["output"]
    screen.keys("ctrl+y")
    program.until(lambda facts: "output" in facts["nodes"])

    screen.keys("ctrl+Left", "ctrl+Left")  # along the wires, to relu4
    program.until(lambda facts: facts["selection"] == ["relu4"])
    screen.keys("ctrl+Left", "F4", "ctrl+a")
    screen.write("100")
    screen.keys("Return", "Escape")
    program.until(lambda facts: facts["shapes"]["fc2"] == "100")
    screen.keys("ctrl+z")
    program.until(lambda facts: facts["shapes"]["fc2"] == "84")
    screen.keys("F5")
    program.until(lambda facts: facts["busy"])
    program.until(lambda facts: facts["accuracy"] is not None, 60)
    screen.keys("shift+F5")
    program.until(lambda facts: not facts["busy"], 60)
    saved = tmp_path / "typed.convas"
    screen.keys("ctrl+s")
    program.until(lambda facts: facts["dialog"])
    screen.keys("ctrl+a")
    screen.write(str(saved))
    screen.keys("Return")
    program.until(lambda facts: facts["path"] == str(saved))
    screen.focus()
    screen.keys("ctrl+q")
    assert program.end() == 0
    assert len(read(saved).network.nodes) == len(LENET)


def test_a_residual_block_is_built_by_mouse(screen: Screen) -> None:
    program = Program(screen)
    program.until(lambda facts: facts["ready"] and facts["active"])
    screen.keys("ctrl+n")
    program.until(lambda facts: facts["nodes"] == [])
    for tag, place in RESIDUAL.items():
        drag_in(program, screen, tag, place)
    chain = ["input", "conv1", "bn1", "relu1"]
    assert sorted(program.facts()["nodes"]) == sorted([*chain, "add1"])
    for source, target in pairwise(chain):
        screen.drag(program.ask("port", source, -1), program.ask("port", target, 0))
    screen.drag(program.ask("port", "relu1", -1), program.ask("port", "add1", 0))
    screen.drag(program.ask("port", "input", -1), program.ask("card", "add1"))
    wires = program.facts()["wires"]
    assert ["relu1", "add1", 0] in wires
    assert ["input", "add1", 1] in wires
    keep_picture(program, screen, "residual-by-mouse")

    # what does not fit is said in words
    problems = program.facts()["problems"]
    assert [p[0] for p in problems if p[1] == "error"] == ["", "add1"]  # "": there is no Output
    # a block on a wire goes into it; the others make room
    before = program.facts()["wires"]
    drag_in(program, screen, "conv2d", middle(program, "bn1", "relu1"))
    program.until(lambda facts: facts["wires"] != before)
    wires = program.facts()["wires"]
    assert ["bn1", "conv2", 0] in wires
    assert ["conv2", "relu1", 0] in wires
    for _ in program.facts()["past"]:
        screen.keys("ctrl+z")
    program.until(lambda facts: facts["nodes"] == [] and not facts["modified"])
    screen.keys("ctrl+q")
    assert program.end() == 0


def middle(program: Program, source: str, target: str) -> tuple[int, int]:
    """Halfway between two blocks, in the canvas's own pixels."""
    origin = program.ask("canvas", 0, 0)
    start, end = program.ask("port", source, -1), program.ask("port", target, 0)
    return (start[0] + end[0]) // 2 - origin[0], (start[1] + end[1]) // 2 - origin[1]
