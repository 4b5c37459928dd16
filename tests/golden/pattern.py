"""Net: 1 x 28 x 28 -> 10, 105,866 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(1568, 64)
        self.relu3 = nn.ReLU()
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 16 x 28 x 28
        x = self.relu1(x)
        x = self.pool1(x)  # 16 x 14 x 14
        x = self.conv2(x)  # 32 x 14 x 14
        x = self.relu2(x)
        x = self.pool2(x)  # 32 x 7 x 7
        x = self.flatten(x)  # 1568
        x = self.fc1(x)  # 64
        x = self.relu3(x)
        return self.fc2(x)  # 10
