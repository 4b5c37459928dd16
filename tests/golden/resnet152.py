"""Net: 3 x 224 x 224 -> 1000, 60,192,808 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Bottleneck(nn.Module):
    """1×1 filters squeeze the channels, 3×3 filters work on few of them,
    1×1 filters widen again.
    """

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(4 * filters, filters, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(filters, 4 * filters, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * filters)
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.bn2(out)
        out = self.relu2(out)
        out = self.conv3(out)
        out = self.bn3(out)
        out = out + x
        return self.relu3(out)


class BottleneckProjection(nn.Module):
    """1×1 filters squeeze the channels, 3×3 filters work on few of them,
    1×1 filters widen again.

    A 1×1 convolution fits the shortcut to the new shape.
    """

    def __init__(self, in_channels: int, filters: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, filters, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(
            filters, filters, kernel_size=3, stride=stride, padding=1, bias=False
        )
        self.bn2 = nn.BatchNorm2d(filters)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(filters, 4 * filters, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * filters)
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, 4 * filters, kernel_size=1, stride=stride, bias=False),
            nn.BatchNorm2d(4 * filters),
        )
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.bn2(out)
        out = self.relu2(out)
        out = self.conv3(out)
        out = self.bn3(out)
        downsample = self.downsample(x)
        out = out + downsample
        return self.relu3(out)


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(BottleneckProjection(64, 64), Bottleneck(64), Bottleneck(64))
        self.layer2 = nn.Sequential(
            BottleneckProjection(256, 128, stride=2),
            *(Bottleneck(128) for _ in range(7)),
        )
        self.layer3 = nn.Sequential(
            BottleneckProjection(512, 256, stride=2),
            *(Bottleneck(256) for _ in range(35)),
        )
        self.layer4 = nn.Sequential(
            BottleneckProjection(1024, 512, stride=2),
            Bottleneck(512),
            Bottleneck(512),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(2048, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 64 x 112 x 112
        x = self.bn1(x)
        x = self.relu(x)
        x = self.maxpool(x)  # 64 x 56 x 56
        x = self.layer1(x)  # 256 x 56 x 56
        x = self.layer2(x)  # 512 x 28 x 28
        x = self.layer3(x)  # 1024 x 14 x 14
        x = self.layer4(x)  # 2048 x 7 x 7
        x = self.avgpool(x)  # 2048 x 1 x 1
        x = self.flatten(x)  # 2048
        return self.fc(x)  # 1000
