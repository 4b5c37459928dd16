"""How training pictures are varied, a batch at a time on its device, and made numbers of.

The random numbers are a function of (seed, epoch, step) and are drawn for the whole batch of all
processes: a picture is varied the same however many they are, and by a resumed training.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from backend.engine.normal import Normal
from backend.engine.ranks import ALONE, Ranks
from backend.engine.splits import Batch, Split
from graph.augmentation import PLAIN, Augmentation

LUMA = (0.299, 0.587, 0.114)
"""How bright red, green and blue are: ITU-R BT.601."""


class Draws(Struct, frozen=True, eq=False):
    """What is random in some pictures: N x 9 numbers from 0 to 1, a column for each kind, and what
    mixup leaves of each.
    """

    uniform: NDArray[np.float64]
    shares: NDArray[np.float64]

    def some(self, places: NDArray[np.int64]) -> "Draws":
        """Those of the pictures at these places of the batch."""
        return Draws(self.uniform[places], self.shares[places])

    def offsets(self, crop: int) -> NDArray[np.int64]:
        """N x 2: how far down and right of the picture's corner the cut-out begins."""
        return np.floor(self.uniform[:, 0:2] * (2 * crop + 1)).astype(np.int64) - crop

    def flips(self) -> NDArray[np.bool_]:
        """N: whether the picture is mirrored."""
        return self.uniform[:, 2] < 0.5

    def angles(self, rotation: float) -> NDArray[np.float64]:
        """N, in radians, against the clock."""
        return np.radians(rotation) * (2 * self.uniform[:, 3] - 1)

    def factors(self, colour: float) -> NDArray[np.float64]:
        """N x 3: of brightness, contrast and saturation."""
        return 1 + colour * (2 * self.uniform[:, 4:7] - 1)

    def corners(self, cutout: int, height: int, width: int) -> NDArray[np.int64]:
        """N x 2: top and left of a square whose centre is anywhere in the picture."""
        centres = np.floor(self.uniform[:, 7:9] * (height, width)).astype(np.int64)
        return centres - cutout // 2


class Augment:
    """What a training is fed with: varied pictures as numbers around 0, and their labels."""

    def __init__(
        self, how: Augmentation, normal: Normal, classes: int, seed: int, ranks: Ranks = ALONE
    ) -> None:
        self._how = how
        self._normal = normal
        self._classes = classes
        self._seed = seed
        self._ranks = ranks

    def batches(
        self, split: Split, order: Sequence[Tensor], epoch: int, step: int
    ) -> Iterator[Batch]:
        """Of each batch of picture numbers, from a step of an epoch on, this process's part.

        Gives numbers, n x C x H x W, and n labels, or with mixup n x classes shares of them.
        Raises DataError.
        """
        if self._how == PLAIN:
            own = [self._ranks.part(batch) for batch in order]
            for pictures, labels in split.batches(own):
                yield self._normal(pictures), labels
            return
        places = {count: self._needed(count) for count in {len(batch) for batch in order}}
        found = split.batches([batch[places[len(batch)][0]] for batch in order])
        for (pictures, labels), batch in zip(found, order, strict=True):
            needed, own = places[len(batch)]
            draws = self.draws(len(batch), epoch, step).some(needed.numpy())
            yield self._blended(self.varied(pictures, draws), labels, draws, own)
            step += 1

    def draws(self, count: int, epoch: int, step: int) -> Draws:
        """The random numbers of the batch of a step, of `count` pictures."""
        random = np.random.default_rng((self._seed, epoch, step))
        uniform, mixup = random.random((count, 9)), self._how.mixup
        shares = random.beta(mixup, mixup, count) if mixup else np.ones(count)
        return Draws(uniform, shares)

    def varied(self, pictures: Tensor, draws: Draws) -> Tensor:
        """Bytes, n x C x H x W, as numbers around 0, all varied but for mixup.

        They are turned, shifted and mirrored, in this order; then come colours and cutout.
        """
        how = self._how
        if how.rotation:
            values = _turned(pictures, draws, how)
        else:
            values = _shifted(pictures, draws, how).float()
        if how.colour:
            values = _coloured(values, draws.factors(how.colour))
        numbers = self._normal.in_place(values)
        if how.cutout:
            numbers.mul_(_uncovered(numbers, draws, how.cutout))
        return numbers

    def _needed(self, count: int) -> tuple[Tensor, Tensor]:
        """The places in a batch whose pictures this process needs, and where in them its own part
        and then its partners for mixup are, each the next one of the batch.
        """
        own = self._ranks.part(torch.arange(count))
        if not self._how.mixup:
            return own, torch.arange(len(own))
        return torch.unique(torch.cat((own, (own + 1) % count)), return_inverse=True)

    def _blended(self, numbers: Tensor, labels: Tensor, draws: Draws, own: Tensor) -> Batch:
        if not self._how.mixup:
            return numbers, labels
        first, second = own.to(numbers.device).view(2, -1)
        shares = _on(draws.shares[own[: len(first)].numpy()], numbers)
        whole = functional.one_hot(labels, self._classes).to(numbers.dtype)
        return (
            torch.lerp(numbers[second], numbers[first], shares.view(-1, 1, 1, 1)),
            torch.lerp(whole[second], whole[first], shares.view(-1, 1)),
        )


