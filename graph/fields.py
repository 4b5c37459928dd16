"""The annotated fields of a layer or a recipe as data for forms; this module alone reads them.

`with_value` is the one door to a hyperparameter: it checks type and bounds, which msgspec does
not do when a class is called.
"""

import re
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, structs

from graph.text import Refusal, Text

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
    open: bool = False
    """Whether `low` itself is refused."""
    nested: bool = False
    """Whether it is a layer or a network, which has fields of its own."""
    pair: bool = False
    """Whether it may be two numbers, for height and width, as well as one."""
    blank: str = ""
    """What stands in an empty editor, where 0 or "" has a meaning of its own: `Meta(extra=…)`."""
    unit: str = ""
    """What the number counts, where the title does not say it: px. `Meta(extra=…)`, too."""


@cache
def _hints(owner: type[Struct]) -> dict[str, object]:
    return get_type_hints(owner, include_extras=True)


@cache
def fields(owner: type[Struct]) -> tuple[Field, ...]:
    """The fields of a layer, recipe or data source, in the order in which they are written."""
    hints = _hints(owner)
    return tuple(
        _field(field.name, hints[field.name], field.default) for field in structs.fields(owner)
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


def field_in(owner: Struct, path: str) -> Field:
    """The field at a dotted path, such as `block.filters` of a Repeat; raises FieldError."""
    name, _, rest = path.partition(".")
    found = field(type(owner), name)
    return field_in(_nested(owner, found), rest) if rest else found


def with_value(owner: T, path: str, value: object) -> T:
    """`owner` with one field changed; raises FieldError if the value is not allowed there.

    Only the new value is checked: the others, a block's whole network among them, stay the same
    objects. A dotted path, such as `block.filters`, changes a field of the layer in a field.
    """
    name, _, rest = path.partition(".")
    target = field(type(owner), name)
    if rest:
        return structs.replace(owner, **{name: with_value(_nested(owner, target), rest, value)})
    try:
        checked = msgspec.convert(value, _hints(type(owner))[name])
    except msgspec.ValidationError as error:
        raise _refusal(target, value) from error
    return structs.replace(owner, **{name: checked})


def checked(owner: T) -> T:
    """`owner` itself, for one that was made from computed numbers; raises FieldError."""
    for each in fields(type(owner)):
        with_value(owner, each.name, getattr(owner, each.name))
    return owner


def _nested(owner: Struct, target: Field) -> Struct:
    if not target.nested:
        raise FieldError("{title} has no settings of its own.", title=Text(target.title))
    return getattr(owner, target.name)


def from_text(target: Field, text: str) -> object:
    """A value typed on a command line, as the field's type; raises FieldError."""
    if target.pair:
        return _sizes(target, text)
    if target.nested:
        raise FieldError(
            "{title} has settings of its own. Name one of them, after {name} and a dot.",
            title=Text(target.title),
            name=target.name,
        )
    words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    try:
        text.encode()  # names of files may be no text; no project could keep those
        if target.type is bool:
            return words[text.strip().lower()]
        return target.type(text.strip())
    except (KeyError, ValueError) as error:
        raise _refusal(target, text) from error


def _field(name: str, hint: object, default: object) -> Field:
    metas: list[Meta] = []
    base = hint
    if get_origin(hint) is Annotated:
        base, *extras = get_args(hint)
        metas = [extra for extra in extras if isinstance(extra, Meta)]
    if default is not msgspec.NODEFAULT and isinstance(default, Struct):
        return Field(
            name=name,
            type=Struct,
            default=default,
            title=_last([meta.title for meta in metas]) or name.capitalize(),
            help=_last([meta.description for meta in metas]) or "",
            nested=True,
        )
    choices: tuple[str, ...] = ()
    paired = False
    if get_origin(base) is Literal:
        choices, base = get_args(base), str
    elif get_origin(base) in (Union, UnionType):
        options = [option for option in get_args(base) if option is not NoneType]
        paired = any(get_origin(_bare(option)) is tuple for option in options)
        choices = tuple(word for option in options for word in _literals(option))
        number, *extras = get_args(options[0]) or (options[0],)
        metas += [extra for extra in extras if isinstance(extra, Meta)]
        base = number
    return Field(
        name=name,
        type=base if isinstance(base, type) else object,
        default=default,
        title=_last([meta.title for meta in metas]) or name.replace("_", " ").capitalize(),
        help=_last([meta.description for meta in metas]) or "",
        low=_last([_first(meta.ge, meta.gt, meta.min_length) for meta in metas]),
        high=_last([_first(meta.le, meta.lt, meta.max_length) for meta in metas]),
        choices=choices,
        open=any(meta.gt is not None for meta in metas),
        pair=paired,
        blank=_extra(metas, "blank"),
        unit=_extra(metas, "unit"),
    )


def _bare(option: object) -> object:
    return get_args(option)[0] if get_origin(option) is Annotated else option


def _literals(option: object) -> tuple[str, ...]:
    return get_args(option) if get_origin(option) is Literal else ()


def _sizes(target: Field, text: str) -> object:
    """3, 3×5, 3x5 or 3, 5; or one of the field's words."""
    if text.strip().lower() in target.choices:
        return text.strip().lower()
    try:
        numbers = [target.type(part) for part in re.split(r"[×x,*]", text.strip().lower())]
    except ValueError as error:
        raise _refusal(target, text) from error
    if len(numbers) > 2:
        raise _refusal(target, text)
    return numbers[0] if len(set(numbers)) == 1 else tuple(numbers)


def _extra(metas: list[Meta], name: str) -> str:
    return _last([(meta.extra or {}).get(name) for meta in metas]) or ""


def _first(*bounds: float | None) -> float | None:
    return next((bound for bound in bounds if bound is not None), None)


def _last(values: list[V | None]) -> V | None:
    said = [value for value in values if value is not None]
    return said[-1] if said else None


def _refusal(target: Field, value: object) -> FieldError:
    kind = _KINDS.get(target.type, "it must be text")
    if target.pair:
        template = (
            "{title} cannot be {value}: write a number from {low} to {high}, or two as 3×5, "
            "height first, or {choices}."
            if target.choices
            else "{title} cannot be {value}: write a number from {low} to {high}, or two as 3×5, "
            "height first."
        )
    elif target.choices:
        template, kind = "{title} cannot be {value}: choose one of {choices}.", ""
    elif target.type is str and target.low is None and target.help:
        template = "{title} cannot be “{value}”. {help}"
    elif target.low is None or target.high is None:
        template = "{title} cannot be {value}: {kind}."
    elif target.type is str:
        template = "{title} cannot be “{value}”: write {low} to {high} characters."
    elif target.open:
        template = "{title} cannot be {value}: {kind} above {low} and up to {high}."
    else:
        template = "{title} cannot be {value}: {kind} from {low} to {high}."
    return FieldError(
        template,
        title=Text(target.title),
        value="×".join(map(str, value)) if isinstance(value, tuple) else value,  # pyright: ignore
        kind=Text(kind),
        help=Text(target.help),
        low=f"{target.low or 0:.10g}",
        high=f"{target.high or 0:.10g}",
        choices=", ".join(target.choices),
    )


_KINDS: dict[type, str] = {
    bool: "it must be on or off",
    int: "it must be a whole number",
    float: "it must be a number",
    Struct: "it must be a layer",
}
