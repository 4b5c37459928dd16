"""Net: 1 x 8 x 8 -> (3, 3), 3,262 parameters. Drawn with Convas.

Its weights have the names of the drawing, so a run's weights fit: export --run writes them.
"""

import torch
from torch import Tensor, nn


class Net(nn.Module):
    """The whole network."""

    def __init__(self) -> None:
        super().__init__()
        self.x = nn.Conv2d(1, 4, kernel_size=3, padding=1)
        self.out = nn.ReLU()
        self.add_module("0", nn.Conv2d(4, 4, kernel_size=3, padding=1, bias=False))
        self.flat = nn.Flatten()
        self.drop = nn.Dropout(0.2)
        self.scores = nn.Linear(512, 3)
        self.soft = nn.Softmax(dim=1)
        self.side = nn.Linear(512, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.x(x)  # 4 x 8 x 8
        out_ = self.out(x)
        x0 = self.get_submodule("0")(out_)
        add1 = x0 + out_ + x
        x = torch.cat([add1, x], dim=1)  # 8 x 8 x 8
        x = self.flat(x)  # 512
        side = self.side(x)  # 3
        x = self.drop(x)
        x = self.scores(x)  # 3
        x = self.soft(x)
        return x, side