def _shifted(pictures: Tensor, draws: Draws, how: Augmentation) -> Tensor:
    """Cut out of the pictures with a border of zeros, and mirrored; bytes as they were."""
    if not how.crop and not how.flip:
        return pictures
    offsets = draws.offsets(how.crop)
    flips = draws.flips() & how.flip
    if pictures.device.type == "cpu":
        return _copied(pictures, offsets, flips)
    return _indexed(pictures, offsets, flips, how.crop)


def _copied(pictures: Tensor, offsets: NDArray[np.int64], flips: NDArray[np.bool_]) -> Tensor:
    """One picture after the other: on a CPU several times as fast as indexing."""
    source = pictures.numpy()
    found = np.zeros_like(source)
    _, _, height, width = source.shape
    for place, ((down, right), flip) in enumerate(
        zip(offsets.tolist(), flips.tolist(), strict=True)
    ):
        to = found[place, :, :, ::-1] if flip else found[place]
        top, left = max(0, -down), max(0, -right)
        bottom, end = max(top, height - max(0, down)), max(left, width - max(0, right))
        to[:, top:bottom, left:end] = source[
            place, :, top + down : bottom + down, left + right : end + right
        ]
    return torch.from_numpy(found)


def _indexed(
    pictures: Tensor, offsets: NDArray[np.int64], flips: NDArray[np.bool_], crop: int
) -> Tensor:
    """All at once, as a GPU likes it."""
    device = pictures.device
    height, width = pictures.shape[2:]
    corners = torch.from_numpy(offsets + crop).to(device, non_blocking=True)
    windows = functional.pad(pictures, [crop] * 4).unfold(2, height, 1).unfold(3, width, 1)
    every = torch.arange(len(pictures), device=device)
    found = windows[every, :, corners[:, 0], corners[:, 1]]
    mirrored = torch.from_numpy(flips).to(device, non_blocking=True).view(-1, 1, 1, 1)
    return torch.where(mirrored, found.flip(3), found)


def _turned(pictures: Tensor, draws: Draws, how: Augmentation) -> Tensor:
    """Turned around their middle, shifted and mirrored in one pass; zeros come in at the sides.

    For each pixel of the result, the place that it comes from is found, and what is there between
    four pixels.
    """
    count, _, height, width = pictures.shape
    if not count:
        return pictures.float()
    angles = draws.angles(how.rotation)
    cos, sin = np.cos(angles), np.sin(angles)
    mirror = 1 - 2.0 * (draws.flips() & how.flip)
    down, right = draws.offsets(how.crop).T
    # in pixels from the middle: x' = mirror·x + right, y' = y + down, turned back by the angle;
    # grid_sample wants both from -1 to 1
    across = np.stack((cos * mirror, -sin, cos * right - sin * down)) * (2 / width)
    along = np.stack((sin * mirror, cos, sin * right + cos * down)) * (2 / height)
    a, b, c = _on(across, pictures, torch.float32).view(3, -1, 1, 1)
    d, e, f = _on(along, pictures, torch.float32).view(3, -1, 1, 1)
    x = _from_middle(width, pictures.device).view(1, 1, -1)
    y = _from_middle(height, pictures.device).view(1, -1, 1)
    places = torch.stack((a * x + (b * y + c), d * x + (e * y + f)), dim=3)
    return functional.grid_sample(pictures.float(), places, align_corners=False)


def _from_middle(size: int, device: torch.device) -> Tensor:
    return torch.arange(size, device=device, dtype=torch.float32) - (size - 1) / 2


def _coloured(values: Tensor, factors: NDArray[np.float64]) -> Tensor:
    """Brighter or darker; further from or nearer to the mean brightness of the picture; further
    from or nearer to grey: each a sum of what there is, so that the three are one, cut off at 0
    and 255 at the end. They are changed themselves.
    """
    bright, contrast, saturation = _on(factors.T, values).view(3, -1, 1, 1, 1)
    if values.shape[1] == len(LUMA):
        weights = torch.tensor(LUMA, device=values.device).view(1, -1, 1, 1)
        grey = (values * weights).sum(1, keepdim=True)
    else:
        grey, saturation = values, torch.ones_like(saturation)
    mean = grey.mean((2, 3), keepdim=True)
    lift = (1 - contrast) * bright * mean
    if grey is not values:
        lift = lift + (1 - saturation) * contrast * bright * grey
    return values.mul_(bright * contrast * saturation).add_(lift).clamp_(0, 255)


def _uncovered(numbers: Tensor, draws: Draws, size: int) -> Tensor:
    """N x 1 x H x W: 0 where a square covers the picture, which is its mean then, else 1."""
    height, width = numbers.shape[2:]
    top, left = _on(draws.corners(size, height, width).T, numbers).view(2, -1, 1)
    y = torch.arange(height, device=numbers.device)
    x = torch.arange(width, device=numbers.device)
    rows = (y >= top) & (y < top + size)
    columns = (x >= left) & (x < left + size)
    return ~(rows[:, None, :, None] & columns[:, None, None, :])


def _on(values: NDArray[np.generic], like: Tensor, kind: torch.dtype | None = None) -> Tensor:
    """On the device of a tensor, in its kind of numbers."""
    kind = kind or like.dtype
    return (
        torch.from_numpy(np.ascontiguousarray(values)).to(kind).to(like.device, non_blocking=True)
    )
