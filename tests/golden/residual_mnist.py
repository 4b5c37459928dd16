"""Net: 1 x 28 x 28 -> 10, 77,754 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Residual(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(16)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.bn2(out)
        out = out + x
        return self.relu2(out)


class ResidualProjection(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x).

    A 1×1 convolution fits the shortcut to the new shape.
    """

    def __init__(self, in_channels: int, filters: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, filters, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, filters, kernel_size=1, stride=2, bias=False),
            nn.BatchNorm2d(filters),
        )
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.bn2(out)
        downsample = self.downsample(x)
        out = out + downsample
        return self.relu2(out)


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu1 = nn.ReLU()
        self.block1 = Residual()
        self.block2 = ResidualProjection(16, 32)
        self.block3 = ResidualProjection(32, 64)
        self.pool1 = nn.AvgPool2d(7, stride=7)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 28 x 28
        x = self.bn1(x)
        x = self.relu1(x)
        x = self.block1(x)
        x = self.block2(x)  # 32 x 14 x 14
        x = self.block3(x)  # 64 x 7 x 7
        x = self.pool1(x)  # 64 x 1 x 1
        x = self.flatten(x)  # 64
        return self.fc1(x)  # 10
