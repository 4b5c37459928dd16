"""Net: 1 x 28 x 28 -> 10, 20,606 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

import torch
from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self, in_channels: int, filters: int, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, filters, kernel_size=kernel, padding=(kernel - 1) // 2)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        return self.relu(x)


class Inception(nn.Module):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked."""

    def __init__(
        self,
        in_channels: int,
        ones: int,
        threes_reduce: int,
        threes: int,
        fives_reduce: int,
        fives: int,
        pool: int,
    ) -> None:
        super().__init__()
        self.branch1 = ConvBlock(in_channels, ones, kernel=1)
        self.branch2 = nn.Sequential(
            ConvBlock(in_channels, threes_reduce, kernel=1),
            ConvBlock(threes_reduce, threes, kernel=3),
        )
        self.branch3 = nn.Sequential(
            ConvBlock(in_channels, fives_reduce, kernel=1),
            ConvBlock(fives_reduce, fives, kernel=5),
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1),
            ConvBlock(in_channels, pool, kernel=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        branch1 = self.branch1(x)
        branch2 = self.branch2(x)
        branch3 = self.branch3(x)
        branch4 = self.branch4(x)
        return torch.cat([branch1, branch2, branch3, branch4], dim=1)


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.inception1 = Inception(16, 16, 16, 24, 4, 8, 8)
        self.pool2 = nn.MaxPool2d(2, stride=2)
        self.inception2 = Inception(56, 24, 24, 32, 8, 16, 16)
        self.pool3 = nn.AvgPool2d(7, stride=7)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(88, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 28 x 28
        x = self.relu1(x)
        x = self.pool1(x)  # 16 x 14 x 14
        x = self.inception1(x)  # 56 x 14 x 14
        x = self.pool2(x)  # 56 x 7 x 7
        x = self.inception2(x)  # 88 x 7 x 7
        x = self.pool3(x)  # 88 x 1 x 1
        x = self.flatten(x)  # 88
        return self.fc1(x)  # 10
