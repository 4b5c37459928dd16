"""Our automatic layout beside fast-sugiyama, Graphviz's dot and dagre: how long, and how good.

    .venv/bin/python benchmarks/layout.py [ROUNDS] [SIZE …]

The sizes are 517 (ResNet-152 with every block opened) and any other number of nodes, in rows of
residual units; 517 and 5,000 if none is given. The others are no dependencies. Whatever is missing
is left out with a sentence; they are found in the folder LAYOUTS and on the PATH:

    pip install --target /tmp/layouts fast-sugiyama
    npm install --prefix /tmp/layouts @dagrejs/dagre
    apt-get install graphviz
    LAYOUTS=/tmp/layouts .venv/bin/python benchmarks/layout.py

All take turns, each on the same nodes of the same size. A layout of ours counts from the network to
places and routes, with no answer cached; fast-sugiyama's from the list of edges; dagre's inside of
node, without its start; dot is a process, from its text to its answer. One that takes longer than
20 seconds has one round. Quality: how many wires of the main chain are straight lines, those that
turn to another row counted apart; pairs of cards that lie on each other; wires through a card, by
the bends that the layout gives, or straight where it gives none.
"""

import importlib
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.append(os.environ.get("LAYOUTS", str(Path(__file__).parents[1])))

from benchmarks.analysis import flat, long, resnet152
from graph.arrange import GAP_X, arranged
from graph.layers.endpoints import Output
from graph.layout.layered import layout
from graph.layout.paths import Box, Cards, boxes, drawn, ends, turned
from graph.network import Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place

LAYOUTS = Path(os.environ.get("LAYOUTS", Path(__file__).parents[1]))
SLOW = 20.0
"""Seconds after which there is only one round."""
LONGEST = 300.0
"""Seconds after which one is stopped."""
LANE = 40
INCH = 72.0
DAGRE = """
const dagre = require("@dagrejs/dagre");
const {nodes, wires, size, gaps} = JSON.parse(require("fs").readFileSync(0, "utf8"));
const g = new dagre.graphlib.Graph({multigraph: true});
g.setGraph({rankdir: "LR", ranksep: gaps[0], nodesep: gaps[1]});
g.setDefaultEdgeLabel(() => ({}));
for (const name of nodes) g.setNode(name, {width: size[0], height: size[1]});
wires.forEach(([source, target], n) => g.setEdge(source, target, {}, String(n)));
const begun = performance.now();
dagre.layout(g);
const took = (performance.now() - begun) / 1000;
const at = nodes.map((name) => [g.node(name).x, g.node(name).y]);
const edges = wires.map(([v, w], n) => g.edge({v, w, name: String(n)}));
const ways = edges.map((edge) => edge.points.map((p) => [p.x, p.y]));
console.log(JSON.stringify({took, at, ways}));
"""


class Drawn(Struct):
    """What a layout says: the cards and how the wires run, and the seconds that it took."""

    took: float
    cards: dict[str, Box]
    ways: dict[Wire, Sequence[Place]]


Layouter = Callable[[Network], Drawn]


def ours(network: Network) -> Drawn:
    """Convas."""
    layout.cache_clear()
    begun = time.perf_counter()
    made = arranged(network)
    took = time.perf_counter() - begun
    flow, routes = made.sketch.flow, {r.wire: r.points for r in made.sketch.routes}
    ways: dict[Wire, Sequence[Place]] = {
        wire: drawn(*ends(made, wire), tuple(turned(p, flow) for p in routes.get(wire, ())))
        for wire in made.wires
    }
    return Drawn(took, boxes(made), ways)


def fast_sugiyama(network: Network) -> Drawn:
    """Its layers run down; they are turned to the right."""
    module = importlib.import_module("fast_sugiyama")
    edges = [(wire.source, wire.target) for wire in network.wires]
    spacing = CARD_WIDTH + GAP_X
    begun = time.perf_counter()
    found = module.from_edges(edges, vertex_spacing=spacing)
    took = time.perf_counter() - begun
    middles = {name: (-y, x) for part in found for name, (x, y) in part[0]}
    return _straight(network, took, middles)


def dot(network: Network) -> Drawn:
    """Graphviz, with the bends of its curves."""
    nodes = "\n".join(f'"{name}"' for name in network.nodes)
    wires = "\n".join(f'"{wire.source}" -> "{wire.target}"' for wire in network.wires)
    size = f"width={CARD_WIDTH / INCH} height={CARD_HEIGHT / INCH}"
    gaps = f"ranksep={GAP_X / INCH} nodesep={LANE / INCH}"
    text = (
        f"digraph {{ rankdir=LR {gaps} node [shape=box fixedsize=true {size}]\n{nodes}\n{wires} }}"
    )
    begun = time.perf_counter()
    said = _asked(["dot", "-Tplain"], text)
    took = time.perf_counter() - begun
    middles: dict[str, Place] = {}
    ways: dict[tuple[str, str], list[list[Place]]] = {}
    for kind, *words in map(str.split, said.splitlines()):
        if kind == "node":
            middles[words[0].strip('"')] = (float(words[1]) * INCH, float(words[2]) * INCH)
        elif kind == "edge":
            numbers = [float(word) * INCH for word in words[3 : 3 + 2 * int(words[2])]]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            ways.setdefault((words[0].strip('"'), words[1].strip('"')), []).append(points[::3])
    led: dict[Wire, Sequence[Place]] = {
        wire: ways[wire.source, wire.target].pop() for wire in network.wires
    }
    return Drawn(took, _cards(middles), led)


