"""What a drag from the palette carries: a layer with its settings, and nothing that can run."""

import pytest
from PySide6.QtCore import QMimeData

from graph.blocks.residual import Residual
from graph.layers.convolution import Conv2d
from graph.network import Block, Repeat
from gui.canvas import mime


@pytest.mark.parametrize("layer", [Conv2d(8, (1, 7)), Repeat(Residual(4), 3), Block("Mine")])
def test_a_drag_carries_the_layer_with_its_settings(layer) -> None:
    assert mime.unpack(mime.pack(layer)) == layer


@pytest.mark.parametrize("content", [b"", b"{}", b'{"type":"conv2d","kernel":0}', b'{"type":"x"}'])
def test_anything_else_is_not_taken(content: bytes) -> None:
    data = QMimeData()
    assert mime.unpack(data) is None
    data.setData(mime.LAYER, content)
    assert mime.unpack(data) is None
