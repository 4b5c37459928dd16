"""What holds for every layer: a new one is tested before its author writes a test."""

import functools
import operator

import msgspec
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engine import own
from backend.engine.module import build
from backend.lower import Module, Own, Product, Stack, Sum, View, lower
from graph.costs import costs
from graph.fields import fields
from graph.infer import infer
from graph.layers.base import Layer
from graph.layers.dense import Flatten
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat, Multiply
from graph.layers.reshape import Reshape
from graph.network import LAYERS, AnyLayer, Network, Node, Wire, interior
from graph.project import Project, decode, encode
from graph.shapes import Image, Rows, Shape, ShapeError, Vector
from tests.graph.strategies import layers

COMPUTING = tuple(kind for kind in LAYERS if kind not in (Input, Output))


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_can_be_dropped_as_it_is_and_says_what_it_is(kind: type[Layer]) -> None:
    layer = kind()
    assert kind.title
    assert kind.group
    assert kind.stem.isidentifier()
    assert (kind.__doc__ or "").strip()
    assert len(layer.summary()) < 20
    for field in fields(kind):
        assert field.title
        assert getattr(layer, field.name) == field.default


def test_no_two_layers_share_a_tag_or_a_title() -> None:
    assert len({kind.__struct_config__.tag for kind in LAYERS}) == len(LAYERS)
    assert len({kind.title for kind in LAYERS}) == len(LAYERS)


@given(layers())
def test_a_layer_survives_the_file(layer: Layer) -> None:
    project = Project(Network({"node1": Node(layer, 3.0, 4.0)}))
    assert decode(encode(project)) == project
    assert msgspec.convert(msgspec.to_builtins(layer), AnyLayer) == layer


@st.composite
def fed(draw, kind: type[Layer]) -> tuple[Layer, tuple[Shape, ...]]:
    """A layer of this kind and inputs for it, which may not fit."""
    layer = draw(layers((kind,)))
    image = st.builds(Image, st.integers(1, 6), st.integers(1, 9), st.integers(1, 9))
    vector = st.builds(Vector, st.integers(1, 20))
    count = draw(st.integers(2, 3)) if layer.arity is None else 1
    rows = st.builds(Rows, st.integers(1, 6), st.integers(1, 9))
    one = draw(image | vector | rows)
    return layer, tuple(one if draw(st.booleans()) else draw(image) for _ in range(count))


@pytest.mark.parametrize("kind", COMPUTING)
@settings(max_examples=40)
@given(data=st.data())
def test_shape_and_parameters_are_those_of_pytorch(kind: type[Layer], data) -> None:
    layer, shapes = data.draw(fed(kind))
    tensors = [torch.zeros(2, *shape.dims) for shape in shapes]
    try:
        expected = layer.output(*shapes)
    except ShapeError:
        if all(isinstance(shape, Image) for shape in shapes) and layer.group != "Blocks":
            alone = [tensor[:1] for tensor in tensors]  # some sizes fit a batch, not one picture
            with pytest.raises((RuntimeError, ValueError)):
                refuse_empty(run(layer, shapes, alone)[1])
        return
    module, result = run(layer, shapes, tensors)
    assert tuple(result.shape[1:]) == expected.dims
    if module is not None:
        real = sum(weight.numel() for weight in module.parameters())
        assert real == cost_of(layer, shapes)


def run(layer: Layer, shapes: tuple[Shape, ...], tensors: list[torch.Tensor]):
    if isinstance(layer, Add):
        return None, sum(tensors[1:], tensors[0]) if same(tensors) else fail()
    if isinstance(layer, Multiply):
        layer.output(*shapes)  # PyTorch would broadcast more than Convas does
        return None, functools.reduce(operator.mul, tensors)
    if isinstance(layer, Concat):
        return None, torch.cat(tensors, dim=1)
    if interior(layer, *shapes):
        module = block(layer, shapes[0])
        return module, module(tensors[0])
    match lower(layer, *shapes):
        case Module(name, arguments):
            module = getattr(torch.nn, name)(**arguments)
        case Own(name, arguments):
            module = getattr(own, name)(**arguments)
        case View(dims):
            return None, tensors[0].reshape(-1, *dims)
        case call:
            raise AssertionError(call)
    return module, module(tensors[0])


def refuse_empty(result: torch.Tensor) -> None:
    if result.numel() == 0:
        raise ValueError("PyTorch lets a picture of no pixels through; Convas does not")


def same(tensors: list[torch.Tensor]) -> bool:
    return len({tensor.shape for tensor in tensors}) == 1


def fail():
    raise ValueError("PyTorch would broadcast, or refuse; Convas asks for one shape")


def around(layer: Layer, shape: Shape) -> Network:
    """A network in which node1 is that layer and receives that shape."""
    nodes = {"input": Node(Input(*shape.dims, *[1] * (3 - len(shape.dims))))}
    wires = [Wire("input", "node1"), Wire("node1", "flatten"), Wire("flatten", "output")]
    if not isinstance(shape, Image):
        nodes["before"] = Node(Flatten(len(shape.dims)))
        wires[:1] = [Wire("input", "before"), Wire("before", "node1")]
    for name, made in (("node1", layer), ("flatten", Flatten()), ("output", Output())):
        nodes[name] = Node(made)
    return Network(nodes, tuple(wires))


def block(layer: Layer, shape: Shape) -> torch.nn.Module:
    return build(around(layer, shape), 1).get_submodule("node1")


def cost_of(layer: Layer, shapes: tuple[Shape, ...]) -> int:
    if interior(layer, *shapes) is None:
        return layer.parameters(*shapes)
    network = around(layer, shapes[0])
    return costs(network, infer(network)).nodes["node1"].parameters


@pytest.mark.parametrize("kind", COMPUTING)
def test_every_layer_is_a_call_or_has_parts(kind: type[Layer]) -> None:
    shape = Image(1, 1, 1) if kind is Reshape else Image(64, 32, 32)
    shapes = (shape,) * (2 if kind.arity is None else 1)
    if interior(kind(), *shapes):
        return
    assert isinstance(lower(kind(), *shapes), Module | Own | Sum | Product | Stack | View)
