"""A display of its own (Xvfb) with a real mouse and keys (xdotool), and the program on it.

Screenshots go to the folder that CONVAS_SCREENSHOTS names.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MISSING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]

NEEDS_DISPLAY = [
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
