"""The annotated fields of a layer or a recipe as data for forms; this module alone reads them.

`with_value` is the one door to a hyperparameter: it checks type and bounds, which msgspec does
not do when a class is called.
"""

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from graph.text import Refusal

T = TypeVar("T", bound=Struct)
V = TypeVar("V")


class FieldError(Refusal):
    """A value that a field does not take."""


class Field(Struct, frozen=True):
    """One hyperparameter as a form shows it."""

    name: str
    type: type
    default: object
    title: str
    help: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@cache
def fields(owner: type[Struct]) -> tuple[Field, ...]:
    """The fields of a layer, recipe or data source, in the order in which they are written."""
    hints = get_type_hints(owner, include_extras=True)
    return tuple(
        _field(field.name, hints[field.name], field.default)
        for field in msgspec.structs.fields(owner)
    )


def field(owner: type[Struct], name: str) -> Field:
    """The field of that name; raises FieldError if there is none."""
    for candidate in fields(owner):
        if candidate.name == name:
            return candidate
    raise FieldError(
        "{owner} has no setting named {name}. It has: {names}.",
        owner=owner.__name__,
        name=name,
        names=", ".join(candidate.name for candidate in fields(owner)) or "none",
    )


def with_value(owner: T, name: str, value: object) -> T:
    """`owner` with one field changed; raises FieldError if the value is not allowed there."""
    target = field(type(owner), name)
    try:
        return msgspec.convert({**msgspec.to_builtins(owner), name: value}, type(owner))
    except msgspec.ValidationError as error:
        raise FieldError(
            "{title} cannot be {value}: {rule}.",
            title=target.title,
            value=value,
            rule=_rule(target),
        ) from error


def from_text(target: Field, text: str) -> object:
    """A value typed on a command line, as the field's type; raises FieldError."""
    words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    try:
        if target.type is bool:
            return words[text.strip().lower()]
        return target.type(text.strip())
    except (KeyError, ValueError) as error:
        raise FieldError(
            "{title} cannot be {value}: {rule}.",
            title=target.title,
            value=text,
            rule=_rule(target),
        ) from error


def _field(name: str, hint: object, default: object) -> Field:
    metas: list[Meta] = []
    base = hint
    if get_origin(hint) is Annotated:
        base, *extras = get_args(hint)
        metas = [extra for extra in extras if isinstance(extra, Meta)]
    choices: tuple[str, ...] = ()
    if get_origin(base) is Literal:
        choices, base = get_args(base), str
    elif get_origin(base) in (Union, UnionType):
        base = next(option for option in get_args(base) if option is not NoneType)
    return Field(
        name=name,
        type=base if isinstance(base, type) else object,
        default=default,
        title=_last([meta.title for meta in metas]) or name.replace("_", " ").capitalize(),
        help=_last([meta.description for meta in metas]) or "",
        low=_last([meta.ge if meta.ge is not None else meta.gt for meta in metas]),
        high=_last([meta.le if meta.le is not None else meta.lt for meta in metas]),
        choices=choices,
    )


def _last(values: list[V | None]) -> V | None:
    said = [value for value in values if value is not None]
    return said[-1] if said else None


def _rule(target: Field) -> str:
    if target.choices:
        return "choose one of " + ", ".join(target.choices)
    kind = {bool: "on or off", int: "a whole number", float: "a number"}.get(target.type, "text")
    if target.low is not None and target.high is not None:
        return f"it must be {kind} from {target.low:g} to {target.high:g}"
    return f"it must be {kind}"
