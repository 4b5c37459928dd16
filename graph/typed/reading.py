"""The hyperparameters in what was typed behind a layer's name."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from graph.fields import Field, FieldError, fields, from_text, with_value
from graph.layers.base import Layer
from graph.letters import plain
from graph.network import AnyLayer
from graph.text import Text
from graph.typed.sayings import field_called, names, saying
from graph.typed.spelling import heads
from graph.typed.tokens import Token

Translate = Callable[[str], str]

_FROM_INPUT = ("in_channels", "in_features", "num_features", "num_channels")


class Reading(Struct, frozen=True):
    """A layer with what was said of it."""

    layer: AnyLayer
    said: tuple[str, ...]
    refusal: Text | None
    unknown: tuple[str, ...]


def read(
    layer: AnyLayer, tokens: Sequence[Token], translate: Translate = str, *, call: bool = False
) -> Reading:
    """The layer with the hyperparameters in the tokens, and what is not understood of them."""
    reader = _Reader(layer, translate)
    rest = list(tokens)
    while rest:
        rest = rest[reader.take(rest) :]
    reader.place(saying(type(layer)).ignored if call else None)
    reader.echo()
    return Reading(reader.layer, tuple(reader.said), reader.refusal, tuple(reader.unknown))


class _Reader:
    """Takes one token after the other. Numbers without a name wait until all others are known."""

    def __init__(self, layer: AnyLayer, translate: Translate) -> None:
        self.layer = layer
        self.said: dict[str, str] = {}
        self.refusal: Text | None = None
        self.unknown: list[str] = []
        self._kind: type[Layer] = type(layer)
        self._fields = {field.name: field for field in fields(self._kind)}
        self._waiting: list[str] = []
        self._translate = translate

    def take(self, tokens: Sequence[Token]) -> int:
        """Takes the first token, with the second if it is its value; how many that were."""
        token = tokens[0]
        if token.value and not token.key:
            self._waiting.append(token.value)
        elif token.value:
            self._take_named(token)
        else:
            return self._take_word(token, tokens[1] if len(tokens) > 1 else None)
        return 1

    def place(self, ignored: int | None) -> None:
        """Gives the numbers without a name to the fields in the order in which people say them."""
        said, numbers = saying(self._kind), self._waiting
        if ignored is not None and ignored < len(numbers):
            del numbers[ignored]  # PyTorch wants the input's channels, which are known here
        if len(numbers) == 1 and said.alone and "x" not in numbers[0]:
            for name in said.alone:
                self._set(self._fields[name], numbers[0])
            return
        for number in numbers:
            parts = number.split("x")
            targets = self._targets(len(parts))
            if not targets:
                self.unknown.append(number)
            elif len(targets) == 1:
                self._set(self._fields[targets[0]], number)
            else:
                for name, part in zip(targets, parts, strict=True):
                    self._set(self._fields[name], part)

    def echo(self) -> None:
        """Fields that follow another one where only that is said: a pool's stride its window."""
        for name, source in saying(self._kind).echo.items():
            if source in self.said and name not in self.said:
                self._set(self._fields[name], self.said[source])

    def _targets(self, count: int) -> tuple[str, ...]:
        """The fields that the next number, or `count` numbers joined by ×, are for."""
        said = saying(self._kind)
        free = [name for name in said.order or () if name not in self.said]
        if count == 1:
            return tuple(free[:1])
        if len(said.sides) == count and not self.said.keys() & set(said.sides):
            return said.sides
        if any(self._fields[name].pair for name in said.order or ()):
            return tuple([name for name in free if self._fields[name].pair][:1])
        return tuple(free[:count]) if len(free) >= count else ()

    def _take_named(self, token: Token) -> None:
        target = self._called(token.key)
        if target is not None:
            self._set(target, token.value)
        elif token.key not in _FROM_INPUT:
            self.unknown.append(token.text)

    def _take_word(self, token: Token, following: Token | None) -> int:
        target = self._called(token.text)
        if target is not None and following is not None and self._fits(target, following):
            self._set(target, following.value or following.text)
            return 2
        if (chosen := self._choice(token.text.casefold())) is not None:
            self._set(*chosen)
        elif target is not None:
            if self.refusal is None:
                self.refusal = Text(_ALONE, {"word": token.text})
        elif token.name not in _heads(self._kind):
            self.unknown.append(token.text)
        return 1

    def _fits(self, target: Field, token: Token) -> bool:
        """Whether a token without a name can be the value of a field that was named."""
        if token.value:
            return not token.key and target.type is not bool
        return token.text.casefold() in target.choices

    def _choice(self, word: str) -> tuple[Field, str] | None:
        """The field and the value that one word says: same, bilinear, bias, nobias, nonorm."""
        for exact in (True, False):
            found = [
                (field, choice)
                for field in self._fields.values()
                for choice in field.choices
                if (word == choice if exact else len(word) > 2 and choice.startswith(word))
            ]
            if len(found) == 1:
                return found[0]
        for begin, values in (("", ("on", "")), ("no", ("off", "none"))):
            if word.startswith(begin) and (target := self._called(word[len(begin) :])) is not None:
                if target.type is bool:
                    return target, values[0]
                if values[1] in target.choices:
                    return target, values[1]
        return None

    def _called(self, word: str) -> Field | None:
        target = field_called(self._kind, word)
        if target is None and not word.isascii():
            begun = heads(word)
            target = next(
                (
                    field
                    for field in self._fields.values()
                    if heads(plain(self._translate(field.title)))[: len(begun)] == begun
                ),
                None,
            )
        return None if target is None or target.nested else target

    def _set(self, target: Field, text: str) -> None:
        if text.endswith("%") and target.type is float:
            text = f"{float(text[:-1]) / 100:g}"
        self.said[target.name] = text
        text = next((each for each in target.choices if each.replace("×", "x") == text), text)
        try:
            self.layer = with_value(self.layer, target.name, from_text(target, text))
        except FieldError as error:
            self.refusal = self.refusal or error.text


def _heads(kind: type[Layer]) -> set[str]:
    """The single words of a layer's names: `max pool` has pool, too."""
    return {word for name in names(kind) for word in heads(name)} | {kind.stem}


_ALONE = "“{word}” needs a value behind it: {word} 2."
