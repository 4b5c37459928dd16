"""Net: 3 x 224 x 224 -> 1000, 61,100,840 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),  # 64 x 55 x 55
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 64 x 27 x 27
            nn.Conv2d(64, 192, kernel_size=5, padding=2),  # 192 x 27 x 27
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 192 x 13 x 13
            nn.Conv2d(192, 384, kernel_size=3, padding=1),  # 384 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),  # 256 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 256 x 6 x 6
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Dropout(),
            nn.Linear(9216, 4096),  # 4096
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Linear(4096, 1000),  # 1000
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.features(x)  # 256 x 6 x 6
        x = self.avgpool(x)
        x = self.flatten(x)  # 9216
        return self.classifier(x)  # 1000
