"""Net: 1 x 28 x 28 -> 10, 20,606 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

import torch
from torch import Tensor, nn


class ConvBlock(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 16, kernel_size=1)  # 16 x 14 x 14
        self.relu = nn.ReLU()  # 16 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 16 x 14 x 14
        return self.relu(x)  # 16 x 14 x 14


class ConvBlock2(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 24, kernel_size=3, padding=1)  # 24 x 14 x 14
        self.relu = nn.ReLU()  # 24 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 24 x 14 x 14
        return self.relu(x)  # 24 x 14 x 14


class ConvBlock3(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 4, kernel_size=1)  # 4 x 14 x 14
        self.relu = nn.ReLU()  # 4 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 4 x 14 x 14
        return self.relu(x)  # 4 x 14 x 14


class ConvBlock4(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 8, kernel_size=5, padding=2)  # 8 x 14 x 14
        self.relu = nn.ReLU()  # 8 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 8 x 14 x 14
        return self.relu(x)  # 8 x 14 x 14


class ConvBlock5(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 8, kernel_size=1)  # 8 x 14 x 14
        self.relu = nn.ReLU()  # 8 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 8 x 14 x 14
        return self.relu(x)  # 8 x 14 x 14


class Inception(nn.Module):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked."""

    def __init__(self) -> None:
        super().__init__()
        self.branch2 = nn.ModuleDict()
        self.branch3 = nn.ModuleDict()
        self.branch4 = nn.ModuleDict()
        self.branch1 = ConvBlock()  # 16 x 14 x 14
        self.branch2["0"] = ConvBlock()  # 16 x 14 x 14
        self.branch2["1"] = ConvBlock2()  # 24 x 14 x 14
        self.branch3["0"] = ConvBlock3()  # 4 x 14 x 14
        self.branch3["1"] = ConvBlock4()  # 8 x 14 x 14
        self.branch4["0"] = nn.MaxPool2d(3, stride=1, padding=1)  # 16 x 14 x 14
        self.branch4["1"] = ConvBlock5()  # 8 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        branch1 = self.branch1(x)  # 16 x 14 x 14
        branch2_0 = self.get_submodule("branch2.0")(x)  # 16 x 14 x 14
        branch2_0 = self.get_submodule("branch2.1")(branch2_0)  # 24 x 14 x 14
        branch3_0 = self.get_submodule("branch3.0")(x)  # 4 x 14 x 14
        branch3_0 = self.get_submodule("branch3.1")(branch3_0)  # 8 x 14 x 14
        branch4_0 = self.get_submodule("branch4.0")(x)  # 16 x 14 x 14
        branch4_0 = self.get_submodule("branch4.1")(branch4_0)  # 8 x 14 x 14
        return torch.cat([branch1, branch2_0, branch3_0, branch4_0], dim=1)  # 56 x 14 x 14


class ConvBlock6(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(56, 24, kernel_size=1)  # 24 x 7 x 7
        self.relu = nn.ReLU()  # 24 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 24 x 7 x 7
        return self.relu(x)  # 24 x 7 x 7


class ConvBlock7(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(24, 32, kernel_size=3, padding=1)  # 32 x 7 x 7
        self.relu = nn.ReLU()  # 32 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 32 x 7 x 7
        return self.relu(x)  # 32 x 7 x 7


class ConvBlock8(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(56, 8, kernel_size=1)  # 8 x 7 x 7
        self.relu = nn.ReLU()  # 8 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 8 x 7 x 7
        return self.relu(x)  # 8 x 7 x 7


class ConvBlock9(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 16, kernel_size=5, padding=2)  # 16 x 7 x 7
        self.relu = nn.ReLU()  # 16 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 16 x 7 x 7
        return self.relu(x)  # 16 x 7 x 7


class ConvBlock10(nn.Module):
    """A convolution, its normalisation and its activation: the brick that networks are built of."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(56, 16, kernel_size=1)  # 16 x 7 x 7
        self.relu = nn.ReLU()  # 16 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)  # 16 x 7 x 7
        return self.relu(x)  # 16 x 7 x 7


class Inception2(nn.Module):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked."""

    def __init__(self) -> None:
        super().__init__()
        self.branch2 = nn.ModuleDict()
        self.branch3 = nn.ModuleDict()
        self.branch4 = nn.ModuleDict()
        self.branch1 = ConvBlock6()  # 24 x 7 x 7
        self.branch2["0"] = ConvBlock6()  # 24 x 7 x 7
        self.branch2["1"] = ConvBlock7()  # 32 x 7 x 7
        self.branch3["0"] = ConvBlock8()  # 8 x 7 x 7
        self.branch3["1"] = ConvBlock9()  # 16 x 7 x 7
        self.branch4["0"] = nn.MaxPool2d(3, stride=1, padding=1)  # 56 x 7 x 7
        self.branch4["1"] = ConvBlock10()  # 16 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        branch1 = self.branch1(x)  # 24 x 7 x 7
        branch2_0 = self.get_submodule("branch2.0")(x)  # 24 x 7 x 7
        branch2_0 = self.get_submodule("branch2.1")(branch2_0)  # 32 x 7 x 7
        branch3_0 = self.get_submodule("branch3.0")(x)  # 8 x 7 x 7
        branch3_0 = self.get_submodule("branch3.1")(branch3_0)  # 16 x 7 x 7
        branch4_0 = self.get_submodule("branch4.0")(x)  # 56 x 7 x 7
        branch4_0 = self.get_submodule("branch4.1")(branch4_0)  # 16 x 7 x 7
        return torch.cat([branch1, branch2_0, branch3_0, branch4_0], dim=1)  # 88 x 7 x 7


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5, padding=2)  # 16 x 28 x 28
        self.relu1 = nn.ReLU()  # 16 x 28 x 28
        self.pool1 = nn.MaxPool2d(2, stride=2)  # 16 x 14 x 14
        self.inception1 = Inception()  # 56 x 14 x 14
        self.pool2 = nn.MaxPool2d(2, stride=2)  # 56 x 7 x 7
        self.inception2 = Inception2()  # 88 x 7 x 7
        self.pool3 = nn.AvgPool2d(7, stride=7)  # 88 x 1 x 1
        self.flatten = nn.Flatten()  # 88
        self.fc1 = nn.Linear(88, 10)  # 10

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 28 x 28
        x = self.relu1(x)  # 16 x 28 x 28
        x = self.pool1(x)  # 16 x 14 x 14
        x = self.inception1(x)  # 56 x 14 x 14
        x = self.pool2(x)  # 56 x 7 x 7
        x = self.inception2(x)  # 88 x 7 x 7
        x = self.pool3(x)  # 88 x 1 x 1
        x = self.flatten(x)  # 88
        return self.fc1(x)  # 10
