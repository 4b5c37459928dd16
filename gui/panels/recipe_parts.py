"""The recipe in sections: which fields stand together, when each means something, and presets."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct, structs

from graph.augmentation import Augmentation
from graph.fields import Field, field, fields
from graph.recipe import Recipe
from gui.editors import written
from gui.language import tr

AUGMENTATION: Final = "augmentation"
"""The section, and the recipe's field, that has fields of its own."""

SECTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "training": (
        "Training",
        (
            *("epochs", "batch_size", "optimizer", "learning_rate"),
            *("momentum", "nesterov", "gradient_clipping"),
        ),
    ),
    "schedule": ("Schedule", ("schedule", "warm_up", "peak", "step_epochs", "step_factor")),
    "loss": ("Loss", ("loss", "label_smoothing", "class_weights")),
    "regularisation": (
        "Regularisation",
        ("weight_decay", "decay_all", "ema", "validation", "patience"),
    ),
    AUGMENTATION: ("Augmentation", Augmentation.__struct_fields__),
    "speed": ("Speed", ("precision", "channels_last", "compile", "cuda_graphs")),
    "weights": ("Weights", ("start", "keep_every")),
    "device": ("Device", ("device", "processes", "sharded", "threads", "seed")),
}
"""Title and fields of each, in the order in which they stand."""

PLACES: Final = ("device", "processes", "sharded", "threads", "start", "keep_every", "seed")
"""What a preset leaves alone: where the training runs, what it starts from, what it keeps."""

_MEANT: Final[dict[str, Callable[[Recipe], bool]]] = {
    "momentum": lambda recipe: recipe.optimizer in ("sgd", "rmsprop"),
    "nesterov": lambda recipe: (
        recipe.optimizer == "sgd" and (recipe.momentum > 0 or recipe.nesterov)
    ),
    "warm_up": lambda recipe: recipe.schedule != "one-cycle",
    "peak": lambda recipe: recipe.schedule == "one-cycle",
    "step_epochs": lambda recipe: recipe.schedule == "step",
    "step_factor": lambda recipe: recipe.schedule == "step",
    "label_smoothing": lambda recipe: recipe.loss == "cross-entropy",
    "decay_all": lambda recipe: recipe.weight_decay > 0,
    "cuda_graphs": lambda recipe: recipe.device in ("auto", "cuda"),
    "sharded": lambda recipe: recipe.processes > 1,
    "threads": lambda recipe: recipe.device in ("auto", "cpu"),
}


class Preset(Struct, frozen=True):
    """A whole way to train that is taken in one step."""

    title: str
    help: str
    recipe: Recipe

    def over(self, recipe: Recipe) -> Recipe:
        """The preset, where and from what the recipe trains as before."""
        return structs.replace(self.recipe, **{name: getattr(recipe, name) for name in PLACES})


PRESETS: Final = (
    Preset("Defaults", "Adam with a constant learning rate, as in a new project.", Recipe()),
    Preset(
        "Fast: one-cycle",
        "AdamW with a high learning rate that goes up and down once. Learns most in few epochs.",
        Recipe(
            batch_size=128,
            optimizer="adamw",
            learning_rate=1e-2,
            schedule="one-cycle",
            peak=0.25,
            label_smoothing=0.05,
            channels_last=True,
        ),
    ),
)


def fields_of(section: str) -> Sequence[Field]:
    """The fields of a section, those of the augmentation by their own names."""
    if section == AUGMENTATION:
        return fields(Augmentation)
    return tuple(field(Recipe, name) for name in SECTIONS[section][1])


def owner_of(section: str, recipe: Recipe) -> Struct:
    """What has the fields of a section."""
    return recipe.augmentation if section == AUGMENTATION else recipe


def meant(recipe: Recipe, name: str) -> bool:
    """Whether a field of the recipe has any effect beside the others as they are."""
    rule = _MEANT.get(name)
    return rule is None or rule(recipe)


def found(each: Field, typed: str) -> bool:
    """Whether each of the words that were typed is in a field's title, its help, or its name in the
    project's file, which is often the one in PyTorch and in papers: crop, patience.
    """
    name = each.name.replace("_", " ")
    known = f"{name} {each.title} {each.help} {tr(each.title)} {tr(each.help)}".casefold()
    return all(word in known for word in typed.casefold().split())


def changes(section: str, recipe: Recipe) -> str:
    """What a section has that is not the default, in a row: one-cycle · peak at 0.3."""
    owner = owner_of(section, recipe)
    values = [(each, getattr(owner, each.name)) for each in fields_of(section)]
    said = [
        _said(each, value)
        for each, value in values
        if value != each.default and (section == AUGMENTATION or meant(recipe, each.name))
    ]
    return " · ".join(said)


def _said(each: Field, value: object) -> str:
    title = tr(each.title)
    if isinstance(value, bool):
        return title if value else tr("no {setting}", setting=title)
    if each.choices:
        return written(value)
    return f"{title} {written(value)} {tr(each.unit)}".rstrip()
