"""How people write PyTorch's calls: what they leave out, and what they write without its name."""

from collections.abc import Mapping

from backend.lower import Argument, Module, Own

PLACES: dict[str, tuple[str, ...]] = {
    "Conv2d": ("in_channels", "out_channels"),
    "Linear": ("in_features", "out_features"),
    "ConvTranspose2d": ("in_channels", "out_channels"),
    "LocallyConnected2d": ("in_channels", "out_channels", "output_size"),
    "BatchNorm1d": ("num_features",),
    "BatchNorm2d": ("num_features",),
    "InstanceNorm2d": ("num_features",),
    "GroupNorm": ("num_groups", "num_channels"),
    "LayerNorm": ("normalized_shape",),
    "LocalResponseNorm": ("size",),
    "MaxPool2d": ("kernel_size",),
    "AvgPool2d": ("kernel_size",),
    "LPPool2d": ("norm_type", "kernel_size"),
    "AdaptiveAvgPool2d": ("output_size",),
    "AdaptiveMaxPool2d": ("output_size",),
    "Dropout": ("p",),
    "Dropout2d": ("p",),
    "LeakyReLU": ("negative_slope",),
    "PixelShuffle": ("upscale_factor",),
    "PixelUnshuffle": ("downscale_factor",),
    "ZeroPad2d": ("padding",),
    "ReflectionPad2d": ("padding",),
    "ReplicationPad2d": ("padding",),
    "CircularPad2d": ("padding",),
    "ZeroPad3d": ("padding",),
}
"""Arguments that people write without their names."""

DEFAULTS: dict[tuple[str, str], Argument] = {
    ("Conv2d", "stride"): 1,
    ("Conv2d", "padding"): 0,
    ("Conv2d", "dilation"): 1,
    ("Conv2d", "groups"): 1,
    ("Conv2d", "bias"): True,
    ("Conv2d", "padding_mode"): "zeros",
    ("LocallyConnected2d", "stride"): (1, 1),
    ("LocallyConnected2d", "padding"): (0, 0),
    ("LocallyConnected2d", "bias"): True,
    ("ConvTranspose2d", "stride"): 1,
    ("ConvTranspose2d", "padding"): 0,
    ("ConvTranspose2d", "output_padding"): 0,
    ("ConvTranspose2d", "groups"): 1,
    ("ConvTranspose2d", "bias"): True,
    ("ConvTranspose2d", "dilation"): 1,
    ("MaxPool2d", "padding"): 0,
    ("MaxPool2d", "dilation"): 1,
    ("MaxPool2d", "ceil_mode"): False,
    ("AvgPool2d", "padding"): 0,
    ("AvgPool2d", "ceil_mode"): False,
    ("AvgPool2d", "count_include_pad"): True,
    ("AvgPool2d", "divisor_override"): None,
    ("LPPool2d", "ceil_mode"): False,
    ("LeakyReLU", "negative_slope"): 0.01,
    ("PReLU", "num_parameters"): 1,
    ("ELU", "alpha"): 1.0,
    ("BatchNorm1d", "eps"): 1e-5,
    ("BatchNorm1d", "momentum"): 0.1,
    ("BatchNorm2d", "eps"): 1e-5,
    ("BatchNorm2d", "momentum"): 0.1,
    ("GroupNorm", "eps"): 1e-5,
    ("LayerNorm", "eps"): 1e-5,
    ("InstanceNorm2d", "eps"): 1e-5,
    ("InstanceNorm2d", "affine"): False,
    ("LocalResponseNorm", "alpha"): 1e-4,
    ("LocalResponseNorm", "beta"): 0.75,
    ("LocalResponseNorm", "k"): 1.0,
    ("Dropout", "p"): 0.5,
    ("Dropout2d", "p"): 0.5,
    ("Flatten", "start_dim"): 1,
    ("Flatten", "end_dim"): -1,
    ("Upsample", "mode"): "nearest",
    ("Linear", "bias"): True,
}
"""Arguments that PyTorch has anyway; tests/backend/test_source.py compares them with PyTorch."""


def literal(value: Argument) -> str:
    """A value as people write it: 1e-5 and not 1e-05."""
    match value:
        case str():
            return f'"{value}"'
        case float():
            return repr(value).replace("e-0", "e-")
        case _:
            return repr(value)


def arguments(call: Module | Own, differing: Mapping[str, str]) -> tuple[str, ...]:
    """What stands in the call's brackets; `differing` has the expressions that take a value's
    place.
    """
    said = {
        name: differing.get(name) or literal(value)
        for name, value in call.arguments.items()
        if name in differing or not _is_default(call.name, name, value)
    }
    first = [said.pop(name) for name in PLACES.get(call.name, ()) if name in said]
    return (*first, *(f"{name}={text}" for name, text in said.items()))


def _is_default(call: str, argument: str, value: Argument) -> bool:
    key = (call, argument)
    return key in DEFAULTS and DEFAULTS[key] == value
