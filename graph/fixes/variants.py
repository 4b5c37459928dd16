"""Other settings of one layer that may mend it: nearby numbers, divisors, other modes."""

from collections.abc import Iterator
from math import gcd, isqrt
from typing import Final

from msgspec import structs

from graph.blocks.excite import SqueezeExcite
from graph.blocks.residual import Bottleneck
from graph.fields import field
from graph.fixes.candidate import Variant, changed
from graph.layers.base import Layer, pair, sized
from graph.layers.dense import Flatten
from graph.layers.normalisation import GroupNorm
from graph.layers.reshape import Pad2d, PixelShuffle, PixelUnshuffle, Reshape, Upsample
from graph.network import Repeat
from graph.shapes import Image, Shape, ShapeError
from graph.text import Text

Sizes = int | tuple[int, ...]

_WEIGHTS: Final = {
    "padding": 1.0,
    "output_padding": 1.0,
    "stride": 1.3,
    "kernel": 1.6,
    "dilation": 2.6,
}
"""How much a step of a setting changes the network: padding least, the filter's size more."""

_CHOICES: Final[dict[str, dict[str | bool, float]]] = {
    "ceil": {True: 1.4},
    "align": {False: 1.0},
    "padding_mode": {"zeros": 1.5, "replicate": 1.7},
    "mode": {"zeros": 1.5, "replicate": 1.7},
    "shortcut": {"projection": 1.5, "none": 3.0},
}
"""Words and switches that are worth a try, and how much they change."""


def variants(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Variant]:
    """Layers like this one for inputs of these shapes; most of them do not mend anything."""
    if isinstance(layer, Repeat):
        yield from _of_repeat(layer, shapes)
        return
    yield from numbers(layer, shapes)
    yield from _choices(layer)
    yield from _groups(layer, shapes)
    yield from _axes(layer)
    yield from _of_class(layer, shapes)


def numbers(layer: Layer, shapes: tuple[Shape, ...] = ()) -> Iterator[Variant]:
    """Other paddings, strides, sizes and dilations."""
    square = not any(isinstance(s, Image) and s.height != s.width for s in shapes)
    for setting, weight in _WEIGHTS.items():
        if setting not in layer.__struct_fields__:
            continue
        now = _start(layer, setting)
        for value, way in _near(now, square=square):
            longer = setting == "stride" and sum(pair(value)) > sum(pair(now))  # and loses more
            yield from _with(layer, setting, value, weight * way**0.5 + 0.2 * longer)
    yield from _keeping(layer)
    yield from _fitting_size(layer, shapes)


