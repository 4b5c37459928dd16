"""All nodes of a project by their names, those inside blocks too: what a search looks through."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from graph.infer import Inference, arrived
from graph.levels import Path, held
from graph.network import AnyLayer, Network, Repeat

MOST = 20_000


class Found(Struct, frozen=True):
    """A node, and the blocks that have to be opened to see it."""

    level: Path
    name: str
    layer: AnyLayer

    @property
    def dotted(self) -> str:
        """The way to it: block1.conv1."""
        return ".".join((*self.level, self.name))


def everywhere(network: Network, inference: Inference) -> tuple[Found, ...]:
    """The nodes of all levels, the outer ones first; of a Repeat of one's own block one copy."""
    found: list[Found] = []
    levels = deque[tuple[Path, Network, Inference]]([((), network, inference)])
    while levels and len(found) < MOST:
        path, here, known = levels.popleft()
        found += [Found(path, name, node.layer) for name, node in here.nodes.items()]
        levels.extend(_inside(path, here, known))
    return tuple(found[:MOST])


def _inside(
    path: Path, network: Network, inference: Inference
) -> Iterator[tuple[Path, Network, Inference]]:
    for name, node in network.nodes.items():
        inner, layer, block = inference.interiors.get(name), node.layer, held(node.layer)
        while block is not None and isinstance(layer, Repeat):
            layer = layer.block
            inner = inner.inference.interiors.get("0") if inner else None
        if inner is not None:
            yield (*path, name), inner.network, inner.inference
        elif block is not None:  # nothing arrives yet
            yield (*path, name), block.network, arrived(block.network, (), False)
