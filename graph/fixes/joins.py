"""Edits that make the inputs of Add, Multiply and Concat agree."""

from collections.abc import Iterator

from graph.fixes.candidate import Candidate, Scene, changed, inserting, replacing, upwards
from graph.fixes.upstream import channel_maker
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.join import Add, Concat, Multiply
from graph.layers.pooling import AdaptiveAvgPool2d, GlobalAvgPool2d, MaxPool2d
from graph.layers.reshape import Pad2d, PadChannels, Upsample
from graph.network import AnyLayer, Wire
from graph.shapes import Image, Shape, Vector
from graph.text import Text

JOINS = (Add, Multiply, Concat)


def agreeing(scene: Scene) -> Iterator[Candidate]:
    """Each input brought to the shape of another."""
    if not isinstance(scene.layer, JOINS):
        return
    wires = scene.network.incoming[scene.name]
    for wire, own in zip(wires, scene.shapes, strict=False):
        for other in dict.fromkeys(scene.shapes):
            if other == own:
                continue
            if not isinstance(scene.layer, Concat):
                yield from _equal_filters(scene, wire, own, other)
            if isinstance(own, Image) and isinstance(other, Image):
                yield from _brought(scene, wire, own, other)


def _equal_filters(scene: Scene, wire: Wire, own: Shape, other: Shape) -> Iterator[Candidate]:
    """As many filters, or features, in the last layer of a branch as the other has."""
    if isinstance(own, Vector) and isinstance(other, Vector):
        yield from _equal_features(scene, wire.source, other.features)
    if not isinstance(own, Image) or not isinstance(other, Image):
        return
    name = channel_maker(scene.network, wire.source)
    if name is None or own.channels == other.channels:
        return
    layer = scene.network.nodes[name].layer
    scale = own.channels // max(1, _filters(layer))  # a bottleneck widens its filters
    count = other.channels // max(1, scale)
    made = changed(layer, filters=count)
    if made is not None:
        text = Text("{node}: {count} filters", {"node": name, "count": count})
        make = replacing(scene.network, name, made)
        yield Candidate(text, make, 2.5, f"{name}.filters")


def _filters(layer: Layer) -> int:
    return getattr(layer, "filters", 1)


def _equal_features(scene: Scene, source: str, features: int) -> Iterator[Candidate]:
    nodes = scene.network.nodes
    before = upwards(scene.network, source)
    name = next((each for each in before if isinstance(nodes[each].layer, Linear)), None)
    made = changed(nodes[name].layer, features=features) if name else None
    if name and made is not None:
        text = Text("{node}: {count} features", {"node": name, "count": features})
        make = replacing(scene.network, name, made)
        yield Candidate(text, make, 2.5, f"{name}.features")


def _brought(scene: Scene, wire: Wire, own: Image, other: Image) -> Iterator[Candidate]:
    """A layer in the wire that gives the other's shape, or for Concat its height and width."""
    if isinstance(scene.layer, Multiply):
        yield _inserted(scene, wire, GlobalAvgPool2d(), "Global average", 3.0)
    if isinstance(scene.layer, Concat) or own.channels == other.channels:
        yield from _resized(scene, wire, own, other)
        return
    stride = max(1, round(own.height / other.height))
    conv = Conv2d(other.channels, 1, stride)
    yield _inserted(scene, wire, conv, "1×1 convolution", 3.5)
    if own.channels < other.channels:
        more = PadChannels(other.channels - own.channels)
        skip = (MaxPool2d(1, stride),) if stride > 1 else ()
        yield _inserted(scene, wire, more, "Pad channels", 3.8, skip)


def _resized(scene: Scene, wire: Wire, own: Image, other: Image) -> Iterator[Candidate]:
    """Larger or smaller without weights; cut at the edges where only a little is too much."""
    if own.height < other.height or own.width < other.width:
        larger = Upsample(height=other.height, width=other.width)
        yield _inserted(scene, wire, larger, "Upsample", 3.2)
        return
    rows, columns = own.height - other.height, own.width - other.width
    if 2 * rows < own.height and 2 * columns < own.width:
        crop = Pad2d(-(columns // 2), -(columns - columns // 2), -(rows // 2), -(rows - rows // 2))
        yield _inserted(scene, wire, crop, "Crop", 3.0)
    smaller = AdaptiveAvgPool2d(other.height, other.width)
    yield _inserted(scene, wire, smaller, "Adaptive average", 3.2)


def _inserted(
    scene: Scene,
    wire: Wire,
    layer: AnyLayer,
    title: str,
    change: float,
    first: tuple[AnyLayer, ...] = (),
) -> Candidate:
    text = Text("{layer} on the wire from {node}", {"layer": Text(title), "node": wire.source})
    make = inserting(scene.network, wire, *first, layer)
    return Candidate(text, make, change, f"{title}.{wire.source}")
