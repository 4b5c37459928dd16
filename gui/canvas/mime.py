"""What the palette hands to the canvas while a block is dragged: the layer type's tag."""

from typing import Final

from PySide6.QtCore import QMimeData

from graph.layers.base import Layer
from graph.network import LAYERS

LAYER: Final = "application/x-convas-layer"

BY_TAG: Final[dict[str, type[Layer]]] = {str(kind.__struct_config__.tag): kind for kind in LAYERS}


def pack(kind: type[Layer]) -> QMimeData:
    """A drag's data for a layer type."""
    data = QMimeData()
    data.setData(LAYER, str(kind.__struct_config__.tag).encode())
    return data


def unpack(data: QMimeData) -> type[Layer] | None:
    """The layer type in a drag's data; None if it is something else."""
    if not data.hasFormat(LAYER):
        return None
    return BY_TAG.get(bytes(data.data(LAYER).data()).decode(errors="replace"))
