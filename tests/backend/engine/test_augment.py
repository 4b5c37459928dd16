"""Variation of training pictures, against plain loops over single pictures and pixels."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from backend.engine.augment import LUMA, Augment, Draws, _copied, _indexed
from backend.engine.holding import Resident
from backend.engine.normal import Normal
from backend.engine.ranks import Ranks
from backend.engine.splits import Split
from graph.augmentation import PLAIN, Augmentation

CLASSES = 5

settings = st.builds(
    Augmentation,
    crop=st.sampled_from([0, 1, 3, 40]),
    flip=st.booleans(),
    rotation=st.sampled_from([0.0, 15.0, 180.0]),
    colour=st.sampled_from([0.0, 0.3, 1.0]),
    cutout=st.sampled_from([0, 1, 4, 50]),
    mixup=st.sampled_from([0.0, 0.2, 1.0]),
)


class Part(Ranks):
    """One of several processes; each takes a part that lies together, or every so-many-th."""

    def __init__(self, number: int, count: int, together: bool) -> None:
        self.number, self.count, self._together = number, count, together

    def part(self, batch: Tensor) -> Tensor:
        if self._together:
            return batch.tensor_split(self.count)[self.number]
        return batch[self.number :: self.count]


def pictures(count: int = 12, channels: int = 3, height: int = 9, width: int = 7) -> Tensor:
    generator = torch.Generator().manual_seed(count + channels)
    size = (count, channels, height, width)
    return torch.randint(0, 256, size, dtype=torch.uint8, generator=generator)


def split(count: int = 40, channels: int = 3) -> Split:
    return Split(Resident(pictures(count, channels)), torch.arange(count) % CLASSES)


def normal(channels: int = 3) -> Normal:
    mean = torch.linspace(0.3, 0.6, channels).view(1, -1, 1, 1)
    return Normal(mean, mean / 2)


def augment(how: Augmentation, ranks: Ranks | None = None, channels: int = 3) -> Augment:
    made = (how, normal(channels), CLASSES, 7)
    return Augment(*made) if ranks is None else Augment(*made, ranks)


def fed(made: Augment, of: Split, size: int, epoch: int = 0, step: int = 0) -> list:
    order = torch.arange(len(of)).flip(0).split(size)[step:]
    return list(made.batches(of, order, epoch, step))


def test_nothing_is_varied_where_nothing_is_wanted() -> None:
    of = split()
    for (x, y), (raw, labels) in zip(
        fed(augment(PLAIN), of, 16), of.batches(torch.arange(40).flip(0).split(16)), strict=True
    ):
        assert torch.equal(x, normal()(raw))
        assert torch.equal(y, labels)


@pytest.mark.parametrize("crop", [0, 2, 30])
@pytest.mark.parametrize("flip", [False, True])
def test_shift_and_flip_are_those_of_a_padded_picture(crop: int, flip: bool) -> None:
    source, made = pictures(), augment(Augmentation(crop=crop, flip=flip))
    draws = made.draws(len(source), 1, 2)
    mirrored = draws.flips() & flip
    expected = torch.stack(
        [
            torch.from_numpy(cut_out(picture.numpy(), *offset, mirror))
            for picture, offset, mirror in zip(
                source, draws.offsets(crop).tolist(), mirrored, strict=True
            )
        ]
    )
    assert torch.equal(made.varied(source, draws), normal()(expected))
    assert torch.equal(_copied(source, draws.offsets(crop), mirrored), expected)
    assert torch.equal(_indexed(source, draws.offsets(crop), mirrored, crop), expected)


def cut_out(picture: NDArray, down: int, right: int, mirror: bool) -> NDArray:
    channels, height, width = picture.shape
    found = np.zeros_like(picture)
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                to = width - 1 - x if mirror else x
                if 0 <= y + down < height and 0 <= x + right < width:
                    found[c, y, to] = picture[c, y + down, x + right]
    return found


def test_shifts_and_flips_are_all_about_as_frequent() -> None:
    draws = augment(Augmentation(crop=2, flip=True)).draws(20_000, 0, 0)
    found, counts = np.unique(draws.offsets(2), return_counts=True)
    assert found.tolist() == [-2, -1, 0, 1, 2]
    assert counts == pytest.approx([8_000] * 5, rel=0.05)
    assert draws.flips().mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("crop", [0, 2])
@pytest.mark.parametrize("flip", [False, True])
def test_a_turn_is_that_of_a_loop_over_pixels(crop: int, flip: bool) -> None:
    source = pictures(4)
    made = augment(Augmentation(rotation=40.0, crop=crop, flip=flip))
    draws = made.draws(len(source), 0, 5)
    for place, numbers in enumerate(made.varied(source, draws)):
        turned = turn(
            source[place].numpy(),
            draws.angles(40.0)[place],
            draws.offsets(crop)[place],
            bool(draws.flips()[place]) and flip,
        )
        expected = normal().in_place(torch.from_numpy(turned).float()[None])[0]
        assert torch.allclose(numbers, expected, atol=1e-3)


def turn(picture: NDArray, angle: float, offset: NDArray, mirror: bool) -> NDArray:
    _, height, width = picture.shape
    found = np.zeros(picture.shape)
    for y in range(height):
        for x in range(width):
            across = (x - (width - 1) / 2) * (-1 if mirror else 1) + offset[1]
            along = y - (height - 1) / 2 + offset[0]
            from_x = math.cos(angle) * across - math.sin(angle) * along + (width - 1) / 2
            from_y = math.sin(angle) * across + math.cos(angle) * along + (height - 1) / 2
            found[:, y, x] = between(picture, from_y, from_x)
    return found


def between(picture: NDArray, y: float, x: float) -> NDArray:
    _, height, width = picture.shape
    top, left = math.floor(y), math.floor(x)
    total = np.zeros(len(picture))
    for row, part in ((top, 1 - (y - top)), (top + 1, y - top)):
        for column, share in ((left, 1 - (x - left)), (left + 1, x - left)):
            if 0 <= row < height and 0 <= column < width:
                total += part * share * picture[:, row, column]
    return total


def test_a_quarter_turn_of_a_square_is_exact() -> None:
    source = pictures(2, 1, 6, 6)
    made = augment(Augmentation(rotation=90.0), channels=1)
    uniform = np.full((2, 9), np.nextafter(1, 0))  # the most of each, against the clock
    found = normal(1).bytes_of(made.varied(source, Draws(uniform, np.ones(2))))
    assert torch.equal(found, source.rot90(1, (2, 3)))


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_colours_are_brightness_contrast_and_saturation_one_after_the_other(channels: int) -> None:
    source, made = pictures(6, channels), augment(Augmentation(colour=0.2), channels=channels)
    draws = made.draws(len(source), 0, 0)
    for place, numbers in enumerate(made.varied(source, draws)):
        bright, contrast, saturation = draws.factors(0.2)[place]
        value = source[place].double() * bright
        grey = value
        if channels == 3:
            grey = (value * torch.tensor(LUMA).double().view(3, 1, 1)).sum(0, keepdim=True)
        value = contrast * value + (1 - contrast) * grey.mean((1, 2), keepdim=True)
        if channels == 3:
            grey = (value * torch.tensor(LUMA).double().view(3, 1, 1)).sum(0, keepdim=True)
            value = saturation * value + (1 - saturation) * grey
        expected = normal(channels).in_place(value.clamp(0, 255).float()[None])[0]
        assert torch.allclose(numbers, expected, atol=1e-4)


def test_colours_leave_the_source_as_it_is() -> None:
    of = split(8)
    before = of.held.take(torch.arange(8))
    fed(augment(Augmentation(colour=1.0, cutout=3, mixup=1.0)), of, 8)
    assert torch.equal(of.held.take(torch.arange(8)), before)


@pytest.mark.parametrize("size", [1, 4, 5, 30])
def test_cutout_covers_a_square_with_the_mean(size: int) -> None:
    source, made = pictures(), augment(Augmentation(cutout=size))
    draws = made.draws(len(source), 0, 0)
    found = made.varied(source, draws)
    _, _, height, width = source.shape
    for place, (top, left) in enumerate(draws.corners(size, height, width).tolist()):
        expected = normal()(source[place : place + 1])[0]
        expected[:, max(0, top) : top + size, max(0, left) : left + size] = 0
        assert torch.equal(found[place], expected)
        assert -(size // 2) <= top < height


def test_mixup_blends_each_picture_and_its_label_with_the_next() -> None:
    of, made = split(10), augment(Augmentation(mixup=1.0))
    ((x, shares),) = fed(made, of, 10, epoch=3)
    kept = torch.from_numpy(made.draws(10, 3, 0).shares).float()
    order = torch.arange(10).flip(0)
    raw, labels = next(of.batches([order]))
    plain = normal()(raw)
    for place in range(10):
        other, share = (place + 1) % 10, kept[place]
        blend = share * plain[place] + (1 - share) * plain[other]
        assert torch.allclose(x[place], blend, atol=1e-6)
        expected = torch.zeros(CLASSES)
        expected[labels[place]] += share
        expected[labels[other]] += 1 - share
        assert torch.allclose(shares[place], expected)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 4.0])
def test_mixups_shares_are_those_of_beta(alpha: float) -> None:
    shares = augment(Augmentation(mixup=alpha)).draws(20_000, 0, 0).shares
    assert shares.mean() == pytest.approx(0.5, abs=0.01)
    assert shares.var() == pytest.approx(1 / (4 * (2 * alpha + 1)), rel=0.05)


@given(how=settings, channels=st.sampled_from([1, 3]), size=st.sampled_from([1, 7, 40]))
def test_all_values_are_those_of_bytes_and_all_shares_sum_to_one(
    how: Augmentation, channels: int, size: int
) -> None:
    of = split(40, channels)
    low, high = (
        normal(channels)(torch.full((1, channels, 1, 1), byte, dtype=torch.uint8))
        for byte in (0, 255)
    )
    for x, y in fed(augment(how, channels=channels), of, size):
        assert x.dtype == torch.float32
        assert x.shape[1:] == (channels, 9, 7)
        assert bool(((x >= low - 1e-3) & (x <= high + 1e-3)).all())
        if how.mixup:
            assert torch.allclose(y.sum(1), torch.ones(len(x)))
        else:
            assert y.dtype == torch.int64


@given(how=settings, count=st.integers(2, 5), together=st.booleans(), size=st.integers(3, 40))
def test_each_picture_is_varied_the_same_however_many_processes_there_are(
    how: Augmentation, count: int, together: bool, size: int
) -> None:
    of = split()
    alone = fed(augment(how), of, size)
    parts = [Part(number, count, together) for number in range(count)]
    shared = [fed(augment(how, part), of, size) for part in parts]
    for step, (x, y) in enumerate(alone):
        for part, batches in zip(parts, shared, strict=True):
            places = part.part(torch.arange(len(x)))
            own_x, own_y = batches[step]
            assert len(own_x) == len(own_y) == len(places)
            assert torch.allclose(own_x, x[places], atol=1e-4)
            assert torch.allclose(own_y, y[places])


@given(how=settings, step=st.integers(0, 3))
def test_a_training_that_goes_on_sees_the_same_variations(how: Augmentation, step: int) -> None:
    of, made = split(), augment(how)
    whole = fed(made, of, 12, epoch=2)
    for (x, y), (again_x, again_y) in zip(
        whole[step:], fed(augment(how), of, 12, epoch=2, step=step), strict=True
    ):
        assert torch.equal(x, again_x)
        assert torch.equal(y, again_y)


def test_each_epoch_and_each_step_varies_anew() -> None:
    made = augment(Augmentation(crop=1))
    seen = {made.draws(4, epoch, step).uniform.tobytes() for epoch in (0, 1) for step in (0, 1)}
    assert len(seen) == 4


def test_one_kind_of_variation_leaves_the_others_as_they_were() -> None:
    source = pictures()
    draws = augment(Augmentation(crop=2)).draws(12, 0, 0)
    both = augment(Augmentation(crop=2, mixup=1.0, colour=0.5)).draws(12, 0, 0)
    assert np.array_equal(draws.offsets(2), both.offsets(2))
    assert len(source) == len(both.shares)
