"""Where the published data sets lie: the user's own folder, the system's, or what was fetched."""

from pathlib import Path

import graph
from backend import home
from backend.datasets import cifar
from backend.datasets.pictures import DataError, chosen
from graph.sources import Cifar10, Cifar100, FashionMnist

SHIPPED = Path(graph.__file__).parent.parent / "resources" / "datasets" / "mnist"
SYSTEM = Path("/usr/share/datasets/fashion-mnist")
"""Of Debian's package dataset-fashion-mnist."""
NAMES = tuple(
    f"{half}-{kind}"
    for half in ("train", "t10k")
    for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")
)
"""The four files of MNIST and of its relatives, with or without .gz."""

Fetchable = FashionMnist | Cifar10 | Cifar100


def fetched(source: Fetchable) -> Path:
    """The folder into which a data set is fetched."""
    return home.folder() / "datasets" / type(source).__struct_config__.tag  # pyright: ignore


def is_there(source: Fetchable, place: Path) -> bool:
    """Whether a folder has all the files of a data set."""
    if isinstance(source, FashionMnist):
        return all(any((place / f"{n}{end}").is_file() for end in (".gz", "")) for n in NAMES)
    return cifar.is_there(source, place)


def place(source: Fetchable) -> Path:
    """Where the files are; raises DataError, which says how to get them."""
    if source.folder:
        return chosen(source.folder)
    places = [fetched(source)]
    if isinstance(source, FashionMnist):
        places.append(SYSTEM)
    for each in places:
        if is_there(source, each):
            return each
    raise DataError(
        "{title} is not on this computer. Fetch it, or install Debian's package "
        "dataset-fashion-mnist, or choose a folder that has its four files."
        if isinstance(source, FashionMnist)
        else "{title} is not on this computer. Fetch it, or choose a folder that has the .bin "
        "files of its binary version.",
        title=source.title,
    )
