"""Net: 1 x 28 x 28 -> 10, 77,754 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Residual(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False)  # 16 x 28 x 28
        self.bn1 = nn.BatchNorm2d(16)  # 16 x 28 x 28
        self.relu1 = nn.ReLU()  # 16 x 28 x 28
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False)  # 16 x 28 x 28
        self.bn2 = nn.BatchNorm2d(16)  # 16 x 28 x 28
        self.relu2 = nn.ReLU()  # 16 x 28 x 28

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)  # 16 x 28 x 28
        out = self.bn1(out)  # 16 x 28 x 28
        out = self.relu1(out)  # 16 x 28 x 28
        out = self.conv2(out)  # 16 x 28 x 28
        out = self.bn2(out)  # 16 x 28 x 28
        out = out + x  # 16 x 28 x 28
        return self.relu2(out)  # 16 x 28 x 28


class Residual2(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x)."""

    def __init__(self) -> None:
        super().__init__()
        self.downsample = nn.ModuleDict()
        # 32 x 14 x 14
        self.conv1 = nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)  # 32 x 14 x 14
        self.relu1 = nn.ReLU()  # 32 x 14 x 14
        self.conv2 = nn.Conv2d(32, 32, kernel_size=3, padding=1, bias=False)  # 32 x 14 x 14
        self.bn2 = nn.BatchNorm2d(32)  # 32 x 14 x 14
        # 32 x 14 x 14
        self.downsample["0"] = nn.Conv2d(16, 32, kernel_size=1, stride=2, bias=False)
        self.downsample["1"] = nn.BatchNorm2d(32)  # 32 x 14 x 14
        self.relu2 = nn.ReLU()  # 32 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)  # 32 x 14 x 14
        out = self.bn1(out)  # 32 x 14 x 14
        out = self.relu1(out)  # 32 x 14 x 14
        out = self.conv2(out)  # 32 x 14 x 14
        out = self.bn2(out)  # 32 x 14 x 14
        downsample_0 = self.get_submodule("downsample.0")(x)  # 32 x 14 x 14
        downsample_0 = self.get_submodule("downsample.1")(downsample_0)  # 32 x 14 x 14
        out = out + downsample_0  # 32 x 14 x 14
        return self.relu2(out)  # 32 x 14 x 14


class Residual3(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x)."""

    def __init__(self) -> None:
        super().__init__()
        self.downsample = nn.ModuleDict()
        self.conv1 = nn.Conv2d(32, 64, kernel_size=3, stride=2, padding=1, bias=False)  # 64 x 7 x 7
        self.bn1 = nn.BatchNorm2d(64)  # 64 x 7 x 7
        self.relu1 = nn.ReLU()  # 64 x 7 x 7
        self.conv2 = nn.Conv2d(64, 64, kernel_size=3, padding=1, bias=False)  # 64 x 7 x 7
        self.bn2 = nn.BatchNorm2d(64)  # 64 x 7 x 7
        self.downsample["0"] = nn.Conv2d(32, 64, kernel_size=1, stride=2, bias=False)  # 64 x 7 x 7
        self.downsample["1"] = nn.BatchNorm2d(64)  # 64 x 7 x 7
        self.relu2 = nn.ReLU()  # 64 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)  # 64 x 7 x 7
        out = self.bn1(out)  # 64 x 7 x 7
        out = self.relu1(out)  # 64 x 7 x 7
        out = self.conv2(out)  # 64 x 7 x 7
        out = self.bn2(out)  # 64 x 7 x 7
        downsample_0 = self.get_submodule("downsample.0")(x)  # 64 x 7 x 7
        downsample_0 = self.get_submodule("downsample.1")(downsample_0)  # 64 x 7 x 7
        out = out + downsample_0  # 64 x 7 x 7
        return self.relu2(out)  # 64 x 7 x 7


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1, bias=False)  # 16 x 28 x 28
        self.bn1 = nn.BatchNorm2d(16)  # 16 x 28 x 28
        self.relu1 = nn.ReLU()  # 16 x 28 x 28
        self.block1 = Residual()  # 16 x 28 x 28
        self.block2 = Residual2()  # 32 x 14 x 14
        self.block3 = Residual3()  # 64 x 7 x 7
        self.pool1 = nn.AvgPool2d(7, stride=7)  # 64 x 1 x 1
        self.flatten = nn.Flatten()  # 64
        self.fc1 = nn.Linear(64, 10)  # 10

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 28 x 28
        x = self.bn1(x)  # 16 x 28 x 28
        x = self.relu1(x)  # 16 x 28 x 28
        x = self.block1(x)  # 16 x 28 x 28
        x = self.block2(x)  # 32 x 14 x 14
        x = self.block3(x)  # 64 x 7 x 7
        x = self.pool1(x)  # 64 x 1 x 1
        x = self.flatten(x)  # 64
        return self.fc1(x)  # 10
