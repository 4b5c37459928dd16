"""Architectures to start from: data that builds a laid-out project."""

from graph.templates.alexnet import ALEXNET, ALEXNET_PAPER, ALEXNET_TORCHVISION
from graph.templates.base import Template, TemplateError
from graph.templates.googlenet import GOOGLENET, GOOGLENET_TORCHVISION
from graph.templates.lenet import LENET5, LENET5_1998, LENET_CAFFE
from graph.templates.pattern import PATTERN
from graph.templates.resnet import PLAIN18, PLAIN34, RESNET18_ZEROS, RESNET34_ZEROS, RESNETS
from graph.templates.small import INCEPTION, MNIST99, RESIDUAL, RESNET20_CIFAR, VGG_CIFAR
from graph.templates.vgg import VGGS
from graph.templates.zfnet import ZFNET

TEMPLATES: tuple[Template, ...] = (
    LENET5,
    LENET5_1998,
    LENET_CAFFE,
    MNIST99,
    RESIDUAL,
    INCEPTION,
    RESNET20_CIFAR,
    VGG_CIFAR,
    PATTERN,
    ALEXNET,
    ALEXNET_PAPER,
    ALEXNET_TORCHVISION,
    ZFNET,
    *VGGS,
    GOOGLENET,
    GOOGLENET_TORCHVISION,
    *RESNETS,
    RESNET18_ZEROS,
    RESNET34_ZEROS,
    PLAIN18,
    PLAIN34,
)
"""In the gallery's order: those of a family stand together."""


def template(name: str) -> Template:
    """The template of that name, in which - and _ count for nothing; raises KeyError."""
    return _BY_NAME[_plain(name)]


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


_BY_NAME = {_plain(each.name): each for each in TEMPLATES}

__all__ = ["TEMPLATES", "Template", "TemplateError", "template"]