def dagre(network: Network) -> Drawn:
    """Dagre in node."""
    told = {
        "nodes": list(network.nodes),
        "wires": [(wire.source, wire.target) for wire in network.wires],
        "size": (CARD_WIDTH, CARD_HEIGHT),
        "gaps": (GAP_X, LANE),
    }
    said = json.loads(_asked(["node", "--stack-size=60000", "-e", DAGRE], json.dumps(told)))
    middles = {name: (x, y) for name, (x, y) in zip(network.nodes, said["at"], strict=True)}
    ways = dict(zip(network.wires, said["ways"], strict=True))
    return Drawn(said["took"], _cards(middles), ways)


def _asked(command: list[str], text: str) -> str:
    environment = {**os.environ, "NODE_PATH": str(LAYOUTS / "node_modules")}
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST,
        env=environment,
    )
    return done.stdout


def _straight(network: Network, took: float, middles: Mapping[str, Place]) -> Drawn:
    """A layout that says nothing of wires: they run straight from card to card."""
    half = CARD_WIDTH / 2
    ways: dict[Wire, Sequence[Place]] = {}
    for wire in network.wires:
        (x, y), (a, b) = middles[wire.source], middles[wire.target]
        ways[wire] = [(x + half, y), (a - half, b)]
    return Drawn(took, _cards(middles), ways)


def _cards(middles: Mapping[str, Place]) -> dict[str, Box]:
    wide, high = CARD_WIDTH / 2, CARD_HEIGHT / 2
    return {name: Box(x - wide, y - high, x + wide, y + high) for name, (x, y) in middles.items()}


def available() -> dict[str, Layouter]:
    """Those that are here; the others are named with how to get them."""
    found: dict[str, Layouter] = {"Convas": ours}
    if importlib.util.find_spec("fast_sugiyama"):
        found["fast-sugiyama"] = fast_sugiyama
    else:
        print("fast-sugiyama is left out: it is not in the folder LAYOUTS.")
    if shutil.which("dot"):
        found["dot"] = dot
    else:
        print("dot is left out: Graphviz is not installed.")
    if shutil.which("node") and (LAYOUTS / "node_modules" / "@dagrejs" / "dagre").exists():
        found["dagre"] = dagre
    else:
        print("dagre is left out: node is not installed, or dagre is not in the folder LAYOUTS.")
    return found


def spine(network: Network) -> list[Wire]:
    """The wires of the longest way to an Output."""
    far: dict[str, int] = {}
    before: dict[str, Wire] = {}
    for name in network.order:
        wires = network.incoming[name]
        far[name] = 1 + max((far[wire.source] for wire in wires), default=0)
        if wires:
            before[name] = max(wires, key=lambda wire: far[wire.source])
    name = max(network.of_type(Output), key=far.__getitem__)
    way: list[Wire] = []
    while name in before:
        way.append(before[name])
        name = before[name].source
    return way


def quality(network: Network, found: Drawn) -> str:
    """Straight wires of the main chain, overlaps, wires through cards."""
    cards = Cards(found.cards)
    overlaps = sum(len(cards.meeting(box)) - 1 for box in found.cards.values()) // 2
    through = sum(
        bool(set(cards.crossed(way)) - _at_the_ends(cards, wire, way))
        for wire, way in found.ways.items()
    )
    chain = spine(network)
    ahead = [w for w in chain if found.cards[w.source].left < found.cards[w.target].left]
    level = [w for w in ahead if len({round(y) for _, y in found.ways[w]}) == 1]
    return (
        f"{100 * len(level) / len(ahead):7.1f} {len(chain) - len(ahead):7} {overlaps:9} {through:9}"
    )


def _at_the_ends(cards: Cards, wire: Wire, way: Sequence[Place]) -> set[str]:
    """The wire's own cards, which a layout's way may touch where it begins and ends."""
    inner = list(pairwise(way))[1:-1]
    crossed = {name for piece in inner for name in cards.crossed(piece)}
    return {wire.source, wire.target} - crossed


def measure(network: Network, rounds: int) -> None:
    """Prints a table for a network."""
    layouters = available()
    times: dict[str, list[float]] = {name: [] for name in layouters}
    told: dict[str, str] = {}
    for number in range(rounds):
        for name, lay in layouters.items():
            if number and times[name][0] > SLOW:
                continue
            try:
                found = lay(network)
            except subprocess.TimeoutExpired:
                times[name].append(LONGEST)
                told[name] = f"stopped after {LONGEST:.0f} s"
                continue
            times[name].append(found.took)
            told.setdefault(name, quality(network, found))
    base = statistics.median(times["Convas"])
    print(f"{'':15}{'ms':>10}{'ratio':>9} straight%   turns  overlaps   through")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:15}{1_000 * middle:10.1f}{middle / base:9.2f}   {told[name]}")


def main() -> None:
    """Prints a table for each size."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    sizes = [int(word) for word in sys.argv[2:]] or [517, 5_000]
    print(f"Python {platform.python_version()}, medians of {rounds} rounds")
    for size in sizes:
        network = flat(resnet152()) if size == 517 else long(size)
        title = "ResNet-152, every block opened" if size == 517 else "rows of residual units"
        print(f"\n{title}: {len(network.nodes):,} nodes, {len(network.wires):,} wires")
        measure(network, rounds)
    print(
        "\nbar: 517 nodes under 100 ms, 5,000 under 1 s; 98 % straight; nothing on or through cards"
    )


if __name__ == "__main__":
    main()
