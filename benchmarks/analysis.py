"""One edit of a large network until shapes, costs, memory and problems are known again.

    .venv/bin/python benchmarks/analysis.py [ROUNDS]

ResNet-152 as it is drawn (Repeat of Bottleneck) and with all its blocks opened, and rows of
residual stages of 1,000 and 5,000 nodes. Warm is an edit among values that were seen before, as
undo and a spin box that goes up and down make them; cold sets a value that was never seen, so that
no cache knows the rules' answers behind it.
"""

import gc
import itertools
import math
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from graph import edits
from graph.costs import costs
from graph.edits.opening import ungroup
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import GlobalAvgPool2d, MaxPool2d
from graph.memory import inference_bytes, largest_batch, training_bytes
from graph.network import Network, Node, Repeat, Wire
from graph.recipe import Recipe
from graph.templates import TEMPLATES
from graph.templates.base import chain

STEM = (
    ("input", Input(3, 224, 224)),
    ("conv1", Conv2d(64, 7, 2, 3, bias=False)),
    ("bn1", BatchNorm2d()),
    ("relu", ReLU()),
    ("maxpool", MaxPool2d(3, 2, 1)),
)
UNIT = (
    Conv2d(64, 3, padding=1),
    BatchNorm2d(),
    ReLU(),
    Conv2d(64, 3, padding=1),
    BatchNorm2d(),
    Add(),
    ReLU(),
)
KINDS = ("conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu2")
HEAD = (
    ("avgpool", GlobalAvgPool2d()),
    ("flatten", Flatten()),
    ("fc", Linear(1_000)),
    ("output", Output()),
)
BAR = 16  # ms

Edit = Callable[[Network, int], Network]
"""A network and a number that is another one each time -> the network edited."""


def resnet152() -> Network:
    """As it is drawn, with four Repeats of Bottleneck."""
    (template,) = (template for template in TEMPLATES if template.name == "resnet152")
    return template.build(template.settings).network


def flat(network: Network) -> Network:
    """The same network with every block ungrouped, blocks inside blocks too."""
    while blocks := (known := infer(network)).interiors:
        network = ungroup(network, next(iter(blocks)), known)[0]
    return network


def long(size: int) -> Network:
    """A stem, then residual units of seven nodes until there are `size` nodes, then a head."""
    network = chain(STEM)
    nodes, wires, source = dict(network.nodes), list(network.wires), "maxpool"
    for place in itertools.count():
        names = [f"unit{place}_{kind}" for kind in KINDS]
        if len(nodes) + len(names) > size - len(HEAD):
            break
        nodes |= {name: Node(layer) for name, layer in zip(names, UNIT, strict=True)}
        wires += list(itertools.starmap(Wire, itertools.pairwise([source, *names])))
        wires.append(Wire(source, f"unit{place}_add", 1))
        source = names[-1]
    for name, layer in HEAD:
        nodes[name] = Node(layer)
        wires.append(Wire(source, name))
        source = name
    return Network(nodes, tuple(wires))


def first_kernel(network: Network, number: int) -> Network:
    """The first filters' size: every map behind them becomes smaller."""
    return edits.set_field(network, "conv1", "kernel", 3 + number)


def input_size(network: Network, number: int) -> Network:
    """Every shape in the network changes."""
    return edits.set_field(network, "input", "height", 224 + number)


def middle(network: Network, number: int) -> Network:
    """A convolution, or a stage, in the middle changes."""
    names = [n for n, node in network.nodes.items() if isinstance(node.layer, Conv2d | Repeat)]
    name = names[len(names) // 2]
    if isinstance(network.nodes[name].layer, Repeat):
        return edits.set_field(network, name, "times", 20 + number)
    size = 1 + 2 * (number % 400)
    changed = edits.set_field(network, name, "kernel", size)
    return edits.set_field(changed, name, "padding", size // 2)


def last(network: Network, number: int) -> Network:
    """The number of classes changes."""
    return edits.set_field(network, "fc", "features", 10 + number)


def position(network: Network, number: int) -> Network:
    """A node is dragged."""
    return edits.move(network, {"conv1": (float(number), 0.0)})


def rename(network: Network, number: int) -> Network:
    """A node gets another name."""
    return edits.rename(network, "conv1", f"first{number}")


EDITS: dict[str, Edit] = {
    "picture's size": input_size,
    "first convolution": first_kernel,
    "in the middle": middle,
    "number of classes": last,
    "position": position,
    "name": rename,
}


def analysed(network: Network) -> int:
    """All that the window shows after an edit."""
    recipe = Recipe()
    known = infer(network)
    found = costs(network, known)
    training_bytes(found, recipe)
    inference_bytes(found, recipe.batch_size)
    return len(known.by_node) + largest_batch(found, recipe, 80 * 2**30)


def measure(network: Network, edit: Edit, numbers: Iterator[int], rounds: int) -> list[float]:
    """Milliseconds of each edit with its analysis."""
    found: list[float] = []
    gc.collect()
    for number in itertools.islice(numbers, rounds):
        begun = time.perf_counter()
        analysed(edit(network, number))
        found.append(1_000 * (time.perf_counter() - begun))
    return found


def shown(times: list[float]) -> str:
    """Median and 95th percentile."""
    high = sorted(times)[max(0, math.ceil(0.95 * len(times)) - 1)]
    return f"{statistics.median(times):8.2f} {high:8.2f}"


def main() -> None:
    """Prints a table for each network, then how the time grows with the nodes."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"Python {platform.python_version()}, msgspec {msgspec.__version__}, {rounds} edits each")
    drawn = resnet152()
    networks = {
        "ResNet-152 as drawn": drawn,
        "ResNet-152 opened": flat(drawn),
        "1,000 nodes": long(1_000),
        "5,000 nodes": long(5_000),
    }
    growth: dict[str, float] = {}
    for title, network in networks.items():
        print(f"\n{title}: {len(network.nodes):,} nodes, milliseconds")
        print(f"{'':22}{'warm':>9}{'p95':>9}{'cold':>9}{'p95':>9}")
        for name, edit in EDITS.items():
            analysed(edit(network, 0))
            analysed(edit(network, 1))
            warm = measure(network, edit, itertools.cycle((0, 1)), rounds)
            cold = measure(network, edit, itertools.count(2), rounds)
            print(f"{name:22} {shown(warm)} {shown(cold)}")
            if edit is first_kernel:
                growth[title] = 1_000 * statistics.median(cold) / len(network.nodes)
    print("\nmicroseconds a node, the first convolution changed, cold")
    for title, each in growth.items():
        print(f"{title:22} {each:8.2f}")
    print(f"\nbar: ResNet-152 under {BAR} ms, median and p95; growth no faster than linear")


if __name__ == "__main__":
    main()
