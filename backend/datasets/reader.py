"""From a project's data source to its pictures: the one door to every data set."""

from pathlib import Path

import graph
from backend.datasets.idx import mnist_half
from backend.datasets.pictures import DataError, Halves
from graph.sources import DataSource, FashionMnist, Mnist

SHIPPED = Path(graph.__file__).parent.parent / "resources" / "datasets" / "mnist"


def read(source: DataSource) -> Halves:
    """The data set of a source; raises DataError."""
    match source:
        case Mnist(folder):
            return _like_mnist(source, Path(folder) if folder else SHIPPED)
        case _:
            raise DataError("{title} cannot be read yet.", title=source.title)


def _like_mnist(source: Mnist | FashionMnist, folder: Path) -> Halves:
    train = mnist_half(folder, "train", source.title).first(source.examples)
    return Halves(train, mnist_half(folder, "t10k", source.title), source.classes)
