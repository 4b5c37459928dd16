"""What the palette hands to the canvas while a block is dragged: the layer, as JSON."""

from typing import Final

import msgspec
from PySide6.QtCore import QMimeData

from graph.network import AnyLayer

LAYER: Final = "application/x-convas-layer"


def pack(layer: AnyLayer) -> QMimeData:
    """A drag's data for a layer."""
    data = QMimeData()
    data.setData(LAYER, msgspec.json.encode(layer))
    return data


def unpack(data: QMimeData) -> AnyLayer | None:
    """The layer in a drag's data; None if it is something else."""
    if not data.hasFormat(LAYER):
        return None
    try:
        return msgspec.json.decode(bytes(data.data(LAYER).data()), type=AnyLayer)
    except (ValueError, RecursionError):
        return None