def _keeping(layer: Layer) -> Iterator[Variant]:
    """Padding for this size, or the size for this padding, with which stride 1 keeps the size."""
    values = structs.asdict(layer)
    if not {"kernel", "padding"} <= values.keys():
        return
    rows, columns = pair(values["kernel"])
    border = _merged((rows - 1) // 2, (columns - 1) // 2)
    yield from _with(layer, "padding", border, 0.5 + max(rows, columns) ** 0.5)
    if not isinstance(padding := values["padding"], str):
        rows, columns = pair(padding)
        yield from _with(layer, "kernel", _merged(2 * rows + 1, 2 * columns + 1), 2.2)


def _with(
    layer: Layer, setting: str, value: Sizes | str | float, change: float
) -> Iterator[Variant]:
    """The layer with one field changed, if the field takes the value and had another."""
    made = changed(layer, **{setting: value})
    if made is None or made == layer:
        return
    title = Text(field(type(layer), setting).title)
    if isinstance(value, bool):
        text = Text("{title}: on" if value else "{title}: off", {"title": title})
    else:
        text = Text("{title} {value}", {"title": title, "value": _shown(value)})
    yield Variant(text, made, change, setting)


def _shown(value: Sizes | str | float) -> object:
    match value:
        case tuple():
            return sized(value)
        case str():
            return Text(value)
        case _:
            return value


def _start(layer: Layer, setting: str) -> Sizes:
    """The number, or the one that a word such as “same” comes to."""
    now = getattr(layer, setting)
    if not isinstance(now, str):
        return now
    rows, columns = pair(getattr(layer, "kernel", 1))
    return ((rows - 1) // 2, (columns - 1) // 2) if rows != columns else (rows - 1) // 2


def _near(now: Sizes, *, square: bool) -> Iterator[tuple[Sizes, float]]:
    """Other values, and how far away they are; one for each axis where the axes differ."""
    if isinstance(now, int):
        yield now, 0.5  # instead of a word
        yield from _steps(now)
        if square:
            return
    height, width = pair(now)
    for value, way in _steps(height):
        yield _merged(value, width), way + 0.1
    for value, way in _steps(width):
        yield _merged(height, value), way + 0.1
    for step in (1, -1, 2, -2):
        if min(height, width) + step >= 0:
            yield _merged(height + step, width + step), 2 * abs(step)


def _merged(height: int, width: int) -> Sizes:
    return height if height == width else (height, width)


def _steps(now: int) -> Iterator[tuple[int, float]]:
    for step in (1, -1, 2, -2, 3, -3, 4, 5, 6):
        if now + step >= 0:
            yield now + step, abs(step)
    half = now // 2
    while half > 6:  # a number that is far too large is halved until it fits
        yield half, now - half
        half //= 2


def _fitting_size(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Variant]:
    """The largest filter that fits where the filter is too large."""
    try:
        windows = layer.windows(*shapes) if shapes else ()
    except ShapeError:
        return
    if not windows or all(window.exact >= 1 for window in windows):
        return
    rows, columns = (
        min(window.kernel, (window.padded - 1) // window.dilation + 1) for window in windows
    )
    most = max(window.kernel for window in windows) - min(rows, columns)
    yield from _with(layer, "kernel", _merged(rows, columns), _WEIGHTS["kernel"] * most**0.5)


def _choices(layer: Layer) -> Iterator[Variant]:
    for setting, values in _CHOICES.items():
        if setting in layer.__struct_fields__:
            for value, change in values.items():
                yield from _with(layer, setting, value, change)


def _groups(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Variant]:
    """Numbers of groups that divide the channels, and filters that the groups divide."""
    groups = getattr(layer, "groups", None)
    if groups is None or not shapes:
        return
    channels, filters = shapes[0].dims[0], getattr(layer, "filters", 0)
    match layer:
        case GroupNorm():
            whole = channels
        case Bottleneck():  # it groups its own filters
            whole = filters
        case _:
            whole = gcd(channels, filters)
    for rank, divisor in enumerate(_divisors(whole, near=groups)[:4]):
        yield from _with(layer, "groups", divisor, 1.5 + 0.2 * rank)
    for count in {filters // groups * groups, -(-filters // groups) * groups} if filters else ():
        yield from _with(layer, "filters", count, 2.0 + abs(count - filters) / filters)


def _divisors(whole: int, near: int) -> list[int]:
    """The divisors of a number, the nearest to another first."""
    small = [number for number in range(1, isqrt(whole) + 1) if whole % number == 0]
    both = {*small, *(whole // number for number in small)}
    return sorted(both, key=lambda divisor: (abs(divisor - near), divisor))


def _axes(layer: Layer) -> Iterator[Variant]:
    if isinstance(layer, Flatten) and layer.start > layer.end:
        text = Text("From axis {start} to axis {end}", {"start": layer.end, "end": layer.start})
        yield Variant(text, Flatten(layer.end, layer.start), 1.0, "axes")


def _of_class(layer: Layer, shapes: tuple[Shape, ...]) -> Iterator[Variant]:
    """What only one kind of layer has."""
    match layer:
        case PixelShuffle(factor) | PixelUnshuffle(factor):
            for value in range(1, factor + 6):
                yield from _with(
                    layer, "factor", value, 1.0 + abs(value - factor) + 3.0 * (value == 1)
                )
        case SqueezeExcite(reduction):
            for rank, value in enumerate(_divisors(shapes[0].dims[0], near=reduction)[:3]):
                yield from _with(layer, "reduction", value, 1.0 + 0.2 * rank)
        case Reshape():
            yield from _sizes(layer, shapes[0].count)
        case Upsample():
            yield from _upsampling(layer)
        case Pad2d():
            yield from _borders(layer, shapes[0])
        case _:
            pass


def _sizes(layer: Reshape, count: int) -> Iterator[Variant]:
    """Channels, height and width whose product is `count`, with as many kept as can be."""
    channels, height, width = layer.channels, layer.height, layer.width
    plane = count // channels
    rows_near = _divisors(plane, near=isqrt(plane))[0] if plane else 1
    tried = {
        (count // (height * width), height, width): 1.0,
        (channels, count // (channels * width), width): 1.2,
        (channels, height, count // (channels * height)): 1.2,
        (channels, rows_near, plane // rows_near): 1.5,
        (count, 1, 1): 3.0,
    }
    for (new, rows, columns), change in tried.items():
        made = changed(layer, channels=new, height=rows, width=columns)
        if made is not None and new * rows * columns == count:
            yield Variant(Text("Other sizes"), made, change, "sizes")


def _upsampling(layer: Upsample) -> Iterator[Variant]:
    if side := layer.height or layer.width:
        yield from _with(layer, "width" if layer.height else "height", side, 1.0)
    yield from _with(layer, "factor", 1.0, 1.0)
    yield from _with(layer, "mode", "bilinear", 1.5)


def _borders(layer: Pad2d, shape: Shape) -> Iterator[Variant]:
    """Borders that are no wider than the picture allows, and none at all."""
    if not isinstance(shape, Image):
        return
    rows, columns = shape.height - 1, shape.width - 1
    clipped = changed(
        layer,
        left=max(-(columns // 2), min(layer.left, columns)),
        right=max(-(columns // 2), min(layer.right, columns)),
        top=max(-(rows // 2), min(layer.top, rows)),
        bottom=max(-(rows // 2), min(layer.bottom, rows)),
    )
    if clipped is not None and clipped != layer:
        text = Text("Pad {sides}", {"sides": clipped.summary()})
        yield Variant(text, clipped, 1.2, "sides")


def _of_repeat(layer: Repeat, shapes: tuple[Shape, ...]) -> Iterator[Variant]:
    """The repeated block's variants, and a first copy like the others."""
    for variant in variants(layer.block, shapes):
        made = changed(layer, block=variant.layer)
        if made is not None:
            yield Variant(variant.text, made, variant.change, variant.kind)
    yield from _with(layer, "stride", 1, 1.0)
