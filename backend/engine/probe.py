"""Pictures of what a network computes for one test picture, taken between two training steps.

Taking them leaves no trace: evaluation mode, no gradients, and the training mode put back.
"""

import torch
from torch import Tensor, fx
from torch.fx.node import Argument, Target
from torch.nn import functional

from backend.engine.data import DataSet
from backend.engine.module import MAIN, NODE
from backend.protocol import Card, Cards, Maps

CARD_MAPS = 3
CARD_SIDE = 32
CARD_VALUES = 32
MOST_MAPS = 64
MOST_VALUES = 2**20


class _Listener(fx.Interpreter):
    """Runs a GraphModule and keeps what every node gives and every module receives."""

    def __init__(self, module: fx.GraphModule) -> None:
        super().__init__(module, garbage_collect_values=False)
        self.given: dict[str, Tensor] = {}
        self.received: dict[str, tuple[Tensor, ...]] = {}

    def run_node(self, n: fx.Node) -> object:
        result = super().run_node(n)
        if NODE in n.meta and isinstance(result, Tensor):
            self.given[n.meta[NODE]] = result
        return result

    def call_module(
        self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Argument]
    ) -> object:
        self.received[str(target)] = tuple(arg for arg in args if isinstance(arg, Tensor))
        return super().call_module(target, args, kwargs)


def listen(module: fx.GraphModule, *inputs: Tensor) -> _Listener:
    """Runs the module on one batch, in evaluation mode, leaving no trace in it."""
    before = [(part, part.training) for part in module.modules()]  # a frozen norm rests always
    module.eval()
    try:
        with torch.no_grad():
            listener = _Listener(module)
            listener.run(*inputs)
            return listener
    finally:
        for part, training in before:
            part.training = training


def result_of(module: fx.GraphModule, listener: _Listener, node: str) -> Tensor | None:
    """What a node gave, `block1.conv2` inside blocks too; None if there is no such node."""
    if node in listener.given:
        return listener.given[node]
    entered = _entered(module, listener, node)
    return result_of(*entered) if entered else None


def _entered(
    module: fx.GraphModule, listener: _Listener, path: str
) -> tuple[fx.GraphModule, _Listener, str] | None:
    """The inside of the block that a path begins with, run on what the block received, and the rest
    of the path; None if there is no such block.
    """
    words = path.split(".")
    for length in range(1, len(words) + 1):  # a name may have a dot itself: branch2.0
        block = ".".join(words[:length])
        if block in listener.received and block in listener.given:
            inner = module.get_submodule(block)
            if isinstance(inner, fx.GraphModule):
                heard = listen(inner, *listener.received[block])
                return inner, heard, ".".join(words[length:])
    return None


def _results(module: fx.GraphModule, listener: _Listener, level: str) -> dict[str, Tensor]:
    """What every node inside a block gave; nothing if there is no such block."""
    if not level:
        return listener.given
    entered = _entered(module, listener, level)
    return _results(*entered) if entered else {}


def maps(module: fx.GraphModule, data: DataSet, node: str, picture: int, step: int) -> Maps | None:
    """The maps of one node for a test picture, or None if the network has no such node."""
    source, label = data.test.picture(picture)
    listener = listen(module, data.normalised(source))
    result = result_of(module, listener, node)
    if result is None:
        return None
    value = result[0].float().cpu()
    shown = value
    if value.dim() == 3:
        most = max(1, min(MOST_MAPS, MOST_VALUES // (value.shape[1] * value.shape[2])))
        shown = value[:most]
    return Maps(
        node,
        picture,
        step,
        tuple(value.shape),
        len(shown),
        shown.contiguous().numpy().tobytes(),
        label,
        tuple(_shares(module, listener).tolist()),
        data.classes,
        tuple(source.shape[1:]),
        source.cpu().numpy().tobytes(),
    )


def cards(module: fx.GraphModule, data: DataSet, picture: int, step: int, level: str = "") -> Cards:
    """A small picture for a test picture of every node's result, in the block `level` or at the
    top level.
    """
    source, label = data.test.picture(picture)
    listener = listen(module, data.normalised(source))
    shares = _shares(module, listener)
    best = int(shares.argmax())
    results = _results(module, listener, level)
    nodes = {name: _card(value[0].float().cpu()) for name, value in results.items()}
    return Cards(
        picture,
        step,
        nodes,
        best,
        float(shares[best]),
        label,
        data.classes,
        level,
    )


def _card(value: Tensor) -> Card:
    if value.shape[1:] == (1, 1):
        value = value.flatten()  # as a row of bars it says more than as single pixels
    if value.dim() == 3:
        small = value[:CARD_MAPS].unsqueeze(0)
        if max(small.shape[2:]) > CARD_SIDE:
            height, width = (min(CARD_SIDE, size) for size in small.shape[2:])
            small = functional.adaptive_avg_pool2d(small, (height, width))
        value = small[0]
        low, high = value.amin((1, 2), keepdim=True), value.amax((1, 2), keepdim=True)
    else:
        value = value[:CARD_VALUES]
        low, high = value.amin(), value.amax()
    scaled = (value - low) / (high - low).clamp_min(1e-12) * 255
    return Card(tuple(value.shape), scaled.round().to(torch.uint8).numpy().tobytes())


def _shares(module: fx.GraphModule, listener: _Listener) -> Tensor:
    """The main output as probabilities: as it is where it sums to 1, else its softmax."""
    (output,) = (node for node in module.graph.nodes if node.op == "output")
    results = output.args[0] if isinstance(output.args[0], tuple) else (output.args[0],)
    main = results[output.meta[MAIN]]
    scores = listener.given[main.meta[NODE]][0].float().cpu()
    if bool((scores >= 0).all()) and abs(float(scores.sum()) - 1) < 1e-4:
        return scores
    return scores.softmax(0)
