"""The whole source: its head, our own modules that it uses, a class for each form."""

import ast
import textwrap
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from backend.lower import Own, Stack
from backend.source.constructor import Known, constructor
from backend.source.forward import forward
from backend.source.layout import WIDTH, Line
from backend.source.names import class_names, docstring
from backend.source.parameters import Signature, signature
from backend.source.uses import Census, Form, Use
from graph.costs import costs
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.network import Network
from graph.text import Refusal


class SourceError(Refusal):
    """A network that cannot be written as source."""


class Section(Struct, frozen=True):
    """A class in the source: its lines, and those of each of its nodes. The first line is 1."""

    lines: range
    nodes: dict[str, tuple[range, ...]]


class Written(Struct, frozen=True):
    """The source, and where in it each node is."""

    text: str
    root: Use
    sections: dict[int, Section]
    """By form; copies in a row have none."""

    def lines(self, path: str) -> tuple[range, ...]:
        """The lines of the node with that dotted name, as `layer1.0.conv1`; behind those of a block
        its class's. Nothing for a node that is not computed.
        """
        use, found, rest = self.root, tuple[range, ...](), path.split(".")
        while rest:
            name = rest.pop(0)
            if rest and name not in use.network.nodes:
                name = f"{name}.{rest.pop(0)}"
            if use.form in self.sections:  # else it is a copy in a row, on the row's lines
                found = self.sections[use.form].nodes.get(name, ())
            if name not in use.inner:
                return () if rest else found
            use = use.inner[name]
        return (*found, self.sections[use.form].lines) if use.form in self.sections else found


def source(network: Network, name: str = "Net") -> str:
    """The network as a Python module that imports nothing but torch; raises SourceError."""
    return written(network, infer(network), name).text


def written(network: Network, inference: Inference, name: str = "Net") -> Written:
    """The same with the places of the nodes; raises SourceError."""
    for problem in inference.problems:
        if problem.severity == "error":
            raise SourceError("The network has errors: {text}", text=problem.text)
    census = Census(network, inference)
    calls = [call for form in census.forms for call in form.example.calls.values()]
    copied = {call.name for call in calls if isinstance(call, Own)}
    stacks = any(isinstance(call, Stack) for call in calls)
    text = _HEAD.format(
        torch="import torch\n" if stacks or copied else "",
        name=name,
        inputs=_joined(inference, network.of_type(Input)),
        outputs=_joined(inference, network.of_type(Output)),
        parameters=costs(network, inference).parameters,
    )
    parts = [text, *(body for title, body in _own_modules().items() if title in copied)]
    sections: dict[int, Section] = {}
    known = _known(census, name)
    for form in _ordered(census.forms, known):
        lines = _class(form, census, known)
        first = sum(part.count("\n") + 3 for part in parts) + 1
        sections[form.example.form] = _section(lines, first)
        parts.append("\n".join(line.text for line in lines))
    return Written("\n\n\n".join(parts) + "\n", census.root, sections)


_HEAD = '''"""{name}: {inputs} -> {outputs}, {parameters:,} parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

{torch}from torch import Tensor, nn'''


def _known(census: Census, name: str) -> list[Known]:
    """The class of each form; those inside others come first."""
    taken = {"Tensor", *_own_modules()}
    known: list[Known] = []

    def inner(use: Use) -> Signature | None:
        return None if census.forms[use.form].row else known[use.form].signature

    for form, title in zip(census.forms, class_names(census.forms, name, taken), strict=True):
        made = Signature()
        if not form.row and len(form.uses) > 1:
            made = signature(form, census.variants(form), inner)
        known.append(Known(title, made))
    return known


def _ordered(forms: list[Form], known: list[Known]) -> list[Form]:
    """The forms that become classes: those of a kind together, the plainest first."""
    kinds = [(type(form.example.layer), form.title) for form in forms]
    keys = {
        id(form): (kinds.index(kind), len(known[n].name))
        for n, (form, kind) in enumerate(zip(forms, kinds, strict=True))
    }
    return sorted((form for form in forms if not form.row), key=lambda form: keys[id(form)])


def _class(form: Form, census: Census, known: list[Known]) -> list[Line]:
    example = form.example
    first, *more = docstring(form, census.forms)
    head = [first]
    if len(first) > WIDTH - len('    """"""'):
        clause, comma, rest = first.rpartition(", ")
        head = [*textwrap.wrap(f"{clause}{comma}", WIDTH - 7), rest]
    about = [f"    {line}" if line else "" for line in (*head, *more)]
    about[0] = f'    """{about[0].lstrip()}'
    about = [f'{about[0]}"""'] if len(about) == 1 else [*about, '    """']
    return [
        Line(f"class {known[example.form].name}(nn.Module):"),
        *map(Line, about),
        Line(""),
        *(
            [*constructor(form, known), Line("")]
            if any(map(example.is_module, example.nodes))
            else []
        ),
        *forward(form),
    ]


def _section(lines: list[Line], first: int) -> Section:
    places: dict[str, list[range]] = {}
    for number, line in enumerate(lines, first):
        for node in line.nodes:
            ranges = places.setdefault(node, [])
            if ranges and ranges[-1].stop == number:
                ranges[-1] = range(ranges[-1].start, number + 1)
            else:
                ranges.append(range(number, number + 1))
    nodes = {node: tuple(ranges) for node, ranges in places.items()}
    return Section(range(first, first + len(lines)), nodes)


@lru_cache
def _own_modules() -> dict[str, str]:
    """The text of our own modules by their names."""
    file = Path(__file__).parent.parent / "engine" / "own.py"
    text = file.read_text(encoding="utf-8")
    found = [part for part in ast.parse(text).body if isinstance(part, ast.ClassDef)]
    return {part.name: ast.get_source_segment(text, part) or "" for part in found}


def _joined(inference: Inference, names: Iterable[str]) -> str:
    shapes = [" x ".join(map(str, inference.outputs[name].dims)) for name in names]
    return shapes[0] if len(shapes) == 1 else f"({', '.join(shapes)})"
