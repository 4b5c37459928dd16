"""The modules that PyTorch has not, against plain loops."""

import pytest
import torch

from backend.engine.own import LocallyConnected2d


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "size"),
    [((3, 3), (1, 1), (0, 0), (4, 5)), ((2, 3), (2, 1), (1, 0), (4, 5))],
)
@pytest.mark.parametrize("bias", [True, False])
def test_a_locally_connected_layer_is_a_weighted_sum_of_its_own_at_each_place(
    kernel, stride, padding, size, bias
) -> None:
    torch.manual_seed(0)
    layer = LocallyConnected2d(2, 3, size, kernel, stride, padding, bias)
    x = torch.randn(2, 2, 6, 7)
    padded = torch.nn.functional.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    expected = torch.zeros(2, 3, *size)
    for row in range(size[0]):
        for column in range(size[1]):
            top, left = row * stride[0], column * stride[1]
            patch = padded[:, :, top : top + kernel[0], left : left + kernel[1]].flatten(1)
            weight = layer.weight[row * size[1] + column]
            expected[:, :, row, column] = patch @ weight.T
    if bias:
        expected += layer.bias
    torch.testing.assert_close(layer(x), expected)
