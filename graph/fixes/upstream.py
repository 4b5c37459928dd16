"""Edits before the node: its inputs' size and channels, and layers put into its wires."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import structs

from graph.fixes.candidate import Candidate, Scene, changed, inserting, replacing, upwards
from graph.fixes.variants import numbers
from graph.layers.base import Layer, sized
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm1d
from graph.layers.pooling import GlobalAvgPool2d
from graph.layers.reshape import Pad2d, Reshape
from graph.network import Network, Wire
from graph.shapes import Image, ShapeError, Vector, Window
from graph.text import Text

FARTHEST = 64
"""Layers between the network's input and the node, beyond which the input's size is left alone."""

_GROWTH = (*range(1, 9), 10, 12, 16, 20, 24, 32, 48, 64, 96, 128)
"""By how many pixels an input is tried larger and smaller."""


def earlier_settings(scene: Scene) -> Iterator[Candidate]:
    """The padding, stride or size of the layer that decides the size that arrives."""
    if not scene.shapes:
        return
    for name in sorted(makers(scene)):
        layer = scene.network.nodes[name].layer
        if isinstance(layer, Input):
            continue
        shapes = scene.known.known_inputs(name) or ()
        for variant in numbers(layer, shapes):
            arriving = scene.shapes_after({name: variant.layer})
            if arriving and scene.fits(scene.layer, arriving):
                text = Text("{node}: {change}", {"node": name, "change": variant.text})
                make = replacing(scene.network, name, variant.layer)
                kind = f"{name}.{variant.kind}"
                yield Candidate(text, make, variant.change + 0.3, kind)


def makers(scene: Scene) -> set[str]:
    """The nearest layers before the node that change the shape, one for each of its inputs."""
    return {_maker(scene, wire.source) for wire in scene.network.incoming[scene.name]}


def _maker(scene: Scene, name: str) -> str:
    known = scene.known.outputs
    for before in upwards(scene.network, name):
        if known.get(before) != known.get(name):
            break
        name = before
    return name


def another_input(scene: Scene) -> Iterator[Candidate]:
    """Larger or smaller pictures, unless they are those of the data set."""
    if not scene.shapes or scene.pictures is None or _depth(scene) > FARTHEST:
        return
    for name in scene.before:
        layer = scene.network.nodes[name].layer
        if isinstance(layer, Input) and layer.output() != scene.pictures:
            for sign in (1, -1):
                yield from _resized(scene, name, layer, sign)


def _depth(scene: Scene) -> int:
    """How many layers are computed before the node, those inside blocks too."""
    blocks = scene.known.interiors
    inside = [len(blocks[name].network.nodes) for name in scene.before if name in blocks]
    return len(scene.before) + sum(inside)


def _resized(scene: Scene, name: str, layer: Input, sign: int) -> Iterator[Candidate]:
    """The least change of the input in one direction that mends the problem."""
    square = layer.height == layer.width
    for step in _GROWTH:
        if sign < 0 and 2 * step > min(layer.height, layer.width):
            return
        for rows, columns in ((step, step), (step, 0), (0, step))[: 1 if square else 3]:
            made = changed(
                layer, height=layer.height + sign * rows, width=layer.width + sign * columns
            )
            arriving = made and scene.shapes_after({name: made})
            if made and arriving and scene.fits(scene.layer, arriving):
                text = Text("{node}: {change}", {"node": name, "change": made.output()})
                change = 1.2 + 3.0 * max(rows / layer.height, columns / layer.width)
                yield Candidate(text, replacing(scene.network, name, made), change, "input")
                return


def dividing_channels(scene: Scene) -> Iterator[Candidate]:
    """As many filters in the layer before as divide the way that the node needs."""
    for wire in scene.network.incoming[scene.name] if scene.shapes else ():
        name = channel_maker(scene.network, wire.source)
        layer = scene.network.nodes[name].layer if name else None
        if name is None or layer is None:
            continue
        now: int = structs.asdict(layer)["filters"]  # channel_maker has looked
        for way in range(1, 65):
            fitting = [c for c in (now - way, now + way) if _divides(scene, name, layer, c)]
            for count in fitting:
                made = changed(layer, filters=count)
                text = Text("{node}: {count} filters", {"node": name, "count": count})
                if made is not None:
                    make = replacing(scene.network, name, made)
                    yield Candidate(text, make, 2.0 + way / now, f"{name}.filters")
            if fitting:
                break


def _divides(scene: Scene, name: str, layer: Layer, filters: int) -> bool:
    made = changed(layer, filters=filters)
    arriving = scene.shapes_after({name: made}) if made is not None else None
    return bool(arriving) and scene.fits(scene.layer, arriving or ())


def channel_maker(network: Network, name: str) -> str | None:
    """The layer with filters that decides the number of channels there."""
    for before in upwards(network, name):
        if "filters" in network.nodes[before].layer.__struct_fields__:
            return before
    return None


def cropped(scene: Scene) -> Iterator[Candidate]:
    """The pixels that the last position leaves over cut off, or those that it lacks added.

    The crop changes no result: it only says what is lost.
    """
    wires = scene.network.incoming[scene.name]
    windows = _windows(scene)
    if len(wires) != 1 or not windows:
        return
    over = [(w.padded - w.span) % w.stride for w in windows]
    rows, columns = [(w.stride - rest) % w.stride for w, rest in zip(windows, over, strict=True)]
    sides = Pad2d(columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
    text = Text("Pad to {size}", {"size": _size(windows, rows, columns)})
    yield Candidate(text, inserting(scene.network, wires[0], sides), 1.6, "pad")
    if not any(window.padding for window in windows):
        rows, columns = over
        text = Text("Crop to {size}", {"size": _size(windows, -rows, -columns)})
        crop = Pad2d(0, -columns, 0, -rows)
        yield Candidate(text, inserting(scene.network, wires[0], crop), 1.1, "crop")


def _windows(scene: Scene) -> tuple[Window, ...]:
    try:
        return scene.layer.windows(*scene.shapes) if scene.shapes else ()
    except ShapeError:
        return ()


def _size(windows: tuple[Window, ...], rows: int, columns: int) -> str:
    height, width = windows
    return sized((height.size + rows, width.size + columns))


def flattened(scene: Scene) -> Iterator[Candidate]:
    """Flatten before a layer that wants a vector; before an Output also the classes."""
    wires = scene.network.incoming[scene.name]
    if len(wires) != 1 or not scene.shapes or isinstance(scene.shapes[0], Vector):
        return
    network, wire, dense = scene.network, wires[0], Linear(scene.classes)
    if isinstance(scene.layer, Output):
        make = inserting(network, wire, Flatten(), dense)
        yield Candidate(Text("Insert Flatten and Fully connected"), make, 3.0, "flatten")
        yield from _averaged(scene, dense)
    elif isinstance(scene.layer, Linear | BatchNorm1d):
        yield Candidate(Text("Insert Flatten"), inserting(network, wire, Flatten()), 3.0, "flatten")
        if isinstance(scene.shapes[0], Image):
            make = inserting(network, wire, GlobalAvgPool2d(), Flatten())
            text = Text("Insert Global average and Flatten")
            yield Candidate(text, make, 4.0, "global")


def _averaged(scene: Scene, dense: Linear) -> Iterator[Candidate]:
    """Each channel's mean as a class, or as what a small fully connected layer sees."""
    wire = scene.network.incoming[scene.name][0]
    if not isinstance(scene.shapes[0], Image):
        return
    if scene.shapes[0].channels == scene.classes:
        make = inserting(scene.network, wire, GlobalAvgPool2d(), Flatten())
        text = Text("Insert Global average and Flatten")
        yield Candidate(text, make, 2.5, "global")
        return
    make = inserting(scene.network, wire, GlobalAvgPool2d(), Flatten(), dense)
    text = Text("Insert Global average, Flatten and Fully connected")
    yield Candidate(text, make, 3.5, "global")


