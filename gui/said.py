"""A layer that was typed, as people read it: its name, its hyperparameters, what comes of it."""

from collections.abc import Sequence

from graph.fields import Field
from graph.layers.base import sized
from graph.typed.fitting import Fit
from graph.typed.suggestions import Suggestion
from gui.figures import ltr
from gui.language import Language, current, tr
from gui.titles import brief, titled

_COUNTED = {
    "filters": "{count} filters",
    "features": "{count} features",
    "channels": "{count} channels",
    "groups": "{count} groups",
}


def title(suggestion: Suggestion) -> str:
    """What the block is called."""
    return tr(suggestion.layer.label)


def details(suggestion: Suggestion, partners: Sequence[str] = ()) -> str:
    """Its hyperparameters in a row, and what it joins: 5×5 · 32 filters."""
    parts = [_written(field, value) for field, value in suggestion.details]
    if partners:
        parts.insert(0, tr("with {names}", names=", ".join(partners)))
    return " · ".join(parts)


def outcome(fit: Fit) -> str:
    """The result's shape behind an arrow; nothing where it is not known."""
    return _formula(f"→ {fit.shape}") if fit.shape is not None and fit.refusal is None else ""


def trouble(fit: Fit) -> str:
    """Why it cannot be meant, or does not fit there, or what to mind; nothing if all is well."""
    text = fit.refusal or fit.problem
    return tr(text) if text is not None else ""


def wrong(fit: Fit) -> bool:
    """Whether nothing would come of it as it stands."""
    if fit.refusal is not None:
        return True
    return fit.problem is not None and fit.shape is None and not fit.advised


def spoken(fit: Fit) -> str:
    """The whole row as a sentence, for a screen reader."""
    shape = tr("result {shape}", shape=fit.shape) if outcome(fit) else ""
    return ", ".join(
        filter(
            None,
            (title(fit.suggestion), details(fit.suggestion, fit.partners), shape, trouble(fit)),
        )
    )


def _written(field: Field | None, value: object) -> str:
    if field is None:
        return _formula(str(value))
    name = tr(field.title).lower()
    if isinstance(value, bool):
        return name if value else tr("no {setting}", setting=name)
    if field.pair and field.name == "kernel":
        assert isinstance(value, int | tuple)
        return _formula(sized(value))
    if field.name in _COUNTED:
        return tr(_COUNTED[field.name], count=value)
    return f"{name} {_value(value)}"


def _formula(text: str) -> str:
    """Numbers and signs run from left to right in every language."""
    return ltr(text) if current() is Language.PERSIAN else text


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return _formula("×".join(map(_value, value)))
    if isinstance(value, float):
        return brief(value)
    return titled(value) if isinstance(value, str) else str(value)
