"""Random layers by PyTorch's names: the same output as PyTorch on the CPU, or a refusal as there.

Left out is what PyTorch computes and the rules refuse: outputs without elements, and negative
padding in a convolution whose border is not zeros.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.shapes import ShapeError
from graph.torch_names import output

Arguments = dict[str, Any]


def sizes(*good: int) -> st.SearchStrategy[object]:
    """One number or two, as a tuple or a list; now and then none that makes sense."""
    one = st.sampled_from([*good, *good, *good, 0, -1])
    two = st.tuples(st.sampled_from(good), st.sampled_from(good))
    return one | two | two.map(list)


def padding(*good: int) -> st.SearchStrategy[object]:
    return sizes(*good).filter(lambda value: value != -1)


def arguments(
    needed: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[Arguments]:
    return st.fixed_dictionaries(needed, optional=optional)


GROUPS = st.sampled_from([1, 2, 3, 4, 6, 0])
SLIDE = {"stride": sizes(1, 2, 3, 5), "dilation": sizes(1, 2, 3)}
MODES = st.sampled_from(["zeros", "reflect", "replicate", "circular", "mirror"])
SIDES = st.integers(-2, 6) | st.tuples(*[st.integers(-3, 6)] * 4)
TARGET = st.sampled_from([1, 2, 7, 13, -1, None, [7, None], (None, 4), [3, 5], [-1, 2]])
LAYERS: dict[str, st.SearchStrategy[Arguments]] = {
    "Conv2d": arguments(
        {"out_channels": st.sampled_from([1, 2, 6, 8]), "kernel_size": sizes(1, 2, 3, 5, 7)},
        **SLIDE,
        padding=st.sampled_from(["same", "valid", "SAME"]) | padding(0, 1, 2, 3, 5),
        groups=GROUPS,
        padding_mode=MODES,
    ),
    "ConvTranspose2d": arguments(
        {"out_channels": st.sampled_from([1, 2, 6, 8]), "kernel_size": sizes(1, 2, 3, 5, 7)},
        # PyTorch lets dilation 0 through where it takes its slow way
        stride=sizes(1, 2, 3, 5),
        dilation=st.sampled_from([1, 2, 3, (2, 1)]),
        padding=sizes(0, 1, 2, 3),
        output_padding=sizes(0, 1, 2, 3),
        groups=GROUPS,
        padding_mode=st.sampled_from(["zeros", "zeros", "circular"]),
    ),
    "MaxPool2d": arguments(
        {"kernel_size": sizes(1, 2, 3, 4, 7)},
        stride=sizes(1, 2, 3, 5) | st.none(),
        padding=sizes(0, 1, 2, 3),
        dilation=sizes(1, 2, 4),
        ceil_mode=st.booleans(),
    ),
    "AvgPool2d": arguments(
        {"kernel_size": sizes(1, 2, 3, 4, 7)},
        stride=sizes(1, 2, 3, 5) | st.none(),
        padding=sizes(0, 1, 2, 3),
        ceil_mode=st.booleans(),
        count_include_pad=st.booleans(),
        divisor_override=st.sampled_from([None, 0, 1, 4]),
    ),
    "LPPool2d": arguments(
        {"norm_type": st.sampled_from([1, 2, 3, 1.5]), "kernel_size": sizes(1, 2, 3, 5)},
        stride=sizes(1, 2, 3, 5) | st.none(),
        ceil_mode=st.booleans(),
    ),
    "Upsample": arguments(
        {"mode": st.sampled_from(["nearest", "nearest-exact", "bilinear", "bicubic"])},
        size=st.sampled_from([14, 1, 0, -1, (5, 9), [4, 0]]),
        scale_factor=st.sampled_from([0.01, 0.3, 0.5, 1.1, 2, 2.7, 4.0, (1.5, 2.5), -1.0]),
        align_corners=st.sampled_from([True, False, None]),
    ),
    "AdaptiveAvgPool2d": arguments({"output_size": TARGET}),
    "AdaptiveMaxPool2d": arguments({"output_size": TARGET}),
    "PixelShuffle": arguments({"upscale_factor": st.integers(-1, 4)}),
    "PixelUnshuffle": arguments({"downscale_factor": st.integers(-1, 4)}),
    "ZeroPad2d": arguments({"padding": SIDES}),
    "ReflectionPad2d": arguments({"padding": SIDES}),
    "ReplicationPad2d": arguments({"padding": SIDES}),
    "Flatten": arguments({}, start_dim=st.integers(-5, 4), end_dim=st.integers(-5, 4)),
    "GroupNorm": arguments({"num_groups": st.integers(-1, 8)}),
    "Linear": arguments({"out_features": st.sampled_from([1, 10, 84])}),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", LAYERS)
@settings(max_examples=60)
@given(st.data())
def test_a_layer_agrees_with_pytorch(name: str, data: st.DataObject) -> None:
    given_arguments = data.draw(LAYERS[name])
    channels = data.draw(st.sampled_from([1, 2, 3, 4, 6, 8]))
    height, width = data.draw(st.tuples(*[st.integers(1, 24)] * 2))
    dims = (channels, height, width)
    try:
        expected = tuple(torch_shape(name, given_arguments, dims))
    except (RuntimeError, ValueError, TypeError, ArithmeticError, LookupError):
        expected = None  # the many ways in which PyTorch refuses
    try:
        ours = output(name, given_arguments, dims)
    except ShapeError:
        ours = None
    assert ours == (None if expected is not None and 0 in expected else expected)


def torch_shape(name: str, chosen: Arguments, dims: tuple[int, int, int]) -> torch.Size:
    """What PyTorch's module makes of one picture, without the batch."""
    channels, _, width = dims
    own: Arguments = {
        "Conv2d": {"in_channels": channels},
        "ConvTranspose2d": {"in_channels": channels},
        "GroupNorm": {"num_channels": channels},
        "Linear": {"in_features": width},
    }.get(name, {})
    make: Callable[..., torch.nn.Module] = getattr(torch.nn, name)
    with torch.no_grad():
        return make(**own, **chosen).eval()(torch.zeros(1, *dims)).shape[1:]
