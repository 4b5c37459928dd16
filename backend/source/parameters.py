"""What the uses of a class differ in, as its constructor's parameters.

Anti-unification: arguments with the same values over all uses are one parameter, and those that
never differ are literals. A parameter is named by what it means: a field of the layer, or the
channels that arrive; a multiple of one is written as that.
"""

from collections.abc import Callable, Collection
from itertools import permutations

from msgspec import Struct

from backend.lower import Argument, Module, Own
from backend.source.names import variable
from backend.source.torch_calls import DEFAULTS, PLACES, literal
from backend.source.uses import Form, Path, Use, own_paths
from graph.layers.endpoints import Input
from graph.shapes import Image

Values = tuple[Argument, ...]
Default = tuple[Argument, ...]
"""A default, or nothing."""


class Parameter(Struct, frozen=True):
    """A constructor's parameter, and the path to its value in a use."""

    name: str
    path: Path
    type: str
    default: Default = ()
    placed: bool = False
    """Whether it is passed without its name, as PyTorch's channels are."""

    @property
    def declared(self) -> str:
        """As it stands in the constructor's head."""
        return f"{self.name}: {self.type}" + "".join(f" = {literal(v)}" for v in self.default)


class Signature(Struct, frozen=True):
    """A class's parameters, and the expression at each place where its uses differ."""

    parameters: tuple[Parameter, ...] = ()
    expressions: dict[Path, str] = {}


class _Slot(Struct, frozen=True):
    """A place where a value stands in a class, its default there, and whether it needs no name."""

    path: Path
    default: Default
    placed: bool


class _Base(Struct, frozen=True):
    """What others may follow from: a field, or the channels that arrive."""

    name: str
    path: Path
    values: Values


Inner = Callable[[Use], Signature | None]
"""The signature of the class of a use inside; None for copies in a row, which have no class."""


def signature(form: Form, variants: list[Use], inner: Inner) -> Signature:
    """The parameters of a form, whose `variants` tell apart what only happens to be equal."""
    uses = [*form.uses, *variants]
    differing = [
        slot
        for slot in _slots(form.example, inner)
        if len(set(map(_told, _values(form.uses, slot.path)))) > 1
    ]
    bases = [
        _Base(_called(form.example, path), path, _values(uses, path)) for path in own_paths(form)
    ]
    expressions: dict[Path, str] = {}
    found: dict[str, tuple[Path, list[_Slot]]] = {}
    left: dict[tuple[object, ...], list[_Slot]] = {}
    for slot in differing:
        values = _values(uses, slot.path)
        if source := _follows(values, bases, slot.path[-1], len(form.uses)):
            sources, expressions[slot.path] = source
            for base in sources:
                found.setdefault(base.name, (base.path, []))[1].append(slot)
        else:
            left.setdefault(tuple(map(_told, values)), []).append(slot)
    for name, slots in _named(list(left.values()), [base.name for base in bases]):
        found[name] = (slots[0].path, slots)
        expressions |= {slot.path: name for slot in slots}
    parameters = [
        _parameter(name, path, [slot for slot in slots if expressions[slot.path] == name], form)
        for name, (path, slots) in _ordered(found, bases).items()
    ]
    return Signature(tuple(sorted(parameters, key=_rank)), expressions)


def _slots(use: Use, inner: Inner) -> list[_Slot]:
    found: list[_Slot] = []
    for name in use.nodes:
        if name not in use.inner:
            call = use.calls[name]
            if isinstance(call, Module | Own):
                found += [_slot(name, call.name, key) for key in call.arguments]
            continue
        inside = use.inner[name]
        known = inner(inside)
        if known is None:
            slots = _slots(inside, inner)
        else:
            slots = [_Slot(each.path, each.default, each.placed) for each in known.parameters]
        found += [_Slot((name, *slot.path), slot.default, slot.placed) for slot in slots]
    return found


def _slot(node: str, call: str, argument: str) -> _Slot:
    default = (DEFAULTS[call, argument],) if (call, argument) in DEFAULTS else ()
    return _Slot((node, argument), default, argument in PLACES.get(call, ()))


def _values(uses: list[Use], path: Path) -> Values:
    return tuple(use.read(path) for use in uses)


def _told(value: Argument) -> object:
    """What tells a value from others: True is not 1."""
    return (type(value), value)


def _called(use: Use, path: Path) -> str:
    """The name of a base: its field's, or that of the channels of one or several inputs."""
    place = path[-1]
    if not place.isdigit():
        return place
    kind = "channels" if isinstance(use.shapes[int(place)], Image) else "features"
    if len(use.shapes) == 1:
        return f"in_{kind}"
    return f"{variable(list(use.network.of_type(Input))[int(place)])}_{kind}"


def _follows(
    values: Values, bases: list[_Base], argument: str, real: int
) -> tuple[list[_Base], str] | None:
    """The bases that the values follow from, and how; the first `real` ones are of the network."""
    if all(isinstance(value, tuple) for value in values):
        return _each(values, bases, argument, real)
    for arriving in (False, True):  # fields before channels that arrive
        for rule in (_same, _multiple, _part, _half):
            for base in bases:
                if base.path[-1].isdigit() is arriving and (text := rule(values, base, argument)):
                    return [base], text
    return _difference(values, bases)


