"""Network -> torch.fx.GraphModule, built node by node from the same Calls that are exported.

Node names are module names and blocks are nested GraphModules, so that a weight is
`block1.conv1.weight`. fx compiles the graph to a plain `forward`: it costs what one written by
hand costs.
"""

import operator
from collections.abc import Mapping

import torch
from torch import fx, nn

from backend.engine import own
from backend.lower import Module, Own, Pass, Product, Stack, Sum, View, lower
from graph.infer import Inference, infer
from graph.layers.activation import Softmax
from graph.layers.endpoints import Input, Output
from graph.network import Network
from graph.scores import End, scores
from graph.text import Refusal

NODE = "convas"
"""The key in an fx node's meta under which its network node's name is kept."""
MAIN = "convas-main"
"""The key in the output's meta under which the place of the main one is kept."""


class NetworkError(Refusal):
    """A network that has errors cannot be compiled."""


def build(network: Network, seed: int) -> fx.GraphModule:
    """The network as a module whose first weights are a function of `seed`.

    It takes a batch N x C x H x W and gives the Output's N x classes, or a tuple of them, in the
    order of the nodes, where there are several. Raises NetworkError.
    """
    inference = infer(network)
    errors = [problem for problem in inference.problems if problem.severity == "error"]
    if errors:
        raise NetworkError("The network has errors: {text}", text=errors[0].text)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _compiled(network, inference, _modules(network, inference))


def training_form(module: fx.GraphModule, network: Network, end: End = Softmax) -> fx.GraphModule:
    """The same module without a Softmax (or Sigmoid) at its end, sharing every weight.

    Its results are scores for the stable form of the loss.
    """
    bare = scores(network, infer(network), end)
    if bare is network:
        return module
    inference = infer(bare)
    return _compiled(bare, inference, _shared(bare, inference, module))


def _shared(network: Network, inference: Inference, module: nn.Module) -> dict[str, nn.Module]:
    """The modules of another form of the network that `module` is, with the same weights."""
    known = dict(module.named_modules())
    modules = {name: known[name] for name in network.nodes if name in known}
    for name in modules.keys() & inference.interiors.keys():
        interior, inner = inference.interiors[name], modules[name]
        modules[name] = _compiled(
            interior.network,
            interior.inference,
            _shared(interior.network, interior.inference, inner),
            type(inner).__name__,
        )
    return modules


def _modules(network: Network, inference: Inference) -> dict[str, nn.Module]:
    modules: dict[str, nn.Module] = {}
    for name in network.nodes:  # the order of the nodes, not of the wires, draws the weights
        interior = inference.interiors.get(name)
        if interior is not None:
            inner = _modules(interior.network, interior.inference)
            title = network.nodes[name].layer.__class__.__name__
            modules[name] = _compiled(interior.network, interior.inference, inner, title)
            continue
        call = lower(network.nodes[name].layer, *inference.known_inputs(name) or ())
        if isinstance(call, Module | Own):
            home = nn if isinstance(call, Module) else own
            modules[name] = getattr(home, call.name)(**call.arguments)
    return modules


def _compiled(
    network: Network,
    inference: Inference,
    modules: Mapping[str, nn.Module],
    inside: str = "",
) -> fx.GraphModule:
    """`inside` is the title of the block that it is the inside of."""
    graph = fx.Graph()
    values: dict[str, fx.Node] = {}
    # the order of the nodes is that of a block's ports, whichever is computed first, used or not
    for name in network.of_type(Input):
        if inside or name in network.used:
            values[name] = graph.placeholder(f"x_{name}".replace(".", "_"))
            values[name].meta[NODE] = name
    for name in network.order:
        if name not in network.used or name in values:
            continue
        layer = network.nodes[name].layer
        sources = tuple(values[wire.source] for wire in network.incoming[name])
        if name in modules:
            values[name] = graph.call_module(name, sources)
        else:
            values[name] = _combined(
                graph, lower(layer, *inference.known_inputs(name) or ()), sources
            )
        values[name].meta.setdefault(NODE, name)
    results = tuple(values[name] for name in network.of_type(Output))
    end = graph.output(results[0] if len(results) == 1 else results)
    end.meta[MAIN] = network.main_output
    return fx.GraphModule(dict(modules), graph, inside or "Net")


def _combined(graph: fx.Graph, call: object, sources: tuple[fx.Node, ...]) -> fx.Node:
    match call:
        case Sum():
            total = sources[0]
            for source in sources[1:]:
                total = graph.call_function(operator.add, (total, source))
            return total
        case Product():
            total = sources[0]
            for source in sources[1:]:
                total = graph.call_function(operator.mul, (total, source))
            return total
        case View(dims):
            # as reshape(-1, …) does, and also of a batch without pictures, a process's part
            flat = graph.call_method("flatten", (sources[0], 1))
            return graph.call_method("unflatten", (flat, 1, dims))
        case Stack():
            return graph.call_function(torch.cat, (list(sources),), {"dim": 1})
        case Pass():
            return sources[0]
        case _:
            raise AssertionError(call)