def unflattened(scene: Scene) -> Iterator[Candidate]:
    """A vector where a feature map is wanted: without the Flatten before, or with Reshape."""
    wires = scene.network.incoming[scene.name]
    if len(wires) != 1 or not scene.shapes or isinstance(scene.shapes[0], Image):
        return
    network, wire = scene.network, wires[0]
    name = _maker(scene, wire.source)
    if isinstance(network.nodes[name].layer, Flatten):
        text = Text("Remove {node}", {"node": name})
        yield Candidate(text, bypassing(network, name), 1.5, "remove")
    shape = Image(scene.shapes[0].count, 1, 1)
    text = Text("Insert Reshape to {shape}", {"shape": shape})
    yield Candidate(text, inserting(network, wire, Reshape(*shape.dims)), 3.0, "reshape")


def bypassing(network: Network, name: str) -> Callable[[], Network]:
    """An edit that takes a node out and joins what was before it to what was behind."""
    return partial(_bypassed, network, name)


def _bypassed(network: Network, name: str) -> Network:
    (before,) = network.incoming[name]
    nodes = {other: node for other, node in network.nodes.items() if other != name}
    wires = [
        Wire(before.source, wire.target, wire.port) if wire.source == name else wire
        for wire in network.wires
        if wire.target != name
    ]
    return network.replace(nodes, tuple(wires))


def without(scene: Scene) -> Iterator[Candidate]:
    """The network without the node, its input joined to what was behind it."""
    network, name = scene.network, scene.name
    if not name or name in network.looping:
        return
    wired = len(network.incoming[name]) == 1 and network.outgoing[name]
    if wired and not isinstance(scene.layer, Input | Output):
        text = Text("Remove {node}", {"node": name})
        yield Candidate(text, bypassing(network, name), 4.5, "remove")
