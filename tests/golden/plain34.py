"""Net: 3 x 224 x 224 -> 1000, 21,623,848 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self, in_channels: int, filters: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, filters, kernel_size=3, stride=stride, padding=1, bias=False
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
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(*(ConvBlock(64, 64) for _ in range(6)))
        self.layer2 = nn.Sequential(
            ConvBlock(64, 128, stride=2),
            *(ConvBlock(128, 128) for _ in range(7)),
        )
        self.layer3 = nn.Sequential(
            ConvBlock(128, 256, stride=2),
            *(ConvBlock(256, 256) for _ in range(11)),
        )
        self.layer4 = nn.Sequential(
            ConvBlock(256, 512, stride=2),
            *(ConvBlock(512, 512) for _ in range(5)),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(512, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 64 x 112 x 112
        x = self.bn1(x)
        x = self.relu(x)
        x = self.maxpool(x)  # 64 x 56 x 56
        x = self.layer1(x)
        x = self.layer2(x)  # 128 x 28 x 28
        x = self.layer3(x)  # 256 x 14 x 14
        x = self.layer4(x)  # 512 x 7 x 7
        x = self.avgpool(x)  # 512 x 1 x 1
        x = self.flatten(x)  # 512
        return self.fc(x)  # 1000
