"""The `forward` of a class: a line for each step, and variables named as a person does."""

from collections import Counter

from backend.lower import Module, Own, Pass, Product, Stack, Sum, View
from backend.source.layout import Bracket, Code, Infix, Line, laid, noted
from backend.source.names import variable
from backend.source.steps import Step, counted, inputs, place, rows, steps
from backend.source.uses import Form, Use
from graph.layers.endpoints import Input, Output
from graph.names import row

INDENT = 8
LONGEST = 30  # of a variable


def forward(form: Form) -> list[Line]:
    """The method's lines."""
    use = form.example
    made = steps(form)
    ends = list(use.network.of_type(Output))
    results = [made[name].sources[0] for name in ends]
    naming = _Naming(use, made)
    head = Bracket("forward(", ("self", *(f"{naming.names[n]}: Tensor" for n in inputs(use))), "")
    kind = "Tensor" if len(ends) == 1 else f"tuple[{', '.join(['Tensor'] * len(ends))}]"
    lines = [Line(text) for text in laid(head, INDENT - 4, "def ", f") -> {kind}:")]
    computed = [
        step
        for step in made.values()
        if not isinstance(use.network.nodes[step.nodes[-1]].layer, Input | Output)
    ]
    for step in computed:
        code = _code(use, step, [naming.names[source] for source in step.sources])
        last = step is computed[-1] and results == [step.name]
        before = "return " if last else f"{naming.name(step)} = "
        lines += noted(
            laid(code, INDENT, before), shape_note(form, step.nodes[-1], step.nodes[0]), step.nodes
        )
        if last:
            return lines
    values = ", ".join(naming.names[name] for name in results)
    return [*lines, Line(f"{' ' * INDENT}return {values}", tuple(ends))]


def shape_note(form: Form, node: str, first: str = "") -> str:
    """The shape of a node's result, if it is the same wherever the class is used, and another one
    than that of what arrives at `first`, the node that begins the line.
    """
    example = form.example
    source = example.network.incoming[first or node][0].source
    outputs = [use.inference.outputs for use in form.uses]
    if all(known[source] == known[node] for known in outputs):
        return ""
    shape = example.inference.outputs[node]
    same = all(known[node] == shape for known in outputs)
    return " x ".join(map(str, shape.dims)) if same else ""


def _code(use: Use, step: Step, sources: list[str]) -> Code:
    name = step.nodes[-1]
    if len(step.nodes) > 1 or name in use.inner:
        return _called(use, step, sources)
    match use.calls[name]:
        case Module() | Own():
            return _called(use, step, sources)
        case Sum():
            return Infix("+", tuple(sources))
        case Product():
            return Infix("*", tuple(sources))
        case View(dims):
            return Bracket(f"{sources[0]}.reshape(", ("-1", *map(str, dims)))
        case Stack():
            return Bracket("torch.cat(", (Bracket("[", tuple(sources), "]"), "dim=1"))
        case Pass():
            return sources[0]


def _called(use: Use, step: Step, sources: list[str]) -> Code:
    return Bracket(f"{_module(use, step)}(", tuple(sources))


def _module(use: Use, step: Step) -> str:
    name = step.name
    if name.isdigit():
        return f'self.get_submodule("{name}")'
    group = row(name)
    if not group:
        return f"self.{name}"
    number = place(name)
    return f"self.{group}[{number}]" if counted(rows(use)[group]) else f'self.{group}["{number}"]'


class _Naming:
    """Names the values as a person does: one variable along a chain, a branch by its first node.

    A variable is taken again only when nothing needs its old value any more.
    """

    def __init__(self, use: Use, made: dict[str, Step]) -> None:
        self._steps = made
        self._readers: dict[str, list[Step]] = {name: [] for name in made}
        for step in made.values():
            for source in step.sources:
                self._readers[source].append(step)
        self._left = Counter({name: len(steps) for name, steps in self._readers.items()})
        self.names: dict[str, str] = {}
        given = inputs(use)
        for name in given:
            self.names[name] = (
                "x" if len(given) == 1 else self._free(name, set(self.names.values()))
            )
        split = any(len(self._readers.get(name, ())) > 1 for name in given)
        self._chain = "out" if split or len(given) > 1 else "x"

    def name(self, step: Step) -> str:
        """The variable for a step's value; asked for in the order of the lines."""
        wish = self._wish(step)
        self._left.subtract(step.sources)
        for source in set(step.sources):
            if not self._left[source]:
                del self.names[source]
        live = set(self.names.values())
        self.names[step.name] = self._free(step.name, live) if wish in live else wish
        return self.names[step.name]

    def _free(self, name: str, live: set[str]) -> str:
        plain = variable(name)[:LONGEST]
        plain = f"{plain}_" if plain in ("x", "out") else plain
        found, number = plain, 2
        while found in live:
            found, number = f"{plain}_{number}", number + 1
        return found

    def _wish(self, step: Step) -> str:
        source, *others = step.sources
        if others:
            return self._chain
        if len(self._readers[source]) == 1:
            return self.names[source]  # the same chain goes on
        return self._free(step.name, set()) if self._stacked(step) else self._chain

    def _stacked(self, step: Step) -> bool:
        """Whether the chain that begins here ends in a torch.cat, whose parts are told by names."""
        while len(step.sources) == 1:
            readers = self._readers[step.name]
            if len(readers) != 1:
                return False
            step = readers[0]
        return step.stacks
