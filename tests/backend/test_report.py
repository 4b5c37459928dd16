"""The table of `check`: what it leaves out where there is no room, and what it never does."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from backend import report
from backend.protocol import Device
from graph import edits
from graph.costs import costs
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.network import Network, Node, Wire
from graph.project import Project, read
from graph.templates import template

LENET = template("lenet5").project()
CPU = Device("cpu", "a laptop", 8 * 2**30, 4 * 2**30)


def shown(
    project: Project, width: int = 120, *, terminal: bool = True, inside: bool = False
) -> list[str]:
    """The lines that are printed, without colours."""
    page = io.StringIO()
    out = Console(
        file=page, width=width, force_terminal=terminal, color_system=None, highlight=False
    )
    known = infer(project.network, project.exact_sizes)
    report.show(out, project, known, [CPU], inside=inside)
    return page.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("name", ["lenet5", "googlenet", "resnet152"])
def test_no_row_is_wrapped_on_a_narrow_terminal(name: str, width: int) -> None:
    project = template(name).project()
    lines = shown(project, width)
    names = [line.split()[0] for line in lines[1 : 1 + len(project.network.nodes)]]
    assert names[0] == "input"
    assert lines[0].startswith("node")
    rows = lines[: 1 + len(project.network.nodes)]
    assert all(len(line.rstrip()) <= width for line in rows)
    assert len(rows[-1].split()) >= 2


def test_a_pipe_gets_every_column_whatever_its_width() -> None:
    lines = shown(LENET, 40, terminal=False)
    assert lines[0].split()[-2:] == ["output", "size"]
    assert any("(14 − 5 + 2·0) / 1 + 1 = 10" in line for line in lines)


def test_the_memory_is_held_against_the_device() -> None:
    text = "\n".join(shown(LENET))
    assert "batch ≤ 64,000" in text
    assert "a laptop, 4 GB free" in text
    large = "\n".join(shown(template("vgg16").project(), 140))
    assert "does not fit" in large
    assert "batch 64 is too large" in large


def test_problems_mark_their_rows_and_come_with_fixes() -> None:
    network = edits.set_field(LENET.network, "conv2", "kernel", 60)
    lines = shown(Project(network), 140)
    assert any(line.startswith("✗ conv2") for line in lines)
    assert any("The filter does not fit" in line for line in lines)
    assert any(line.startswith("    fix: ") for line in lines)
    assert any(line.startswith("relu2") and "?" in line for line in lines)


def test_nodes_on_a_loop_and_names_with_a_dot_are_listed() -> None:
    nodes = {
        "input": Node(Input()),
        "features.0": Node(Add()),
        "features.1": Node(ReLU()),
        "output": Node(Output()),
    }
    wires = (Wire("input", "features.0"), Wire("features.1", "features.0", 1))
    project = Project(Network(nodes, (*wires, Wire("features.0", "features.1"))))
    known = infer(project.network)
    told = report.as_json(project, known)
    assert list(told["nodes"]) == list(nodes)
    assert told["nodes"]["features.0"]["output"] is None
    assert told["nodes"]["features.0"]["inputs"] == [None, None]
    assert {p["code"] for p in told["problems"]} >= {"loop", "unconnected"}
    assert any(line.startswith("✗ features.1") for line in shown(project))


def test_an_empty_project_is_reported_too() -> None:
    project = Project(Network())
    assert report.as_json(project, infer(project.network))["ok"] is False
    assert any("has no Input" in line for line in shown(project))


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[2] / "resources" / "examples").glob("*.convas")),
    ids=lambda path: path.stem,
)
def test_every_node_of_an_example_has_a_row(path: Path) -> None:
    project = read(path)
    known = infer(project.network)
    rows = list(report.rows(project, known, costs(project.network, known)))
    assert [row.name for row in rows if not row.path] == list(project.network.nodes)
    assert len({row.dotted for row in rows}) == len(rows)
