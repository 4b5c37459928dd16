"""What the fields of several records have in common: settings that are edited or kept together."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct, structs

from graph.fields import Field, FieldError, fields, with_value
from graph.layers.base import Layer

T = TypeVar("T", bound=Struct)


def shared(kinds: Sequence[type[Struct]]) -> tuple[Field, ...]:
    """The fields that all these kinds have, with the bounds and words that all of them take."""
    if not kinds:
        return ()
    others = [{field.name: field for field in fields(kind)} for kind in kinds[1:]]
    found: list[Field] = []
    for field in fields(kinds[0]):
        alike = [other[field.name] for other in others if field.name in other]
        if len(alike) == len(others) and all(_alike(field, each) for each in alike):
            found.append(_narrowed([field, *alike]))
    return tuple(found)


def carried(old: Layer, kind: type[T]) -> T:
    """A new record of that kind, with those values of `old` that mean the same in it."""
    made = kind()
    for field in shared([type(old), kind]):
        try:
            made = with_value(made, field.name, getattr(old, field.name))
        except FieldError:
            continue  # a word or a size that only the old kind takes: the default stands
    return made


def changed(record: Struct) -> tuple[Field, ...]:
    """The fields whose values are not the defaults; a name has none to go back to."""
    return tuple(
        field
        for field in fields(type(record))
        if not (field.nested or _free(field)) and getattr(record, field.name) != field.default
    )


def reset(record: T) -> T:
    """The record with the default in each field; a layer in a field stays of its kind."""
    values: dict[str, object] = {field.name: field.default for field in changed(record)}
    for field in fields(type(record)):
        inner = getattr(record, field.name)
        if field.nested and isinstance(inner, Layer):
            values[field.name] = reset(inner)
    return structs.replace(record, **values)


def _free(field: Field) -> bool:
    return field.type is str and not field.choices


def _alike(one: Field, other: Field) -> bool:
    if one.nested or (one.title, one.type, one.pair) != (other.title, other.type, other.pair):
        return False
    if bool(one.choices) != bool(other.choices):
        return one.pair  # the words are left out
    return one.pair or not one.choices or one.choices == other.choices


def _narrowed(alike: list[Field]) -> Field:
    first = alike[0]
    lows = [field.low for field in alike if field.low is not None]
    highs = [field.high for field in alike if field.high is not None]
    words = [word for word in first.choices if all(word in field.choices for field in alike)]
    return structs.replace(
        first,
        low=max(lows, default=None),
        high=min(highs, default=None),
        open=any(field.open for field in alike),
        choices=tuple(words),
        help=first.help if len({field.help for field in alike}) == 1 else "",
    )
