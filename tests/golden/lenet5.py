"""Net: 1 x 28 x 28 -> 10, 61,706 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2, stride=2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2, stride=2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(400, 120)
        self.relu3 = nn.ReLU()
        self.fc2 = nn.Linear(120, 84)
        self.relu4 = nn.ReLU()
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 6 x 28 x 28
        x = self.relu1(x)
        x = self.pool1(x)  # 6 x 14 x 14
        x = self.conv2(x)  # 16 x 10 x 10
        x = self.relu2(x)
        x = self.pool2(x)  # 16 x 5 x 5
        x = self.flatten(x)  # 400
        x = self.fc1(x)  # 120
        x = self.relu3(x)
        x = self.fc2(x)  # 84
        x = self.relu4(x)
        return self.fc3(x)  # 10
