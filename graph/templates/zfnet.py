"""ZFNet: AlexNet after a look at what its filters see."""

from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input
from graph.layers.pooling import MaxPool2d
from graph.project import Project
from graph.templates.alexnet import PAPERS_NORM, head
from graph.templates.base import ImageNet, Template, stages


def _zfnet(settings: ImageNet) -> Project:
    pool = MaxPool2d(3, 2, ceil=True)
    return Project(
        stages(
            [Input(3, 224, 224), Conv2d(96, 7, 2, 1), ReLU(), pool, ("norm1", PAPERS_NORM)],
            [Conv2d(256, 5, 2), ReLU(), pool, ("norm2", PAPERS_NORM)],
            [
                Conv2d(384, 3, padding=1),
                ReLU(),
                Conv2d(384, 3, padding=1),
                ReLU(),
                Conv2d(256, 3, padding=1),
                ReLU(),
                ("pool5", MaxPool2d(3, 2)),
            ],
            head(settings.classes),
        )
    )


ZFNET = Template(
    "zfnet",
    "ZFNet",
    "Zeiler and Fergus made the filters of AlexNet visible and saw that the first ones were coarse "
    "and skipped pixels. So theirs are 7×7 with stride 2 instead of 11×11 with stride 4, and more "
    "detail arrives at the layers behind. Its sizes are not whole: the last row of a picture is "
    "left out once, as the warning at the first convolution says.",
    ImageNet(),
    _zfnet,
    "Zeiler & Fergus, Visualizing and understanding convolutional networks, 2014",
    2014,
    "14.8 % top-5 on the test set of ImageNet 2012, six networks together; 16.5 % with one, "
    "on the validation set (the winner of ILSVRC 2013, Clarifai, had 11.7 %)",
    "ZFNet",
)
