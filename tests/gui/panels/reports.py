"""Data sets and what a worker finds in them, for the tests of what shows them."""

from msgspec import structs

from backend.protocol import ClassReport, Picture, Remark, Surveyed
from graph.sources import DataSource, Found, Mnist, PictureFolder


def picture(channels: int = 1, side: int = 4) -> Picture:
    return Picture((channels, side, side), bytes(range(channels * side * side)))


def of_class(name: str, train: int, test: int, first: int = 0) -> ClassReport:
    count = min(train, 3)
    numbers = tuple(range(first, first + count))
    return ClassReport(name, train, test, (picture(),) * count, numbers)


def report(source: DataSource | None = None, *remarks: Remark) -> Surveyed:
    """Of a folder of cats and dogs, or of another source with such classes."""
    classes = (of_class("cats", 30, 10), of_class("dogs", 50, 8, 30), of_class("eels", 0, 2))
    found = Found((3, 64, 64), ("cats", "dogs", "eels"), 80, 20)
    source = source or PictureFolder(folder="/pictures/pets")
    if not isinstance(source, Mnist):
        source = structs.replace(source, found=found)
    return Surveyed(source, classes, (0.5, 0.4, 0.3), (0.1, 0.2, 0.3), remarks)
