"""The `__init__` of a class: a line for each module, an nn.Sequential for each chain in a row."""

from msgspec import Struct

from backend.lower import Module, Own
from backend.source.forward import shape_note
from backend.source.layout import STEP, Bracket, Code, Line, laid, noted, runs
from backend.source.parameters import Signature
from backend.source.steps import counted, is_chain, place, rows
from backend.source.torch_calls import arguments, literal
from backend.source.uses import Form, Path, Use
from graph.names import row

INDENT = 8


class Known(Struct, frozen=True):
    """What is known of a form: its class's name, which is empty for copies in a row, and more."""

    name: str
    signature: Signature


def constructor(form: Form, known: list[Known]) -> list[Line]:
    """The method's lines."""
    made = known[form.example.form]
    writer = _Writer(form, made.signature.expressions, known)
    declared = [parameter.declared for parameter in made.signature.parameters]
    head = Bracket("__init__(", ("self", *declared), "")
    lines = [Line(text) for text in laid(head, INDENT - 4, "def ", ") -> None:")]
    lines.append(Line(f"{' ' * INDENT}super().__init__()"))
    groups = rows(form.example)
    for name in form.example.nodes:
        group = row(name)
        if not form.example.is_module(name):
            continue
        if not group:
            lines += writer.single(name)
        elif names := groups.pop(group, ()):
            lines += writer.row(group, names)
    return lines


class _Writer:
    """Writes the modules of one class, with the expressions for what its uses differ in."""

    def __init__(self, form: Form, expressions: dict[Path, str], known: list[Known]) -> None:
        self._form = form
        self._expressions = expressions
        self._known = known

    def single(self, name: str) -> list[Line]:
        """The line of a module that stands by itself."""
        code = self._made(self._form.example, (name,))
        before = f"self.{name} = "
        if name.isdigit():
            before, code = "", Bracket("self.add_module(", (f'"{name}"', code))
        return [Line(line, (name,)) for line in laid(code, INDENT, before)]

    def row(self, group: str, names: tuple[str, ...]) -> list[Line]:
        """An nn.Sequential if they are a chain; else a list, or a dict where a place is free."""
        if is_chain(self._form.example, names):
            items = self._items(names, INDENT + STEP)
            return self._around(f"self.{group} = nn.Sequential(", items, ")")
        if counted(names):
            items = self._around("[", self._items(names, INDENT + 2 * STEP), "]", STEP)
            return self._around(f"self.{group} = nn.ModuleList(", items, ")")
        items = self._around("{", self._items(names, INDENT + 2 * STEP, keys=True), "}", STEP)
        return self._around(f"self.{group} = nn.ModuleDict(", items, ")")

    def _around(self, head: str, items: list[Line], tail: str, more: int = 0) -> list[Line]:
        space = " " * (INDENT + more)
        return [Line(space + head), *items, Line(space + tail)]

    def _items(self, names: tuple[str, ...], indent: int, *, keys: bool = False) -> list[Line]:
        found: list[Line] = []
        for name in names:
            before = f'"{place(name)}": ' if keys else ""
            code = self._made(self._form.example, (name,))
            note = shape_note(self._form, name)
            found += noted(laid(code, indent, before, ","), note, (name,))
        return found

    def _made(self, use: Use, path: Path) -> Code:
        """What makes the module at a path; `use` is what it is directly in."""
        name = path[-1]
        if name not in use.inner:
            call = use.calls[name]
            assert isinstance(call, Module | Own)
            differing = {
                key: self._expressions[*path, key]
                for key in call.arguments
                if (*path, key) in self._expressions
            }
            home = "nn." if isinstance(call, Module) else ""
            return Bracket(f"{home}{call.name}(", arguments(call, differing))
        inner = use.inner[name]
        known = self._known[inner.form]
        if known.name:
            return Bracket(f"{known.name}(", self._passed(known.signature, path))
        copies = [self._made(inner, (*path, node)) for node in inner.nodes if inner.is_module(node)]
        return Bracket("nn.Sequential(", tuple(runs(copies)))

    def _passed(self, signature: Signature, path: Path) -> tuple[str, ...]:
        """What a class is called with."""
        found: list[str] = []
        for parameter in signature.parameters:
            where = (*path, *parameter.path)
            value = self._form.example.read(where)
            if where in self._expressions:
                text = self._expressions[where]
            elif parameter.default == (value,):
                continue
            else:
                text = literal(value)
            found.append(text if parameter.placed else f"{parameter.name}={text}")
        return tuple(found)
