"""Net: 3 x 32 x 32 -> 10, 1,739,210 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self, in_channels: int, filters: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, filters, kernel_size=3, padding=1, bias=False)
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
        self.stage1 = nn.Sequential(ConvBlock(3, 64), ConvBlock(64, 64))
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.stage2 = nn.Sequential(ConvBlock(64, 128), ConvBlock(128, 128))
        self.pool2 = nn.MaxPool2d(2, stride=2)
        self.stage3 = nn.Sequential(ConvBlock(128, 256), ConvBlock(256, 256), ConvBlock(256, 256))
        self.pool3 = nn.MaxPool2d(2, stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(256, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stage1(x)  # 64 x 32 x 32
        x = self.pool1(x)  # 64 x 16 x 16
        x = self.stage2(x)  # 128 x 16 x 16
        x = self.pool2(x)  # 128 x 8 x 8
        x = self.stage3(x)  # 256 x 8 x 8
        x = self.pool3(x)  # 256 x 4 x 4
        x = self.avgpool(x)  # 256 x 1 x 1
        x = self.flatten(x)  # 256
        return self.fc(x)  # 10
