"""How choices, numbers and a recipe are written where people read them; it needs no widget."""

import re
from typing import Final

from backend.protocol import Device
from graph.recipe import Recipe
from graph.sources import DataSource, Own, trained_on, unknown
from gui.figures import count, ltr
from gui.language import tr

TITLES: Final = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "step": "in steps",
    "fp32": "FP32",
    "bf16": "BF16",
    "fp16": "FP16",
    "auto": "automatic",
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "MPS",
    "relu": "ReLU",
    "leaky-relu": "leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "hardswish": "Hardswish",
    "svg": "SVG",
    "pdf": "PDF",
    "png": "PNG",
    "nearest-exact": "nearest, exact",
}
"""How a choice is written where people read it; those that are left out are words already."""


def titled(choice: str) -> str:
    """A choice as people write it, in the language in use."""
    return tr(TITLES.get(choice, choice))


def kind_of(device: Device) -> str:
    """What kind of device one is, as people write it: CPU, CUDA."""
    return titled(device.name.partition(":")[0])


def brief(number: float) -> str:
    """A number in the fewest characters that give it back: 0.9, 1e-3."""
    if number == 0 or 0.01 <= abs(number) < 1e6:
        return repr(number).removesuffix(".0")
    exact = (text for places in range(17) if float(text := f"{number:.{places}e}") == number)
    mantissa, _, exponent = next(exact, f"{number:.16e}").partition("e")
    return f"{mantissa}e{int(exponent)}"


def summary(recipe: Recipe) -> str:
    """The recipe in a line, for the chip in the top bar: Adam 1e-3 · 5 epochs · batch 128."""
    return tr(
        "{optimizer} {rate} · 1 epoch · batch {batch}"
        if recipe.epochs == 1
        else "{optimizer} {rate} · {epochs} epochs · batch {batch}",
        optimizer=titled(recipe.optimizer),
        rate=brief(recipe.learning_rate),
        epochs=recipe.epochs,
        batch=recipe.batch_size,
    )


def named(source: DataSource) -> str:
    """What a data set is called: its file or folder, where it is the user's own."""
    if isinstance(source, Own):
        for field in ("file", "pictures_file", "folder"):
            path = getattr(source, field, "").rstrip("/\\")
            if path:
                return re.split(r"[/\\]", path)[-1]
    return tr(source.title)


def pictured(source: DataSource) -> str:
    """The data set in a line, for its chip: MNIST · 60,000 · 1×28×28."""
    if unknown(source) is not None:
        return tr("{name} · not looked through", name=named(source))
    return ltr(f"{named(source)} · {count(trained_on(source))} · {source.shape}")
