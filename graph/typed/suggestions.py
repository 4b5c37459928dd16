"""Layers for what was typed, the best first: `conv 64 3x3 s2`, `pool 2`, `3x residual 64`."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import cast

from msgspec import Struct, structs

from graph.fields import Field, FieldError, field_in, fields, with_value
from graph.layers.base import Layer
from graph.likeness import changed
from graph.network import LAYERS, AnyLayer, Block, Repeat
from graph.shapes import ShapeError
from graph.text import Text
from graph.typed.reading import Reading, read
from graph.typed.sayings import names, rank, saying
from graph.typed.spelling import SAME, closeness
from graph.typed.tokens import Token, Typed, typed

Translate = Callable[[str], str]

_STEM = SAME - 50
_STRANGE = 400
"""What each word that is not understood costs: a worse name with all of them is nearer."""
_NAMELESS = 100
_FAR = 0.2
"""What is so much worse than the best is left out."""
_WORDS = 4
"""The most words of a name."""


class Suggestion(Struct, frozen=True):
    """A layer that may be meant."""

    layer: AnyLayer
    said: tuple[str, ...] = ()
    """Its fields that were said, those in a Repeat as `block.filters`."""
    unknown: tuple[str, ...] = ()
    """What of the text is not understood."""
    wrong: Text | None = None
    """Why a value that was said is not taken."""
    score: int = 0

    @property
    def refusal(self) -> Text | None:
        """Why it is not added as it stands; None if it can be."""
        if self.wrong is not None or not self.unknown:
            return self.wrong
        values: dict[str, object] = {"word": self.unknown[0], "block": self.layer.label}
        takes = [Text(field.title) for field in fields(type(self.layer)) if not field.nested]
        if not takes:
            return Text(_NOTHING, values)
        return Text(_STRANGE_WORD, {**values, "settings": _listed(takes)})

    @property
    def details(self) -> tuple[tuple[Field | None, object], ...]:
        """The hyperparameters that a reader wants to see; without a field, several in short."""
        return _details(self.layer, self.said)


_STRANGE_WORD = "“{word}” is not understood. {block} takes: {settings}."
_NOTHING = "“{word}” is not understood. {block} has no settings."


def suggestions(
    text: str,
    mine: Sequence[Block] = (),
    limit: int = 30,
    translate: Translate = str,
) -> tuple[Suggestion, ...]:
    """Layers that `text` may mean, the best first; all of them where it is empty. Never raises.

    `mine` are blocks of the user's own; `translate` gives a title in the language of the window.
    """
    told = typed(text)
    every: list[AnyLayer] = [*_plain(), *dict.fromkeys(mine)]
    best = [_best(layer, told, translate) for layer in every]
    if not any(best):
        best = [_nameless(layer, told, translate) for layer in every]
    found = [_repeated(each, told.times) for each in best if each is not None]
    found.sort(key=_order)
    least = found[0].score * _FAR if found else 0
    return tuple(each for each in found[:limit] if each.score >= least)


def _order(suggestion: Suggestion) -> tuple[int, int]:
    return -suggestion.score, rank(type(suggestion.layer))


@cache
def _plain() -> tuple[AnyLayer, ...]:
    return tuple(cast(AnyLayer, kind()) for kind in LAYERS)


def _best(layer: AnyLayer, told: Typed, translate: Translate) -> Suggestion | None:
    """The best reading of the text as this layer; None where it does not name it."""
    tokens = told.tokens
    if not tokens:
        return Suggestion(layer)
    found = [
        _scored(read(layer, rest, translate, call=told.call), near)
        for near, rest in _named(layer, tokens, translate)
    ]
    return max(found, key=_score, default=None)


def _nameless(layer: AnyLayer, told: Typed, translate: Translate) -> Suggestion | None:
    """The layer, if all of the text can be its hyperparameters: 3x3 s2."""
    known = read(layer, told.tokens, translate)
    return None if known.unknown or not known.said else _scored(known, _NAMELESS)


def _scored(known: Reading, near: int) -> Suggestion:
    score = max(1, near - _STRANGE * len(known.unknown))
    return Suggestion(known.layer, known.said, known.unknown, known.refusal, score)


def _score(suggestion: Suggestion) -> int:
    return suggestion.score


def _named(
    layer: AnyLayer, tokens: Sequence[Token], translate: Translate
) -> Iterator[tuple[int, list[Token]]]:
    """Where its name may stand in the text: how near that comes, and the tokens beside it."""
    called, stem = _names(layer, translate)
    for start, end, name, rest in _places(tokens):
        near = max((closeness(name, each) for each in called), default=0)
        if stem and (near < _STEM and name == stem):
            near = _STEM
        if near:
            yield near, [*tokens[:start], *rest, *tokens[end:]]


def _names(layer: AnyLayer, translate: Translate) -> tuple[tuple[str, ...], str]:
    """What a layer is called, and its stem, which it may share with others."""
    if isinstance(layer, Block) and layer != Block():
        return (layer.name,), ""
    kind = type(layer)
    title = translate(kind.title)
    return names(kind) if title == kind.title else (*names(kind), title), kind.stem


def _places(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str, list[Token]]]:
    """Runs of words that may be a name: from, to, the name, and a number that is glued to it."""
    for start, first in enumerate(tokens[: _WORDS + 2]):
        name = ""
        for end, token in enumerate(tokens[start : start + _WORDS], start + 1):
            if not token.name or (token.value and not token.key):
                break
            if token.value and token.key.isalpha() and len(token.key) > 1:  # conv64, conv3x3
                yield start, end, name + token.key.casefold(), [Token(token.value, "", token.value)]
            name += token.name
            yield start, end, name, []
        if first.value and not first.key:
            continue


def _repeated(found: Suggestion, times: int | None) -> Suggestion:
    """So many of it in a row; `3x residual 64 s2` halves once, as a stage of ResNet does."""
    if times is None:
        return found
    order = saying(type(found.layer)).order or ()
    try:
        if order and _is_factor(type(found.layer), order[0]):  # up x2
            layer = with_value(found.layer, order[0], times)
            return structs.replace(found, layer=layer, said=(*found.said, order[0]))
        row = _row(found, with_value(Repeat(), "times", times))
        row.layer.parts()
    except (FieldError, ShapeError) as error:
        return structs.replace(found, wrong=found.wrong or error.text)
    return row


def _is_factor(kind: type[Layer], name: str) -> bool:
    return any(field.name == name and field.unit == "×" for field in fields(kind))


def _row(found: Suggestion, row: Repeat) -> Suggestion:
    block, said = found.layer, tuple(f"block.{name}" for name in found.said)
    if "stride" in found.said and block.group == "Blocks":
        stride = getattr(block, "stride", 1)
        if isinstance(stride, int) and stride > 1:
            row, block = with_value(row, "stride", stride), with_value(block, "stride", 1)
            said = tuple("stride" if name == "block.stride" else name for name in said)
    row = structs.replace(row, block=block)
    return structs.replace(found, layer=row, said=("times", *said))


def _details(layer: AnyLayer, said: Sequence[str]) -> tuple[tuple[Field | None, object], ...]:
    """What is always shown, then what was said or is not as usual."""
    if isinstance(layer, Repeat):
        inner = [name.removeprefix("block.") for name in said if name.startswith("block.")]
        own = [(field_in(layer, "stride"), layer.stride)] if layer.stride > 1 else []
        return (*_details(layer.block, inner), *own)
    if isinstance(layer, Block):
        return ()
    kind = type(layer)
    how, short = saying(kind), layer.summary()
    other = {field.name for field in changed(layer)} | set(said)
    if how.shown is None and short:
        first, other = [(None, short)], other - {*(how.order or ()), *how.sides}
    else:
        first = [(field_in(layer, name), getattr(layer, name)) for name in how.shown or ()]
        other -= set(how.shown or ())
    rest = [(each, getattr(layer, each.name)) for each in fields(kind) if each.name in other]
    return (*first, *rest)


def _listed(texts: Sequence[Text]) -> Text:
    """Texts with commas between them."""
    made = texts[0]
    for text in texts[1:]:
        made = Text("{some}, {one}", {"some": made, "one": text})
    return made
