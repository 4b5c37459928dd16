"""What is kept for the backward pass, and what is alive without one, against PyTorch on the CPU."""

import weakref
from collections.abc import Iterable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode

from backend.engine.module import build
from graph.costs import costs
from graph.infer import infer
from graph.layers.base import Layer, pair
from graph.layers.convolution import LocallyConnected2d
from graph.layers.endpoints import Input
from graph.network import Network, Wire
from graph.shapes import Shape
from graph.templates import TEMPLATES
from tests.graph.test_contract import COMPUTING, around, fed

BATCH = 2
NETWORKS = {
    template.name: template
    for template in TEMPLATES
    if template.name
    in (
        "lenet5",
        "residual-mnist",
        "inception-mnist",
        "alexnet",
        "vgg11_bn",
        "googlenet",
        "resnet18",
        "resnet18_zeros",
        "resnet50",
    )
}


def saved(network: Network) -> float:
    """Bytes that autograd saves for one picture; each memory is counted once, weights are not."""
    module = build(network, 1).train()
    pictures = [torch.rand(BATCH, *of.output().dims) for of in network.of_type(Input).values()]
    for picture in pictures:
        picture.requires_grad_()
    learned = {id_of(t) for t in (*module.parameters(), *module.buffers())}
    found: dict[int, torch.UntypedStorage] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        if id_of(tensor) not in learned:
            found[id_of(tensor)] = tensor.untyped_storage()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = module(*pictures)
    del result
    return sum(storage.nbytes() for storage in found.values()) / BATCH


def id_of(tensor: torch.Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


@pytest.mark.parametrize("kind", COMPUTING)
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@settings(max_examples=15)
@given(data=st.data())
def test_what_a_layer_keeps_is_what_autograd_saves(kind: type[Layer], data) -> None:
    layer, shapes = data.draw(fed(kind))
    network = around(layer, shapes[0])
    if layer.arity is None:
        network = network.replace(wires=(*network.wires, Wire("input", "node1", 1)))
    known = infer(network)
    if not known.ok:
        return
    if isinstance(layer, LocallyConnected2d) and 1 in torch_sizes(layer, shapes):
        return
    ours = costs(network, known).kept_bytes
    # left out: means and deviations, of at most 12 bytes a channel and picture in each layer
    channels = max(shape.dims[0] for shape in known.outputs.values())
    few = {"Normalisation": 12 * channels, "Blocks": 80 * channels * layer.members}.get(
        layer.group, 0
    )
    assert ours == pytest.approx(saved(network), abs=few)


def torch_sizes(layer: LocallyConnected2d, shapes: tuple[Shape, ...]) -> tuple[int, ...]:
    """Sizes in our own module's unfold and einsum, which go other ways where one of them is 1."""
    result = layer.output(*shapes)
    sides = (*pair(layer.kernel), result.height, result.width)
    return (layer.filters, layer.fan_in(*shapes), *sides)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_a_network_keeps_is_what_autograd_saves(name: str) -> None:
    network = NETWORKS[name].build(NETWORKS[name].settings).network
    assert costs(network, infer(network)).kept_bytes == pytest.approx(saved(network), rel=0.01)


class Alive(TorchDispatchMode):
    """Counts the bytes of all results that somebody still holds, and their most."""

    def __init__(self, picture: torch.Tensor, weights: Iterable[torch.Tensor]) -> None:
        super().__init__()
        self.now = self.most = picture.untyped_storage().nbytes()
        self.others = {id_of(tensor) for tensor in (picture, *weights)}
        self.holders: dict[int, int] = {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, tuple | list) else (result,):
            self.take(tensor)
        self.most = max(self.most, self.now)
        return result

    def take(self, tensor: torch.Tensor) -> None:
        place, size = id_of(tensor), tensor.untyped_storage().nbytes()
        if place in self.others:
            return
        if place not in self.holders:
            self.holders[place] = 0
            self.now += size
        self.holders[place] += 1
        weakref.finalize(tensor, self.drop, place, size)

    def drop(self, place: int, size: int) -> None:
        self.holders[place] -= 1
        if not self.holders[place]:
            del self.holders[place]
            self.now -= size


@pytest.mark.parametrize("name", NETWORKS)
def test_the_peak_without_training_is_pytorchs(name: str) -> None:
    network = NETWORKS[name].build(NETWORKS[name].settings).network
    module = build(network, 1).eval()
    (source,) = network.of_type(Input).values()
    picture = torch.rand(1, *source.output().dims)
    counter = Alive(picture, (*module.parameters(), *module.buffers()))
    with torch.no_grad(), counter:
        result = module(picture)
    del result
    assert costs(network, infer(network)).peak_bytes == pytest.approx(counter.most, rel=0.01)
