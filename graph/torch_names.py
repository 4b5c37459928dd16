"""Layers by PyTorch's names and arguments: for imported networks, and as a door for tests.

`layer("MaxPool2d", kernel_size=3).output(Image(8, 32, 32))` is `Image(8, 10, 10)`.
"""

from collections.abc import Callable, Sequence
from typing import cast

from graph.fields import FieldError, with_value
from graph.layers.base import Layer
from graph.network import LAYERS
from graph.shapes import Shape, ShapeError, made

Arguments = dict[str, object]


def layer(name: str, **arguments: object) -> Layer:
    """The layer that `torch.nn.<name>(**arguments)` is, without the input's channels.

    Raises FieldError for a value, an argument or a name that Convas has not.
    """
    kinds = {kind.__name__: kind for kind in LAYERS}
    title, fixed = _ALIASES.get(name, (name, {}))
    if title not in kinds:
        raise FieldError("PyTorch's {name} has no layer here.", name=name)
    kind = kinds[title]
    values = _DERIVED.get(title, _as_they_are)({**fixed, **arguments})
    result = kind()
    for argument, value in values.items():
        result = with_value(result, _NAMES.get(argument, argument), value)
    return result


def output(name: str, arguments: Arguments, *inputs: tuple[int, ...]) -> tuple[int, ...]:
    """The output's dimensions without the batch, for inputs without it; raises ShapeError.

    `output("Conv2d", {"out_channels": 16, "kernel_size": 3}, (3, 32, 32))` is `(16, 30, 30)`.
    """
    try:
        return layer(name, **arguments).output(*_shapes(inputs)).dims
    except FieldError as error:
        raise ShapeError("{text}", text=error.text) from error


def _shapes(inputs: tuple[tuple[int, ...], ...]) -> tuple[Shape, ...]:
    return tuple(made(tuple(dims)) for dims in inputs)


_NAMES = {
    "out_channels": "filters",
    "kernel_size": "kernel",
    "ceil_mode": "ceil",
    "count_include_pad": "count_padding",
    "divisor_override": "divisor",
    "norm_type": "norm",
    "out_features": "features",
    "start_dim": "start",
    "end_dim": "end",
    "num_groups": "groups",
    "upscale_factor": "factor",
    "downscale_factor": "factor",
    "negative_slope": "slope",
    "p": "rate",
    "align_corners": "align",
}
"""PyTorch's argument -> the field, where they differ."""

_ALIASES: dict[str, tuple[str, Arguments]] = {
    "ZeroPad2d": ("Pad2d", {"mode": "zeros"}),
    "ReflectionPad2d": ("Pad2d", {"mode": "reflect"}),
    "ReplicationPad2d": ("Pad2d", {"mode": "replicate"}),
    "CircularPad2d": ("Pad2d", {"mode": "circular"}),
}


def _as_they_are(arguments: Arguments) -> Arguments:
    return arguments


def _pool(arguments: Arguments) -> Arguments:
    """A pool's stride is its window's size where nothing is said."""
    stride = arguments.get("stride")
    result = {**arguments, "stride": arguments["kernel_size"] if stride is None else stride}
    if result.get("divisor_override", 1) is None:
        del result["divisor_override"]
    elif result.get("divisor_override", 1) == 0:
        raise FieldError("divisor_override cannot be 0: nothing can be divided by it.")
    return result


def _conv(arguments: Arguments) -> Arguments:
    result = {"kernel_size": 1, "stride": 1, **arguments}
    if result.get("padding") == "valid":
        result["padding"] = 0
    return result


def _adaptive(arguments: Arguments) -> Arguments:
    height, width = _both(arguments["output_size"])
    if 0 in (height, width):
        raise FieldError("output_size cannot be 0: nothing would be left.")
    return {"height": height or 0, "width": width or 0}


def _both(size: object) -> tuple[object, object]:
    height, width = cast("Sequence[object]", size) if isinstance(size, Sequence) else (size, size)
    return height, width


def _pad(arguments: Arguments) -> Arguments:
    padding = arguments["padding"]
    sides = cast("Sequence[object]", padding) if isinstance(padding, Sequence) else (padding,) * 4
    return {"mode": arguments["mode"], **dict(zip(_SIDES, sides, strict=True))}


_SIDES = ("left", "right", "top", "bottom")


def _upsample(arguments: Arguments) -> Arguments:
    result = dict(arguments)
    size, scale = result.pop("size", None), result.pop("scale_factor", None)
    if (size is None) == (scale is None):
        raise FieldError("Upsample needs either size or scale_factor.")
    if str(result.get("mode", "nearest")).startswith("nearest"):
        if result.pop("align_corners", None) is not None:
            raise FieldError("align_corners has no meaning with nearest.")
    elif result.get("align_corners", False) is None:
        del result["align_corners"]
    if scale is not None:
        return {**result, "factor": scale}
    height, width = _both(size)
    if 0 in (height, width):
        raise FieldError("size cannot be 0: nothing would be left.")
    return {**result, "height": height, "width": width}


def _flatten(arguments: Arguments) -> Arguments:
    """Axes from the end count from the four of a batch of feature maps."""
    result: Arguments = {}
    for name, value in arguments.items():
        assert isinstance(value, int)
        result[name] = value + 4 if value < 0 else value
    return result


_DERIVED: dict[str, Callable[[Arguments], Arguments]] = {
    "Conv2d": _conv,
    "ConvTranspose2d": _conv,
    "MaxPool2d": _pool,
    "AvgPool2d": _pool,
    "LPPool2d": _pool,
    "AdaptiveAvgPool2d": _adaptive,
    "AdaptiveMaxPool2d": _adaptive,
    "Pad2d": _pad,
    "Upsample": _upsample,
    "Flatten": _flatten,
}
