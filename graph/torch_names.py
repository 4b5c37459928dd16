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
        result = with_value(result, FIELDS.get(argument, argument), value)
    return result


def output(name: str, arguments: Arguments, *inputs: tuple[int, ...]) -> tuple[int, ...]:
    """The output's dimensions without the batch, for inputs without it; raises ShapeError.

    `output("Conv2d", {"out_channels": 16, "kernel_size": 3}, (3, 32, 32))` is `(16, 30, 30)`.
    """
    try:
        if name == "Flatten":
            return _flat(arguments, *inputs)
        return layer(name, **arguments).output(*_shapes(inputs)).dims
    except FieldError as error:
        raise ShapeError("{text}", text=error.text) from error


def _shapes(inputs: tuple[tuple[int, ...], ...]) -> tuple[Shape, ...]:
    return tuple(made(tuple(dims)) for dims in inputs)


def _flat(arguments: Arguments, dims: tuple[int, ...]) -> tuple[int, ...]:
    """Flatten counts its axes from the batch's, which only here may be one of those written."""
    axes = {"start_dim": 1, "end_dim": -1, **arguments}
    start, end = (_axis(axes.pop(name), len(dims) + 1) for name in ("start_dim", "end_dim"))
    if start == 0:  # the pictures of a batch in one row: a shape that no layer here gives
        return tuple(dims[end:])
    chosen = layer("Flatten", **axes, start_dim=start, end_dim=end)
    return chosen.output(made(tuple(dims))).dims


def _axis(value: object, count: int) -> int:
    """The axis from the front that a number, perhaps from the back, means."""
    if not isinstance(value, int) or not -count <= value < count:
        raise FieldError(
            "There is no axis {value}: with the batch's there are {count}, from 0 to {last}.",
            value=value,
            count=count,
            last=count - 1,
        )
    return value % count


FIELDS = {
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
    size = _needed(arguments, "kernel_size")
    result = {**arguments, "stride": size if stride is None else stride}
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


def _transposed(arguments: Arguments) -> Arguments:
    result = _conv(arguments)
    if (mode := result.pop("padding_mode", "zeros")) != "zeros":
        raise FieldError(
            "A transposed convolution cuts its padding off, so it has no padding mode {mode}. "
            "Use zeros.",
            mode=mode,
        )
    return result


def _adaptive(arguments: Arguments) -> Arguments:
    size = _needed(arguments, "output_size")
    height, width = _several(size, 2)
    if size is None or 0 in (height, width):
        raise FieldError("output_size cannot be {size}: nothing would be left.", size=size)
    return {"height": height or 0, "width": width or 0}


def _needed(arguments: Arguments, name: str) -> object:
    if name not in arguments:
        raise FieldError("{name} is missing: PyTorch has no default for it.", name=name)
    return arguments[name]


def _several(value: object, count: int) -> tuple[object, ...]:
    """One value so many times, or as many values."""
    if not isinstance(value, Sequence):
        return (value,) * count
    values = tuple(cast("Sequence[object]", value))
    if len(values) != count:
        raise FieldError(
            "{value} has {length} numbers where there must be 1 or {count}.",
            value=values,
            length=len(values),
            count=count,
        )
    return values


def _pad(arguments: Arguments) -> Arguments:
    sides = _several(_needed(arguments, "padding"), 4)
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
    height, width = _several(size, 2)
    if 0 in (height, width):
        raise FieldError("size cannot be 0: nothing would be left.")
    return {**result, "height": height, "width": width}


def _flatten(arguments: Arguments) -> Arguments:
    """Axes from the end count from the four of a batch of feature maps."""
    return {
        name: value % 4 if isinstance(value, int) and -4 <= value < 0 else value
        for name, value in arguments.items()
    }


_DERIVED: dict[str, Callable[[Arguments], Arguments]] = {
    "Conv2d": _conv,
    "ConvTranspose2d": _transposed,
    "MaxPool2d": _pool,
    "AvgPool2d": _pool,
    "LPPool2d": _pool,
    "AdaptiveAvgPool2d": _adaptive,
    "AdaptiveMaxPool2d": _adaptive,
    "Pad2d": _pad,
    "Upsample": _upsample,
    "Flatten": _flatten,
}
