"""NumPy archives of pictures and labels, in the layouts that people write. Never pickle."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.datasets.pictures import Arrays, DataError, Halves, Labels, chosen, remark
from backend.datasets.split import tested_numbers
from backend.protocol import Remark
from graph.sources import IdxFiles, Npz

Array = NDArray[Any]

WHOLE = (("pictures", "labels"), ("images", "labels"), ("x", "y"), ("X", "y"), ("data", "labels"))
TRAIN = (("x_train", "y_train"), ("train_images", "train_labels"), ("X_train", "y_train"))
TEST = (("x_test", "y_test"), ("test_images", "test_labels"), ("X_test", "y_test"))
LARGEST = 2**36  # bytes that an archive may say it unpacks to


def read(source: Npz) -> Halves:
    """The data set in an .npz file; raises DataError."""
    if not source.file:
        raise DataError("Which .npz file? Choose a NumPy archive of pictures and labels.")
    file = chosen(source.file)
    arrays = _arrays(file)
    train = _named(arrays, TRAIN) or _named(arrays, WHOLE)
    test = _named(arrays, TEST)
    if train is None:
        raise DataError(
            "{file} has no x_train and y_train, nor pictures and labels. It has: {names}.",
            file=file,
            names=", ".join(arrays) or "nothing",
        )
    remarks: list[Remark] = []
    pictures = as_bytes(file, train[0], remarks)
    values = [_flat(file, train[1], len(pictures))]
    parts = [pictures]
    if test is not None:
        parts.append(as_bytes(file, test[0], []))
        values.append(_flat(file, test[1], len(parts[1])))
    classes, labels = numbered(values)
    if any(part.shape[1:] != pictures.shape[1:] for part in parts):
        raise DataError("{file}: training and test pictures differ in size.", file=file)
    if test is not None:
        halves = [Arrays(part, label) for part, label in zip(parts, labels, strict=True)]
        return Halves(halves[0].first(source.examples), halves[1], classes, tuple(remarks))
    return divided(source, Arrays(pictures, labels[0]), classes, tuple(remarks))


def divided(
    source: Npz | IdxFiles,
    whole: Arrays,
    classes: tuple[str, ...],
    remarks: tuple[Remark, ...] = (),
) -> Halves:
    """A data set without test pictures, split as its source says."""
    test = tested_numbers(whole.labels, source.test_share, source.split_seed)
    train = Arrays(whole.pictures[~test], whole.labels[~test]).first(source.examples)
    return Halves(train, Arrays(whole.pictures[test], whole.labels[test]), classes, remarks)


def numbered(values: list[Array]) -> tuple[tuple[str, ...], list[Labels]]:
    """Class names, sorted, and labels from 0 for the values that are there."""
    names, places = np.unique(np.concatenate(values), return_inverse=True)
    ends = np.cumsum([len(value) for value in values])[:-1]
    labels = np.split(places.reshape(-1).astype(np.int64), ends)
    return tuple(_word(name) for name in names.tolist()), labels


def as_bytes(file: Path, pictures: Array, remarks: list[Remark]) -> NDArray[np.uint8]:
    """Pictures as N x C x H x W bytes: the shorter one of the second and last axis is channels."""
    if pictures.ndim == 3:
        pictures = pictures[:, None]
    elif pictures.ndim == 4 and pictures.shape[3] <= pictures.shape[1]:
        pictures = pictures.transpose(0, 3, 1, 2)
    if pictures.ndim != 4 or 0 in pictures.shape:
        raise DataError(
            "{file}: pictures must have the axes N×H×W, N×H×W×C or N×C×H×W, but these are {shape}.",
            file=file,
            shape="×".join(map(str, pictures.shape)) or "one number",
        )
    if pictures.dtype == np.uint8:
        return np.ascontiguousarray(pictures)
    return np.ascontiguousarray(_converted(file, pictures, remarks))


def _converted(file: Path, pictures: Array, remarks: list[Remark]) -> NDArray[np.uint8]:
    if pictures.dtype == np.bool_:
        return pictures.astype(np.uint8) * np.uint8(255)
    if pictures.dtype.kind not in "iuf":
        raise DataError(
            "{file}: pictures are numbers, but these are {kind}.", file=file, kind=pictures.dtype
        )
    low, high = float(pictures.min()), float(pictures.max())
    if not np.isfinite((low, high)).all():
        raise DataError("{file}: some values of pictures are not finite.", file=file)
    bottom, top = _range(pictures.dtype.kind, low, high)
    if (bottom, top) != (0, 255):
        remarks.append(
            remark(
                "converted",
                "Values from {low} to {high} were converted: {bottom} became 0 and {top} 255.",
                low=f"{low:.4g}",
                high=f"{high:.4g}",
                bottom=f"{bottom:g}",
                top=f"{top:g}",
            )
        )
    result = np.empty(pictures.shape, np.uint8)
    for number, picture in enumerate(pictures):  # one at a time: floats take eight times the room
        scaled: NDArray[np.float64] = (picture.astype(np.float64) - bottom) * (255 / (top - bottom))
        result[number] = np.clip(np.round(scaled), 0, 255)
    return result


def _range(kind: str, low: float, high: float) -> tuple[float, float]:
    """The values that become 0 and 255: of the usual ranges the smallest that holds all."""
    usual: list[tuple[float, float]] = [(0, 255), (0, 65_535)]
    if kind == "f":
        usual = [(0, 1), (-1, 1), (0, 255)]
    for bottom, top in usual:
        if bottom <= low and high <= top:
            return bottom, top
    return low, high if high > low else low + 1


def _flat(file: Path, labels: Array, count: int) -> Array:
    """Labels as one row: N, or N x 1; whole numbers or words."""
    if labels.shape == (count, 1):
        labels = labels[:, 0]
    if labels.shape != (count,):
        raise DataError(
            "{file}: there are {count} pictures, but the labels are {shape}. Write one label a "
            "picture.",
            file=file,
            count=count,
            shape="×".join(map(str, labels.shape)) or "one number",
        )
    whole = labels.dtype.kind == "f" and bool(np.isfinite(labels).all() and (labels % 1 == 0).all())
    if whole:
        labels = labels.astype(np.int64)
    if labels.dtype.kind not in "iuUSb":
        raise DataError(
            "{file}: labels must be whole numbers or words, but these are {kind}.",
            file=file,
            kind=labels.dtype,
        )
    return labels


def _word(name: object) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _named(arrays: dict[str, Array], pairs: tuple[tuple[str, str], ...]) -> list[Array] | None:
    for names in pairs:
        if all(name in arrays for name in names):
            return [arrays[name] for name in names]
    return None


def _arrays(file: Path) -> dict[str, Array]:
    if not file.is_file():
        raise DataError("There is no file {file}. Choose another one.", file=file)
    wanted = {name for pairs in (WHOLE, TRAIN, TEST) for pair in pairs for name in pair}
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise DataError("{file} unpacks to more than {most} GiB.", file=file, most=64)
        with np.load(file, allow_pickle=False) as loaded:
            return {name: loaded[name] for name in loaded.files if name in wanted}
    except DataError:
        raise
    except _DAMAGE as error:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DataError(
            "{file} cannot be read as a NumPy archive: {why}.", file=file, why=said
        ) from error


_DAMAGE = (
    OSError, ValueError, EOFError, KeyError, TypeError, IndexError, OverflowError, MemoryError,
    NotImplementedError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error, AttributeError,
)  # fmt: skip
"""What zipfile and NumPy raise for foreign bytes; objects, which are pickled, are a ValueError."""
