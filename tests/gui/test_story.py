"""The story of a first network, with a real mouse and keys on a real screen (Xvfb, xdotool).

Screenshots go to the folder that CONVAS_SCREENSHOTS names.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from graph.project import Project, read, write
from tests.graph.builders import forked

ROOT = Path(__file__).parents[2]
MISSING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"THE STORY WITH A REAL MOUSE WAS LEFT OUT: {' and '.join(MISSING)} not installed",
    ),
]


class Screen:
    """A display of its own, a mouse and a keyboard."""

    def __init__(self, number: int, environment: dict[str, str]) -> None:
        self.environment = {**environment, "DISPLAY": f":{number}"}

    def tool(self, *words: object) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self.environment, check=True, timeout=30)

    def click(self, spot: list[int]) -> None:
        self.tool("mousemove", *spot, "click", 1)
        time.sleep(0.15)

    def double_click(self, spot: list[int]) -> None:
        self.tool("mousemove", *spot, "click", "--repeat", 2, "--delay", 60, 1)
        time.sleep(0.3)

    def drag(self, start: list[int], end: list[int]) -> None:
        self.tool("mousemove", *start, "mousedown", 1)
        time.sleep(0.1)
        for step in range(1, 9):
            x = start[0] + (end[0] - start[0]) * step // 8
            y = start[1] + (end[1] - start[1]) * step // 8
            self.tool("mousemove", x, y)
            time.sleep(0.03)
        time.sleep(0.1)
        self.tool("mouseup", 1)
        time.sleep(0.2)

    def keys(self, *names: str) -> None:
        self.tool("key", "--delay", 30, *names)
        time.sleep(0.2)

    def focus(self) -> None:
        """What a window manager would do when a dialog has closed."""
        self.tool("search", "--onlyvisible", "--name", "· Convas", "windowfocus", "--sync")
        time.sleep(0.2)

    def write(self, text: str) -> None:
        self.tool("type", "--delay", 15, text)


class Program:
    """The running program; questions are answered by story_driver.py."""

    def __init__(self, screen: Screen, project: Path | None = None) -> None:
        driver = str(ROOT / "tests" / "gui" / "story_driver.py")
        self.process = subprocess.Popen(
            [sys.executable, driver, *([str(project)] if project else [])],
            env=screen.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: object) -> object:
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def facts(self) -> dict[str, object]:
        return self.ask("facts")

    def until(self, true: Callable[[dict[str, object]], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not true(facts := self.facts()):
            assert time.monotonic() < end, facts
            time.sleep(0.2)

    def end(self) -> int:
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(timeout=20)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1680x1050x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        number = int(server.stdout.readline())
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "CONVAS_DATA": str(tmp_path / "data"),
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        }
        yield Screen(number, environment)
        server.terminate()


def keep_picture(program: Program, screen: Screen, name: str) -> None:
    folder = os.environ.get("CONVAS_SCREENSHOTS")
    if folder and shutil.which("import"):
        path = Path(folder) / f"{name}.png"
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=screen.environment, check=True, timeout=30)


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


def drag_in(program: Program, screen: Screen, tag: str, place: tuple[int, int]) -> None:
    """Drags a block from the palette; one that is out of sight is searched for."""
    entry = program.ask("widget", f"palette:{tag}")
    searched = entry is None
    if searched:
        screen.click(program.ask("widget", "search"))
        screen.write(tag)
        entry = program.ask("widget", f"palette:{tag}")
    screen.drag(entry, program.ask("canvas", *place))
    if searched:
        screen.click(program.ask("widget", "search"))
        screen.keys("Escape")


def set_field(program: Program, screen: Screen, node: str, field: str, value: object) -> None:
    screen.click(program.ask("card", node))
    program.until(lambda facts: facts["selection"] == [node])
    screen.click(program.ask("widget", f"field:{field}"))
    screen.keys("ctrl+a")
    screen.write(str(value))
    screen.keys("Return")


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
