"""What is installed: three lists in two files that have to agree."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NEEDED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
GROUPS = PROJECT["dependency-groups"]
WINDOW_ONLY = {"pyqtgraph", "PySide6-Essentials"}


def pins() -> dict[str, Version]:
    """Exact versions by normalised name."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def test_a_training_server_gets_all_but_the_window() -> None:
    group = [str(Requirement(line)) for line in GROUPS["train"]]
    assert group == [str(each) for each in NEEDED if each.name not in WINDOW_ONLY]


def test_every_requirement_has_a_pin_within_its_range() -> None:
    tools = [Requirement(line) for line in GROUPS["test"] + GROUPS["dev"] if isinstance(line, str)]
    pinned = pins()
    outside = [
        str(each)
        for each in NEEDED + tools
        if not each.specifier.contains(pinned[canonicalize_name(each.name)])
    ]
    assert outside == []
