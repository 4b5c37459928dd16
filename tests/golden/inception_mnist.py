"""Net: 1 x 28 x 28 -> 10, 20,606 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

import torch
from torch import Tensor, nn


class Inception(nn.Module):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(16, 16, kernel_size=1)  # 16 x 14 x 14
        self.one_relu = nn.ReLU()  # 16 x 14 x 14
        self.three_reduce = nn.Conv2d(16, 16, kernel_size=1)  # 16 x 14 x 14
        self.three_reduce_relu = nn.ReLU()  # 16 x 14 x 14
        self.three = nn.Conv2d(16, 24, kernel_size=3, padding=1)  # 24 x 14 x 14
        self.three_relu = nn.ReLU()  # 24 x 14 x 14
        self.five_reduce = nn.Conv2d(16, 4, kernel_size=1)  # 4 x 14 x 14
        self.five_reduce_relu = nn.ReLU()  # 4 x 14 x 14
        self.five = nn.Conv2d(4, 8, kernel_size=5, padding=2)  # 8 x 14 x 14
        self.five_relu = nn.ReLU()  # 8 x 14 x 14
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)  # 16 x 14 x 14
        self.pool_project = nn.Conv2d(16, 8, kernel_size=1)  # 8 x 14 x 14
        self.pool_project_relu = nn.ReLU()  # 8 x 14 x 14

    def forward(self, x: Tensor) -> Tensor:
        one = self.one(x)  # 16 x 14 x 14
        one = self.one_relu(one)  # 16 x 14 x 14
        three_reduce = self.three_reduce(x)  # 16 x 14 x 14
        three_reduce = self.three_reduce_relu(three_reduce)  # 16 x 14 x 14
        three_reduce = self.three(three_reduce)  # 24 x 14 x 14
        three_reduce = self.three_relu(three_reduce)  # 24 x 14 x 14
        five_reduce = self.five_reduce(x)  # 4 x 14 x 14
        five_reduce = self.five_reduce_relu(five_reduce)  # 4 x 14 x 14
        five_reduce = self.five(five_reduce)  # 8 x 14 x 14
        five_reduce = self.five_relu(five_reduce)  # 8 x 14 x 14
        pool = self.pool(x)  # 16 x 14 x 14
        pool = self.pool_project(pool)  # 8 x 14 x 14
        pool = self.pool_project_relu(pool)  # 8 x 14 x 14
        return torch.cat([one, three_reduce, five_reduce, pool], dim=1)  # 56 x 14 x 14


class Inception2(nn.Module):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Conv2d(56, 24, kernel_size=1)  # 24 x 7 x 7
        self.one_relu = nn.ReLU()  # 24 x 7 x 7
        self.three_reduce = nn.Conv2d(56, 24, kernel_size=1)  # 24 x 7 x 7
        self.three_reduce_relu = nn.ReLU()  # 24 x 7 x 7
        self.three = nn.Conv2d(24, 32, kernel_size=3, padding=1)  # 32 x 7 x 7
        self.three_relu = nn.ReLU()  # 32 x 7 x 7
        self.five_reduce = nn.Conv2d(56, 8, kernel_size=1)  # 8 x 7 x 7
        self.five_reduce_relu = nn.ReLU()  # 8 x 7 x 7
        self.five = nn.Conv2d(8, 16, kernel_size=5, padding=2)  # 16 x 7 x 7
        self.five_relu = nn.ReLU()  # 16 x 7 x 7
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)  # 56 x 7 x 7
        self.pool_project = nn.Conv2d(56, 16, kernel_size=1)  # 16 x 7 x 7
        self.pool_project_relu = nn.ReLU()  # 16 x 7 x 7

    def forward(self, x: Tensor) -> Tensor:
        one = self.one(x)  # 24 x 7 x 7
        one = self.one_relu(one)  # 24 x 7 x 7
        three_reduce = self.three_reduce(x)  # 24 x 7 x 7
        three_reduce = self.three_reduce_relu(three_reduce)  # 24 x 7 x 7
        three_reduce = self.three(three_reduce)  # 32 x 7 x 7
        three_reduce = self.three_relu(three_reduce)  # 32 x 7 x 7
        five_reduce = self.five_reduce(x)  # 8 x 7 x 7
        five_reduce = self.five_reduce_relu(five_reduce)  # 8 x 7 x 7
        five_reduce = self.five(five_reduce)  # 16 x 7 x 7
        five_reduce = self.five_relu(five_reduce)  # 16 x 7 x 7
        pool = self.pool(x)  # 56 x 7 x 7
        pool = self.pool_project(pool)  # 16 x 7 x 7
        pool = self.pool_project_relu(pool)  # 16 x 7 x 7
        return torch.cat([one, three_reduce, five_reduce, pool], dim=1)  # 88 x 7 x 7


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