def _each(
    values: Values, bases: list[_Base], argument: str, real: int
) -> tuple[list[_Base], str] | None:
    """The same for pairs and longer tuples, number by number."""
    tuples = [value for value in values if isinstance(value, tuple)]
    if len(set(map(len, tuples))) > 1:
        return None
    sources: list[_Base] = []
    texts: list[str] = []
    for numbers in zip(*tuples, strict=True):
        if len(set(map(_told, numbers[:real]))) == 1:
            texts.append(literal(numbers[0]))
            continue
        found = _follows(numbers, bases, argument, real)
        if found is None:
            return None
        sources += found[0]
        texts.append(found[1])
    return sources, f"({', '.join(texts)})"


def _difference(values: Values, bases: list[_Base]) -> tuple[list[_Base], str] | None:
    """Channels that are missing."""
    for more, less in permutations(bases, 2):
        pairs, others = _counts(values, more), _counts(values, less)
        if (
            pairs
            and others
            and all(a == b - c for (a, b), (_, c) in zip(pairs, others, strict=True))
        ):
            return [more, less], f"{more.name} - {less.name}"
    return None


def _same(values: Values, base: _Base, argument: str) -> str:
    same = list(map(_told, values)) == list(map(_told, base.values))
    return base.name if same else ""


def _multiple(values: Values, base: _Base, argument: str) -> str:
    pairs = _counts(values, base)
    times = pairs[0][0] // pairs[0][1] if pairs else 0
    fits = times > 1 and all(value == times * of for value, of in pairs)
    return f"{times} * {base.name}" if fits else ""


def _part(values: Values, base: _Base, argument: str) -> str:
    pairs = _counts(values, base)
    by = pairs[0][1] // pairs[0][0] if pairs else 0
    fits = by > 1 and all(value == of // by for value, of in pairs)
    return f"{base.name} // {by}" if fits else ""


def _half(values: Values, base: _Base, argument: str) -> str:
    """The padding that keeps the size."""
    if argument != "padding":
        return ""
    fits = all(
        type(value) is int and type(of) is int and value == (of - 1) // 2
        for value, of in zip(values, base.values, strict=True)
    )
    return f"({base.name} - 1) // 2" if fits else ""


def _counts(values: Values, base: _Base) -> list[tuple[int, int]]:
    """Values beside those of the base; nothing unless all are counts."""
    pairs = [
        (value, of)
        for value, of in zip(values, base.values, strict=True)
        if type(value) is int and type(of) is int and value > 0 and of > 0
    ]
    return pairs if len(pairs) == len(values) else []


def _named(groups: list[list[_Slot]], taken: Collection[str]) -> list[tuple[str, list[_Slot]]]:
    """Groups of places by their argument's name, with the node's before it where that is taken."""
    wishes = [slots[0].path[-1] for slots in groups]
    busy = set(taken)
    made: list[tuple[str, list[_Slot]]] = []
    for slots, wish in zip(groups, wishes, strict=True):
        longer = "_".join(map(variable, filter(None, slots[0].path)))
        longer = longer if longer.isidentifier() else f"x{longer}"
        name = longer if wishes.count(wish) > 1 or wish.isdigit() or wish in busy else wish
        number = 2
        while name in busy:
            name, number = f"{longer}_{number}", number + 1
        busy.add(name)
        made.append((name, slots))
    return made


def _ordered(
    found: dict[str, tuple[Path, list[_Slot]]], bases: list[_Base]
) -> dict[str, tuple[Path, list[_Slot]]]:
    """The channels that arrive, the fields, then the others."""
    fields = [base.name for base in bases if not base.path[-1].isdigit()]
    known = [*(base.name for base in bases if base.name not in fields), *fields]
    return {name: found[name] for name in [*known, *found] if name in found}


def _parameter(name: str, path: Path, slots: list[_Slot], form: Form) -> Parameter:
    """The parameter, with the first default of the places where it stands that some use has."""
    values = _values(form.uses, path)
    usual = {_told(value) for value in values}
    defaults = [slot.default for slot in slots if usual & set(map(_told, slot.default))]
    kind = _type(values)
    default = defaults[0] if defaults else ()
    placed = kind == "int" and not default and (not slots or any(slot.placed for slot in slots))
    return Parameter(name, path, kind, default, placed)


def _type(values: Values) -> str:
    names: dict[str, None] = {}
    for value in values:
        match value:
            case None:
                continue
            case tuple():
                names[f"tuple[{', '.join(type(part).__name__ for part in value)}]"] = None
            case _:
                names[type(value).__name__] = None
    return " | ".join([*names, *(["None"] if None in values else [])])


def _rank(parameter: Parameter) -> int:
    """Those that are passed by place, those that must be named, those with a default."""
    if parameter.placed:
        return 0
    return 2 if parameter.default else 1
