"""Net: 1 x 28 x 28 -> 10, 431,080 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, kernel_size=5)
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.conv2 = nn.Conv2d(20, 50, kernel_size=5)
        self.pool2 = nn.MaxPool2d(2, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(800, 500)
        self.relu1 = nn.ReLU()
        self.fc2 = nn.Linear(500, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 20 x 24 x 24
        x = self.pool1(x)  # 20 x 12 x 12
        x = self.conv2(x)  # 50 x 8 x 8
        x = self.pool2(x)  # 50 x 4 x 4
        x = self.flatten(x)  # 800
        x = self.fc1(x)  # 500
        x = self.relu1(x)
        return self.fc2(x)  # 10
