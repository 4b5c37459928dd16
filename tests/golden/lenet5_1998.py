"""Net: 1 x 32 x 32 -> 10, 61,706 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, kernel_size=5)
        self.tanh1 = nn.Tanh()
        self.s2 = nn.AvgPool2d(2, stride=2)
        self.c3 = nn.Conv2d(6, 16, kernel_size=5)
        self.tanh3 = nn.Tanh()
        self.s4 = nn.AvgPool2d(2, stride=2)
        self.c5 = nn.Conv2d(16, 120, kernel_size=5)
        self.tanh5 = nn.Tanh()
        self.flatten = nn.Flatten()
        self.f6 = nn.Linear(120, 84)
        self.tanh6 = nn.Tanh()
        self.scores = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c1(x)  # 6 x 28 x 28
        x = self.tanh1(x)
        x = self.s2(x)  # 6 x 14 x 14
        x = self.c3(x)  # 16 x 10 x 10
        x = self.tanh3(x)
        x = self.s4(x)  # 16 x 5 x 5
        x = self.c5(x)  # 120 x 1 x 1
        x = self.tanh5(x)
        x = self.flatten(x)  # 120
        x = self.f6(x)  # 84
        x = self.tanh6(x)
        return self.scores(x)  # 10
