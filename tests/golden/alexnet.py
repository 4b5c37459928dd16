"""Net: 3 x 227 x 227 -> 1000, 62,378,344 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, kernel_size=11, stride=4)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(3, stride=2)
        self.norm1 = nn.LocalResponseNorm(5)
        self.conv2 = nn.Conv2d(96, 256, kernel_size=5, padding=2)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(3, stride=2)
        self.norm2 = nn.LocalResponseNorm(5)
        self.conv3 = nn.Conv2d(256, 384, kernel_size=3, padding=1)
        self.relu3 = nn.ReLU()
        self.conv4 = nn.Conv2d(384, 384, kernel_size=3, padding=1)
        self.relu4 = nn.ReLU()
        self.conv5 = nn.Conv2d(384, 256, kernel_size=3, padding=1)
        self.relu5 = nn.ReLU()
        self.pool5 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.fc6 = nn.Linear(9216, 4096)
        self.relu6 = nn.ReLU()
        self.dropout6 = nn.Dropout()
        self.fc7 = nn.Linear(4096, 4096)
        self.relu7 = nn.ReLU()
        self.dropout7 = nn.Dropout()
        self.fc8 = nn.Linear(4096, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # 96 x 55 x 55
        x = self.relu1(x)
        x = self.pool1(x)  # 96 x 27 x 27
        x = self.norm1(x)
        x = self.conv2(x)  # 256 x 27 x 27
        x = self.relu2(x)
        x = self.pool2(x)  # 256 x 13 x 13
        x = self.norm2(x)
        x = self.conv3(x)  # 384 x 13 x 13
        x = self.relu3(x)
        x = self.conv4(x)
        x = self.relu4(x)
        x = self.conv5(x)  # 256 x 13 x 13
        x = self.relu5(x)
        x = self.pool5(x)  # 256 x 6 x 6
        x = self.flatten(x)  # 9216
        x = self.fc6(x)  # 4096
        x = self.relu6(x)
        x = self.dropout6(x)
        x = self.fc7(x)
        x = self.relu7(x)
        x = self.dropout7(x)
        return self.fc8(x)  # 1000
