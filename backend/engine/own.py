"""Modules that PyTorch has not. `backend.source` copies a class from here as it stands."""

import torch
from torch import Tensor, nn


class LocallyConnected2d(nn.Module):
    """A convolution whose filters differ at each output position: nothing is shared."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        output_size: tuple[int, int],
        kernel_size: tuple[int, int],
        stride: tuple[int, int] = (1, 1),
        padding: tuple[int, int] = (0, 0),
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.window = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        self.output_size = output_size
        fan_in = in_channels * kernel_size[0] * kernel_size[1]
        positions = output_size[0] * output_size[1]
        bound = fan_in**-0.5
        self.weight = nn.Parameter(torch.empty(positions, out_channels, fan_in))
        nn.init.uniform_(self.weight, -bound, bound)
        self.bias = None
        if bias:
            self.bias = nn.Parameter(torch.empty(out_channels, *output_size))
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        """N x C x H x W to N x filters x output height x output width."""
        patches = nn.functional.unfold(x, **self.window)  # N x fan-in x positions
        out = torch.einsum("nfp,pof->nop", patches, self.weight).unflatten(2, self.output_size)
        return out if self.bias is None else out + self.bias
