"""Networks as others count them: parameters, multiply-adds, every layer, torchvision's keys.

`python -m tests.graph.reference FILE` makes architectures.json anew, from the developers' reference
(../shared/reference/architectures.json) and from torchvision, which has to be importable for it:
`pip install --target DIR --no-deps torchvision`, and DIR in PYTHONPATH.
"""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import structs

from graph.project import Project
from graph.templates import template

if TYPE_CHECKING:
    import torch

FILE = Path(__file__).with_name("architectures.json")
STORED: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}
Settings = tuple[tuple[str, object], ...]

OURS: dict[str, tuple[str, Settings]] = {
    "lenet5_modern": ("lenet5_1998", ()),
    "alexnet_course_227": ("alexnet", ()),
    "alexnet_paper_groups2_227": ("alexnet_paper", ()),
    "alexnet": ("alexnet_torchvision", ()),
    "zfnet_paper": ("zfnet", ()),
    "googlenet_paper": ("googlenet", (("auxiliary", False),)),
    "googlenet": ("googlenet_torchvision", ()),
    "googlenet_aux": ("googlenet_torchvision", (("auxiliary", True),)),
    "resnet18_optionA": ("resnet18_zeros", ()),
    "resnet34_optionA": ("resnet34_zeros", ()),
}
"""Template and settings, where the reference has another name for it."""


def ours(name: str) -> Project:
    """The template that is to be what the reference calls `name`."""
    return with_settings(*OURS.get(name, (name, ())))


def with_settings(name: str, settings: Settings) -> Project:
    """What a template builds with some of its settings changed."""
    known = template(name)
    return known.build(structs.replace(known.settings, **dict(settings)))


class Absent(Exception):
    """torchvision is not installed."""


_operators: list["torch.library.Library"] = []  # they are forgotten where their library is


def torchvision() -> ModuleType:
    """torchvision; raises Absent.

    Its wheel may be for another torch than ours. Then its operators are missing, of which the
    classifiers need none, and importing it fails where it describes them: so they are declared.
    """
    try:
        import torchvision

        return torchvision
    except ModuleNotFoundError as error:
        raise Absent from error
    except (RuntimeError, AttributeError):
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _operators.append(library)
    import torchvision

    return torchvision


def classifier(name: str) -> "torch.nn.Module":
    """torchvision's network of that name with random weights, as for evaluation."""
    extra: dict[str, object] = {}
    if name.startswith("googlenet"):
        extra = {"aux_logits": name.endswith("_aux"), "init_weights": True}
    model = name.removesuffix("_aux")
    return torchvision().models.get_model(model, weights=None, **extra).eval()


def _dims(shape: list[int]) -> str:
    return "x".join(map(str, shape)) or "1"


def _layer(row: dict[str, Any]) -> str:
    shape = _dims(row["output"][1:])
    return f"{row['name']} {row['type']} {shape} {row['params']} {row['macs']}"


def _state(name: str) -> list[str]:
    import torch

    with torch.device("meta"):
        state = classifier(name).state_dict()
    return [f"{key} {_dims(list(value.shape))}" for key, value in state.items()]


def _stored(name: str, model: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "source": model["source"],
        "input": _dims(model["input"][1:]),
        "parameters": model["params"],
        "macs": model["macs"],
        "layers": list(map(_layer, model["layers"])),
    }
    if "torchvision" in model["source"]:
        made["state"] = _state(name)
    return made


def main() -> None:
    """Writes the stored copy."""
    known = json.loads(Path(sys.argv[1]).read_text())["models"]
    made = {name: _stored(name, model) for name, model in known.items() if "macs" in model}
    FILE.write_text(json.dumps(made, indent=0) + "\n")


if __name__ == "__main__":
    main()
