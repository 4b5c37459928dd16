"""Transfer learning: weights of another run to start from, and blocks that stay as they are."""

from collections.abc import Iterator

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase

from graph.freezing import freezes
from graph.infer import Inference, infer
from graph.network import Network


def take(module: nn.Module, kept: dict[str, Tensor]) -> tuple[int, list[str]]:
    """Gives a module those of the weights whose names and shapes it has.

    Says how many it took, and the names of its own that nothing was there for.
    """
    own = module.state_dict()
    fitting = {
        name: kept[name]
        for name, value in own.items()
        if name in kept and kept[name].shape == value.shape
    }
    module.load_state_dict(own | fitting)
    return len(fitting), [name for name in own if name not in fitting]


def freeze(module: nn.Module, network: Network) -> None:
    """Makes the weights of frozen blocks such that no optimizer learns them."""
    for inner in frozen(module, network):
        inner.requires_grad_(False)


def set_training(module: nn.Module, network: Network) -> None:
    """Training mode, but for the norms in frozen blocks: their statistics stay as they are."""
    module.train()
    for inner in frozen(module, network):
        for norm in inner.modules():
            if isinstance(norm, _NormBase):
                norm.eval()


def frozen(module: nn.Module, network: Network) -> list[nn.Module]:
    """The frozen blocks of the network that `module` is, in the user's blocks too."""
    if not freezes(network):
        return []
    return list(_frozen(module, network, infer(network)))


def _frozen(module: nn.Module, network: Network, known: Inference) -> Iterator[nn.Module]:
    modules = dict(module.named_modules())
    for name, node in network.nodes.items():
        if name not in modules:
            continue  # it has no weights
        if node.frozen:
            yield modules[name]
        elif name in known.interiors:
            interior = known.interiors[name]
            yield from _frozen(modules[name], interior.network, interior.inference)
