"""Where a network's blocks are used, and which of these uses are made alike.

Uses of one form have the same nodes, wires and calls inside, and may differ in the arguments of
those calls: a form becomes a class, what differs becomes its parameters.
"""

from collections.abc import Hashable

from msgspec import Struct, structs

from backend.lower import Argument, Call, Module, Own, View, lower
from graph.fields import fields
from graph.infer import Inference, arrived
from graph.layers.base import Layer
from graph.layers.endpoints import Output
from graph.network import Block, Network, Repeat, interior
from graph.shapes import Shape, ShapeError

Path = tuple[str, ...]
"""The way to a value: nodes from the outside in, and an argument; ("", x) is the use's own x."""


class Use(Struct, eq=False):
    """A network where it stands: the whole one, or a block that receives `shapes`."""

    layer: Layer | None
    shapes: tuple[Shape, ...]
    network: Network
    inference: Inference
    calls: dict[str, Call]
    inner: dict[str, "Use"]
    form: int = -1

    def read(self, path: Path) -> Argument:
        """The value at a path; ("", "0") is the channels or features of its first input."""
        use = self
        for name in path[:-2]:
            use = use.inner[name]
        node, argument = path[-2:]
        if node:
            call = use.calls[node]
            assert isinstance(call, Module | Own)
            return call.arguments[argument]
        if argument.isdigit():
            return use.shapes[int(argument)].dims[0]
        return getattr(use.layer, argument)

    @property
    def nodes(self) -> list[str]:
        """The nodes that are computed, in the order in which they are made."""
        return [name for name in self.network.nodes if name in self.network.used]

    def is_module(self, name: str) -> bool:
        """Whether a node is a module, and not only an operation on tensors."""
        return name in self.inner or isinstance(self.calls[name], Module | Own)


class Form(Struct, eq=False):
    """What some uses have in common. `row`: copies in an nn.Sequential, so no class of its own."""

    title: str
    uses: list[Use]
    row: bool = False

    @property
    def example(self) -> Use:
        """Any of them, for what they have in common."""
        return self.uses[0]


class Census:
    """Every use in a network, by form; forms inside others come before them."""

    def __init__(self, network: Network, inference: Inference) -> None:
        self.forms: list[Form] = []
        self._known: dict[Hashable, int] = {}
        self._seen: dict[tuple[Layer, tuple[Shape, ...]], Use] = {}
        self.root = self._use(None, (), network, inference)
        self._register(self.root)

    def variants(self, form: Form) -> list[Use]:
        """Uses that are not in the network: one for each thing that differs, changed by itself.

        So two things that happen to have the same values can be told apart.
        """
        found: list[Use] = []
        for path in own_paths(form):
            for use in form.uses[:4]:
                changed = self._changed(use, path)
                if changed is not None and changed.form == form.example.form:
                    found.append(changed)
                    break
        return found

    def _changed(self, use: Use, path: Path) -> Use | None:
        name, value = path[-1], use.read(path)
        assert use.layer is not None
        if type(value) is not int:
            return None
        if name.isdigit():
            shapes = list(use.shapes)
            shapes[int(name)] = _wider(shapes[int(name)])
            return self._tried(use.layer, tuple(shapes))
        return self._tried(structs.replace(use.layer, **{name: 2 * value}), use.shapes)

    def _tried(self, layer: Layer, shapes: tuple[Shape, ...]) -> Use | None:
        try:
            network = interior(layer, *shapes)
        except ShapeError:
            return None
        assert network is not None  # a block stays one
        inference = arrived(network, shapes)
        if not inference.ok:
            return None
        use = self._use(layer, shapes, network, inference, real=False)
        use.form = self._known.get(self._key(use), -1)
        return use

    def _use(
        self,
        layer: Layer | None,
        shapes: tuple[Shape, ...],
        network: Network,
        inference: Inference,
        *,
        real: bool = True,
    ) -> Use:
        use = Use(layer, shapes, network, inference, {}, {})
        for name in use.nodes:
            inside, given = network.nodes[name].layer, inference.known_inputs(name) or ()
            known = inference.interiors.get(name)
            if known is None:
                use.calls[name] = lower(inside, *given)
                continue
            inner = self._seen.get((inside, given))
            if inner is None:
                inner = self._use(inside, given, known.network, known.inference, real=real)
                if real:
                    self._register(inner)
                    self._seen[inside, given] = inner
                else:
                    inner.form = self._known.get(self._key(inner), -1)
            use.inner[name] = inner
        return use

    def _register(self, use: Use) -> None:
        key = self._key(use)
        use.form = self._known.setdefault(key, len(self.forms))
        if use.form == len(self.forms):
            self.forms.append(Form(_title(use.layer), [], _is_row(use)))
        self.forms[use.form].uses.append(use)

    def _key(self, use: Use) -> Hashable:
        network = use.network
        return (
            type(use.layer),
            _title(use.layer),
            tuple(
                (
                    name,
                    tuple(wire.source for wire in network.incoming[name]),
                    use.inner[name].form if name in use.inner else _bare(use.calls[name]),
                )
                for name in use.nodes
            ),
        )


def own_paths(form: Form) -> list[Path]:
    """The layer's fields and the arriving channels, as far as they differ among the uses."""
    layer = form.example.layer
    if layer is None:
        return []
    names = [field.name for field in fields(type(layer)) if not field.nested]
    if isinstance(layer, Block):
        names = []
    paths = [("", name) for name in [*names, *map(str, range(len(form.example.shapes)))]]
    return [path for path in paths if len({use.read(path) for use in form.uses}) > 1]


def _wider(shape: Shape) -> Shape:
    first = shape.__struct_fields__[0]  # channels, features or rows
    return structs.replace(shape, **{first: 2 * shape.dims[0]})


def _title(layer: Layer | None) -> str:
    if isinstance(layer, Block):
        return layer.name
    return type(layer).__name__ if layer is not None else ""


def _bare(call: Call) -> Hashable:
    """A call without the values of its arguments."""
    match call:
        case Module(name, arguments) | Own(name, arguments):
            return (type(call), name, tuple(arguments))
        case View():
            return call
        case _:
            return type(call)


def _is_row(use: Use) -> bool:
    ends = use.network.of_type(Output)
    return isinstance(use.layer, Repeat) and all(
        use.is_module(name) for name in use.nodes if name.isdigit() and name not in ends
    )
