"""Pieces of code -> lines, broken where `ruff format` would break them.

What does not fit on a line has its arguments on the next one; else each part has a line, with a
comma behind the last one, which ruff leaves as it is.
"""

from collections.abc import Iterable

from msgspec import Struct

WIDTH = 100  # of a line
STEP = 4


class Bracket(Struct, frozen=True):
    """`head`, parts with commas between them, `tail`: a call, a list, a dict's entry."""

    head: str
    parts: tuple["Code", ...]
    tail: str = ")"


class Infix(Struct, frozen=True):
    """Parts with an operator between them."""

    operator: str
    parts: tuple[str, ...]


class Each(Struct, frozen=True):
    """The same part several times, unpacked into the arguments of a call."""

    part: "Code"
    times: int


Code = str | Bracket | Infix | Each


class Line(Struct, frozen=True):
    """A line, and the nodes that it is about."""

    text: str
    nodes: tuple[str, ...] = ()


def flat(code: Code) -> str:
    """The code on one line."""
    match code:
        case str():
            return code
        case Bracket(head, parts, tail):
            return f"{head}{', '.join(map(flat, parts))}{tail}"
        case Infix(operator, parts):
            return f" {operator} ".join(parts)
        case Each(part, times):
            return f"*({flat(part)} for _ in range({times}))"


def laid(code: Code, indent: int, before: str = "", after: str = "") -> list[str]:
    """The code behind `before`, on one line or as few as it takes."""
    space = " " * indent
    line = f"{space}{before}{flat(code)}{after}"
    if len(line) <= WIDTH:
        return [line]
    match code:
        case Bracket(head) if before and len(space + before + head) > WIDTH:
            return [f"{space}{before}(", *laid(code, indent + STEP), f"{space}){after}"]
        case Bracket(head, (Bracket("[" | "{") as only,), tail):
            inside = laid(only, indent + STEP)
            return [f"{space}{before}{head}", *inside, f"{space}{tail}{after}"]
        case Bracket(head, parts, tail) if _short(parts, indent):
            inside = f"{space}{' ' * STEP}{', '.join(map(flat, parts))}"
            return [f"{space}{before}{head}", inside, f"{space}{tail}{after}"]
        case Bracket(head, parts, tail) if parts:
            inside = [line for part in parts for line in laid(part, indent + STEP, after=",")]
            return [f"{space}{before}{head}", *inside, f"{space}{tail}{after}"]
        case Infix(operator, (first, *rest)):
            inner = " " * (indent + STEP)
            whole = f"{inner}{flat(code)}"
            parts = [f"{inner}{first}", *(f"{inner}{operator} {part}" for part in rest)]
            lines = [whole] if len(whole) <= WIDTH else parts
            return [f"{space}{before}(", *lines, f"{space}){after}"]
        case Each(part, times):
            loop = f"{' ' * (indent + STEP)}for _ in range({times})"
            return [f"{space}{before}*(", *laid(part, indent + STEP), loop, f"{space}){after}"]
        case _:
            return [line]


def _short(parts: tuple[Code, ...], indent: int) -> bool:
    """Whether plain arguments fit on a line of their own between the brackets."""
    plain = [part for part in parts if isinstance(part, str)]
    return len(plain) == len(parts) > 0 and indent + STEP + len(", ".join(plain)) <= WIDTH


def noted(lines: list[str], note: str, nodes: tuple[str, ...]) -> list[Line]:
    """Lines with a comment behind the last one, or above the first where it would be too long."""
    if note and len(f"{lines[-1]}  # {note}") <= WIDTH:
        lines = [*lines[:-1], f"{lines[-1]}  # {note}"]
    elif note:
        indent = " " * (len(lines[0]) - len(lines[0].lstrip()))
        lines = [f"{indent}# {note}", *lines]
    return [Line(line, nodes) for line in lines]


def runs(codes: Iterable[Code], least: int = 3) -> list[Code]:
    """The same codes, with `least` or more alike in a row as one Each."""
    found: list[tuple[Code, int]] = []
    for code in codes:
        if found and found[-1][0] == code:
            found[-1] = (code, found[-1][1] + 1)
        else:
            found.append((code, 1))
    made: list[Code] = []
    for code, times in found:
        made += [Each(code, times)] if times >= least else [code] * times
    return made
