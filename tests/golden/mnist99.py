"""Net: 1 x 28 x 28 -> 10, 23,354 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self, in_channels: int, filters: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels,
            filters,
            kernel_size=kernel,
            stride=stride,
            padding=(kernel - 1) // 2,
            bias=False,
        )
        self.bn = nn.BatchNorm2d(filters)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        x = self.bn(x)
        return self.relu(x)


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = ConvBlock(1, 16, kernel=5, stride=2)
        self.conv2 = ConvBlock(16, 32, kernel=3)
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.conv3 = ConvBlock(32, 48, kernel=3)
        self.pool2 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(432, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 14 x 14
        x = self.conv2(x)  # 32 x 14 x 14
        x = self.pool1(x)  # 32 x 7 x 7
        x = self.conv3(x)  # 48 x 7 x 7
        x = self.pool2(x)  # 48 x 3 x 3
        x = self.flatten(x)  # 432
        return self.fc1(x)  # 10
