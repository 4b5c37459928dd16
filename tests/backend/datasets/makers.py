"""Small real files for tests: pictures, folders of them, IDX files, archives."""

import struct
from pathlib import Path

import numpy as np
from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(path: Path, colour: tuple[int, ...] = RED, size: tuple[int, int] = (8, 8)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def folder(root: Path, classes: dict[str, int], size: tuple[int, int] = (8, 8)) -> Path:
    """A folder for each class with so many pictures, no two of which are the same."""
    number = 0
    for name, count in classes.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for place in range(count):
            number += 1
            colour = (number % 256, number // 256, 7 * number % 256)
            picture(root / name / f"picture{place}.png", colour, size)
    return root


def idx(values: np.ndarray) -> bytes:
    head = bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape)
    return head + values.astype(np.uint8).tobytes()


def cifar10(place: Path, each: int = 4) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(1)
    for name in (*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"):
        records = draw.integers(0, 256, (each, 3073), np.uint8)
        records[:, 0] %= 10
        (place / name).write_bytes(records.tobytes())
    return place
