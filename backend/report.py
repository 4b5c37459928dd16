"""What `check` says of a project: a table for people, and the same for programs."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from backend.machine import chosen, room
from backend.protocol import Device
from graph.costs import BYTES, Cost, Costs, Reach, costs
from graph.fixes.search import fixes
from graph.infer import Inference
from graph.layers.base import Layer
from graph.memory import at_most, inference_bytes, largest_batch, size, training_bytes
from graph.network import Network
from graph.project import Project
from graph.recipe import Recipe
from graph.shapes import Shape
from graph.text import Refusal

_LEGEND = (
    "kept: of each image until the backward pass; sees: pixels of the input, and how far the next "
    "element's are"
)


class Row(Struct, frozen=True):
    """A node, with what is known of it."""

    name: str
    """In its own network."""
    path: tuple[str, ...]
    """The blocks around it, from the outside in."""
    layer: Layer
    inputs: tuple[Shape | None, ...]
    output: Shape | None
    cost: Cost
    formula: str | None

    @property
    def dotted(self) -> str:
        """Its name with those of the blocks around it, as its weights are called."""
        return ".".join((*self.path, self.name))


def rows(project: Project, inference: Inference, known: Costs) -> Iterator[Row]:
    """All nodes, in the order in which they are in the file; behind a block what is inside it."""
    return _rows((), project.network, inference, known.nodes)


def as_json(project: Project, inference: Inference) -> dict[str, Any]:
    """The report for programs: plain lists and dicts."""
    known, recipe = costs(project.network, inference), project.recipe
    return {
        "ok": inference.ok,
        "totals": {
            "parameters": known.parameters,
            "macs": known.macs,
            "activation_bytes": known.activation_bytes,
            "unshared_parameters": known.unshared,
            "batch_size": recipe.batch_size,
            "training_bytes": training_bytes(known, recipe),
            "inference_bytes": inference_bytes(known, recipe.batch_size),
        },
        "nodes": {row.dotted: _entry(row) for row in rows(project, inference, known)},
        "problems": [
            {
                "node": problem.node,
                "severity": problem.severity,
                "code": problem.code,
                "text": str(problem.text),
                "fixes": [str(fix.text) for fix in fixes(project, problem, inference)],
            }
            for problem in inference.problems
        ],
    }


def show(
    out: Console,
    project: Project,
    inference: Inference,
    devices: Sequence[Device],
    *,
    inside: bool,
) -> None:
    """Prints the report; with `inside`, also what blocks are made of."""
    known = costs(project.network, inference)
    every = [row for row in rows(project, inference, known) if inside or not row.path]
    wrong = {problem.node: problem.severity for problem in reversed(inference.problems)}
    out.print(_table(every, wrong, out.width if out.is_terminal else None), crop=False)
    out.print(f"[dim]{_LEGEND}[/]", soft_wrap=not out.is_terminal)
    blocks = sum(bool(row.cost.inside) for row in every)
    if blocks and not inside:
        out.print(f"[dim]{_count(blocks, 'block')} closed; --inside shows what they are made of[/]")
    out.print()
    out.print(_totals(known, project.recipe, devices))
    _show_problems(out, project, inference)


def _rows(
    path: tuple[str, ...], network: Network, inference: Inference, known: dict[str, Cost]
) -> Iterator[Row]:
    for name, node in network.nodes.items():
        cost = known.get(name, Cost())
        formula = _formula(node.layer, inference.known_inputs(name))
        output = inference.outputs.get(name)
        yield Row(name, path, node.layer, inference.inputs[name], output, cost, formula)
        if interior := inference.interiors.get(name):
            yield from _rows((*path, name), interior.network, interior.inference, cost.inside)


def _entry(row: Row) -> dict[str, Any]:
    cost, reach = row.cost, row.cost.reach
    return {
        "type": str(type(row.layer).__struct_config__.tag),
        "inputs": [None if shape is None else list(shape.dims) for shape in row.inputs],
        "output": None if row.output is None else list(row.output.dims),
        "parameters": cost.parameters,
        "unshared_parameters": cost.unshared,
        "macs": cost.macs,
        "receptive_field": None if reach is None else [reach.height, reach.width],
        "receptive_field_stride": (
            None if reach is None else [reach.stride_height, reach.stride_width]
        ),
        "activation_bytes": cost.activation_bytes,
        "kept_bytes": cost.kept_bytes,
        "formula": row.formula,
    }


def _formula(layer: Layer, shapes: tuple[Shape, ...] | None) -> str | None:
    if not shapes:
        return None
    try:
        windows = (*layer.windows(*shapes), *layer.spreads(*shapes))
    except Refusal:
        return None
    return " · ".join(dict.fromkeys(window.formula for window in windows)) or None


class _Column(Struct, frozen=True):
    title: str
    side: Literal["left", "right"]
    cells: list[str]

    @property
    def width(self) -> int:
        return max(map(cell_len, (self.title, *self.cells)))


# what a narrow terminal does without, the first first
_SPARE = ("output size", "in", "kept", "sees", "type", "multiply-adds", "parameters")
_GAP = 2


def _table(every: list[Row], wrong: dict[str, str], width: int | None) -> Table:
    """As wide as it needs to be where there is no terminal; else columns are left out."""
    columns = [
        _Column("node", "left", [_named(row, wrong) for row in every]),
        _Column("type", "left", [str(row.layer.label) for row in every]),
        _Column("in", "right", [", ".join(map(_shape, row.inputs)) for row in every]),
        _Column("out", "right", [_shape(row.output) for row in every]),
        _Column("parameters", "right", [_number(row.cost.parameters) for row in every]),
        _Column("multiply-adds", "right", [_number(row.cost.macs) for row in every]),
        _Column("kept", "right", [_octets(row.cost.kept_bytes) for row in every]),
        _Column("sees", "right", [_reach(row.cost.reach) for row in every]),
        _Column("output size", "left", [row.formula or "" for row in every]),
    ]
    for title in _SPARE:
        if width is None or sum(column.width + _GAP for column in columns) - _GAP <= width:
            break
        columns = [column for column in columns if column.title != title]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    for column in columns:
        table.add_column(column.title, justify=column.side, no_wrap=True, overflow="ellipsis",
                         min_width=None if width else column.width)  # fmt: skip
    for row, cells in zip(every, zip(*(c.cells for c in columns), strict=True), strict=True):
        style = _STYLES.get(wrong.get(row.dotted, ""), "dim" if row.path else "")
        table.add_row(*(Line(cell) for cell in cells), style=style)
    return table


_STYLES = {"error": "red", "warning": "yellow"}
_MARKS = {"error": "✗ ", "warning": "! "}


def _named(row: Row, wrong: dict[str, str]) -> str:
    mark = "" if row.path else _MARKS.get(wrong.get(row.name, ""), "")
    return f"{'  ' * len(row.path)}{mark}{row.name}"


def _totals(known: Costs, recipe: Recipe, devices: Sequence[Device]) -> Table:
    batch = f"at batch {recipe.batch_size:,}"
    lines = [
        ("parameters", f"{known.parameters:,}", f"{size(known.parameters * BYTES)} of weights"),
        ("without sharing", f"{known.unshared:,}", "if each output had weights of its own"),
        ("multiply-adds", f"{known.macs:,}", "an image"),
        ("activations", size(known.activation_bytes), "an image, all results together"),
        ("using it", size(inference_bytes(known, recipe.batch_size)),
         f"{batch}: {size(known.peak_bytes)} an image at the worst moment"),
        ("training it", size(training_bytes(known, recipe)),
         f"{batch}: {size(known.kept_bytes)} of each image kept, "
         f"weights, gradients, {recipe.optimizer}"),
    ]  # fmt: skip
    if known.unshared == known.parameters:
        del lines[1]
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="bold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for line in lines:
        table.add_row(*line)
    for device in devices:
        if known.parameters and room(device):
            table.add_row(*_fit(known, recipe, device))
    return table


def _fit(known: Costs, recipe: Recipe, device: Device) -> tuple[str, str, Line]:
    available = room(device)
    most = largest_batch(known, recipe, available)
    where = f"{device.title}, {size(available)} free"
    if recipe.batch_size <= most:
        return "fits", f"batch ≤ {at_most(most)}", Line(where)
    if most:
        said = f"{where}: batch {recipe.batch_size:,} is too large"
        return "does not fit", f"batch ≤ {at_most(most)}", Line(said, "yellow")
    return "does not fit", "", Line(f"{where}: not even one image", "red")


def _show_problems(out: Console, project: Project, inference: Inference) -> None:
    for problem in inference.problems:
        style, mark = _STYLES[problem.severity], _MARKS[problem.severity]
        where = f"[bold]{escape(problem.node)}[/]: " if problem.node else ""
        out.print(f"\n[{style}]{mark}{problem.severity}[/] {where}{escape(str(problem.text))}",
                  soft_wrap=not out.is_terminal)  # fmt: skip
        for fix in fixes(project, problem, inference):
            follows = f"  [dim]{escape(str(fix.outcome))}[/]" if fix.outcome else ""
            out.print(f"    fix: {escape(str(fix.text))}{follows}", soft_wrap=not out.is_terminal)


def used(recipe: Recipe, devices: Sequence[Device]) -> list[Device]:
    """The device that the recipe trains on, if it is here."""
    device = chosen(devices, recipe.device)
    return [device] if device else []


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shape(shape: Shape | None) -> str:
    return "?" if shape is None else str(shape)


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _octets(octets: int) -> str:
    return size(octets) if octets else ""


def _reach(reach: Reach | None) -> str:
    """The field and its stride: 427×427 /32; one number where both axes are alike: 427 /32."""
    if reach is None:
        return ""
    field = {reach.height: None, reach.width: None}
    stride = {reach.stride_height: None, reach.stride_width: None}
    return f"{'×'.join(map(str, field))} /{'×'.join(map(str, stride))}"
