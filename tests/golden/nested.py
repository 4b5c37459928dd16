"""Net: 3 x 8 x 8 -> 5, 8,183 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Residual(nn.Module):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(4, 4, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(4, 4, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
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

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(4, 6, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(6, 6, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(6)
        self.downsample = nn.Sequential(
            nn.Conv2d(4, 6, kernel_size=1, bias=False),  # 6 x 8 x 8
            nn.BatchNorm2d(6),
        )
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)  # 6 x 8 x 8
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.conv2(out)
        out = self.bn2(out)
        downsample = self.downsample(x)  # 6 x 8 x 8
        out = out + downsample
        return self.relu2(out)


class Cell2(nn.Module):
    """The block “cell 2”."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.body = nn.ModuleDict(
            {
                "0": nn.Conv2d(in_channels, 4, kernel_size=3, padding=1),  # 4 x 8 x 8
                "1": nn.ReLU(),
                "3": nn.Conv2d(4, 4, kernel_size=3, padding=1, bias=False),
            }
        )
        self.norms = nn.ModuleList(
            [
                nn.BatchNorm2d(4),
                nn.BatchNorm2d(4),
            ]
        )
        self.tail = Residual()

    def forward(self, x: Tensor) -> Tensor:
        x = self.body["0"](x)  # 4 x 8 x 8
        x = self.body["1"](x)
        x = self.body["3"](x)
        x = self.norms[0](x)
        x = self.tail(x)
        return self.norms[1](x)


class Repeat(nn.Module):
    """The same block several times in a row, each copy with weights of its own."""

    def forward(self, x: Tensor) -> Tensor:
        x = x.reshape(-1, 6, 8, 8)
        return x.reshape(-1, 6, 8, 8)


class مرحلهٔ_من(nn.Module):
    """The block “مرحلهٔ من”."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.repeat1 = nn.Sequential(Cell2(in_channels), *(Cell2(4) for _ in range(3)))
        self.block1 = ResidualProjection()

    def forward(self, x: Tensor) -> Tensor:
        x = self.repeat1(x)  # 4 x 8 x 8
        return self.block1(x)  # 6 x 8 x 8


class Class(nn.Module):
    """The block “class”."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(6, 6, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv1(x)


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.stage1 = مرحلهٔ_من(3)
        self.stage2 = مرحلهٔ_من(6)
        self.again = nn.Sequential(*(Class() for _ in range(3)))
        self.turned = Repeat()
        self.rows = nn.Sequential(
            nn.Flatten(),  # 384
            nn.Linear(384, 5),  # 5
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.stage1(x)  # 6 x 8 x 8
        x = self.stage2(x)
        x = self.again(x)
        x = self.turned(x)
        return self.rows(x)  # 5
