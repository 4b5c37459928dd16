"""Net: 3 x 224 x 224 -> (1000, 1000, 1000), 13,378,280 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

import torch
from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self, in_channels: int, filters: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, filters, kernel_size=kernel, stride=stride, padding=(kernel - 1) // 2
        )
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


class AuxiliaryHead(nn.Module):
    """The block “Auxiliary head”."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(5, stride=3)
        self.conv = ConvBlock(in_channels, 128, kernel=1)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(2048, 1024)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(x)
        x = self.conv(x)  # 128 x 4 x 4
        x = self.flatten(x)  # 2048
        x = self.fc1(x)  # 1024
        x = self.relu(x)
        x = self.dropout(x)
        return self.fc2(x)  # 1000


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = ConvBlock(3, 64, kernel=7, stride=2)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.norm1 = nn.LocalResponseNorm(5)
        self.conv2 = ConvBlock(64, 64, kernel=1)
        self.conv3 = ConvBlock(64, 192, kernel=3)
        self.norm2 = nn.LocalResponseNorm(5)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.avgpool = nn.AvgPool2d(7, stride=1)
        self.dropout = nn.Dropout(0.4)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(1024, 1000)
        self.aux1 = AuxiliaryHead(512)
        self.aux2 = AuxiliaryHead(528)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.conv1(x)  # 64 x 112 x 112
        x = self.maxpool1(x)  # 64 x 56 x 56
        x = self.norm1(x)
        x = self.conv2(x)
        x = self.conv3(x)  # 192 x 56 x 56
        x = self.norm2(x)
        x = self.maxpool2(x)  # 192 x 28 x 28
        x = self.inception3a(x)  # 256 x 28 x 28
        x = self.inception3b(x)  # 480 x 28 x 28
        x = self.maxpool3(x)  # 480 x 14 x 14
        x = self.inception4a(x)  # 512 x 14 x 14
        aux1 = self.aux1(x)  # 1000
        x = self.inception4b(x)
        x = self.inception4c(x)
        x = self.inception4d(x)  # 528 x 14 x 14
        aux2 = self.aux2(x)  # 1000
        x = self.inception4e(x)  # 832 x 14 x 14
        x = self.maxpool4(x)  # 832 x 7 x 7
        x = self.inception5a(x)
        x = self.inception5b(x)  # 1024 x 7 x 7
        x = self.avgpool(x)  # 1024 x 1 x 1
        x = self.dropout(x)
        x = self.flatten(x)  # 1024
        x = self.fc(x)  # 1000
        return x, aux1, aux2
