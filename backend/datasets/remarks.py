"""What the user of a data set should know: empty classes, leaks, mixed sizes, broken files."""

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from backend.datasets.decoding import Facts
from backend.datasets.files import Looked
from backend.datasets.looking import Look
from backend.datasets.pictures import Arrays, Half, Halves, Labels, remark
from backend.protocol import Remark
from graph.sources import PictureFolder, PictureTable

LOPSIDED = 5
"""How many times the smallest class's pictures the largest one may have."""
NAMED = 8
"""Classes that a sentence names."""
AT_ONCE = 4_096
GREY = {"1", "L", "LA", "La", "I", "F"}


def of_counts(halves: Halves) -> list[Remark]:
    """What the numbers of pictures in each class say."""
    count = len(halves.classes)
    train = np.bincount(halves.train.labels, minlength=count)
    test = np.bincount(halves.test.labels, minlength=count)
    found: list[Remark] = []
    without = [name for name, n in zip(halves.classes, train, strict=True) if not n]
    if without:
        found.append(
            remark(
                "empty-train",
                "Classes without a picture to train on: {names}.",
                without,
                names=_listed(without),
            )
        )
    untested = [name for name, n in zip(halves.classes, test, strict=True) if not n]
    if untested and len(halves.test):
        found.append(
            remark(
                "empty-test",
                "Classes without a picture to test on: {names}.",
                untested,
                names=_listed(untested),
            )
        )
    if not len(halves.test):
        found.append(
            remark("no-test", "There are no pictures to test on. Set the test split above 0.")
        )
    return found + _lopsided(halves.classes, train)


def of_arrays(halves: Halves, look: Look) -> list[Remark]:
    """What else there is to say of pictures that are at hand."""
    digests = [_digests(half, look) for half in (halves.train, halves.test)]
    names = [_numbers(half) for half in (halves.train, halves.test)]
    return [*halves.remarks, *_copies(halves, names, digests)]


def of_files(found: Looked, source: PictureFolder | PictureTable) -> list[Remark]:
    """What else there is to say of picture files."""
    digests = [[fact.digest for fact in half] for half in found.facts]
    facts = [fact for half in found.facts for fact in half]
    return [
        *found.halves.remarks,
        *_copies(found.halves, found.names, digests),
        *_sizes(facts, source),
        *_kinds(found, facts, source),
    ]


def _lopsided(classes: tuple[str, ...], train: np.ndarray) -> list[Remark]:
    some = [(int(n), name) for name, n in zip(classes, train, strict=True) if n]
    if not some or max(some)[0] <= LOPSIDED * min(some)[0]:
        return []
    return [
        remark(
            "imbalance",
            "{largest} has {most} pictures to train on, and {smallest} has {least}: accuracy "
            "alone will hide how the small classes do.",
            largest=max(some)[1],
            most=max(some)[0],
            smallest=min(some)[1],
            least=min(some)[0],
        )
    ]


def _digests(half: Half, look: Look) -> list[bytes]:
    if not isinstance(half, Arrays):
        return []
    found: list[bytes] = []
    for number, picture in enumerate(half.pictures):
        if number % AT_ONCE == 0:
            look(number, len(half), "pictures")
        found.append(hashlib.blake2b(picture.tobytes(), digest_size=16).digest())
    return found


def _numbers(half: Half) -> Sequence[str]:
    return [f"#{number}" for number in range(len(half))]


def _copies(
    halves: Halves, names: Sequence[Sequence[str]], digests: Sequence[Sequence[bytes]]
) -> list[Remark]:
    """Pictures that are there twice: in both halves, which makes the test easier than it is, or
    within the training pictures, perhaps of two classes.
    """
    first: dict[bytes, int] = {}
    again: list[tuple[int, int]] = []
    for number, digest in enumerate(digests[0]):
        earlier = first.setdefault(digest, number)
        if earlier != number:
            again.append((number, earlier))
    leaks = [
        f"{name} = {names[0][first[digest]]}"
        for name, digest in zip(names[1], digests[1], strict=True)
        if digest in first
    ]
    found: list[Remark] = []
    if leaks:
        found.append(
            remark(
                "leak",
                "Test pictures that are among the training pictures too: {count}. The test is "
                "easier than new pictures will be.",
                leaks,
                count=len(leaks),
            )
        )
    return found + _doubles(halves.train.labels, names[0], again)


def _doubles(labels: Labels, names: Sequence[str], again: list[tuple[int, int]]) -> list[Remark]:
    torn = [(one, other) for one, other in again if labels[one] != labels[other]]
    same = [(one, other) for one, other in again if labels[one] == labels[other]]
    found: list[Remark] = []
    if torn:
        found.append(
            remark(
                "contradiction",
                "Training pictures that are there again with another label: {count}.",
                [f"{names[one]} = {names[other]}" for one, other in torn],
                count=len(torn),
            )
        )
    if same:
        found.append(
            remark(
                "duplicate",
                "Training pictures that are there more than once: {count}.",
                [f"{names[one]} = {names[other]}" for one, other in same],
                count=len(same),
            )
        )
    return found


def _sizes(facts: list[Facts], source: PictureFolder | PictureTable) -> list[Remark]:
    sizes = Counter((fact.width, fact.height) for fact in facts)
    (width, height), most = sizes.most_common(1)[0]
    if len(sizes) == 1:
        return []
    return [
        remark(
            "sizes",
            "Pictures are of {count} sizes, most often {width}×{height} ({most} of {all}). All are "
            "resized to {to_width}×{to_height} ({how}).",
            count=len(sizes),
            width=width,
            height=height,
            most=most,
            all=len(facts),
            to_width=source.width,
            to_height=source.height,
            how=source.resize,
        )
    ]


def _kinds(found: Looked, facts: list[Facts], source: PictureFolder | PictureTable) -> list[Remark]:
    names = [name for half in found.names for name in half]
    told: list[Remark] = []
    see_through = [name for name, fact in zip(names, facts, strict=True) if fact.alpha]
    if see_through:
        told.append(
            remark(
                "alpha",
                "Pictures that are transparent in places, where they show white: {count}.",
                see_through,
                count=len(see_through),
            )
        )
    turned = [name for name, fact in zip(names, facts, strict=True) if fact.rotated]
    if turned:
        told.append(
            remark(
                "rotated",
                "Pictures that were turned upright, as their cameras noted (EXIF): {count}.",
                turned,
                count=len(turned),
            )
        )
    return told + _modes(names, facts, source)


def _modes(
    names: list[str], facts: list[Facts], source: PictureFolder | PictureTable
) -> list[Remark]:
    grey = [fact.mode in GREY or fact.mode.startswith("I;") for fact in facts]
    if source.channels == "colour" and all(grey):
        return [
            remark(
                "grey",
                "All pictures are grey. With Channels set to grey, the network has less to do.",
            )
        ]
    plain = ("L",) if source.channels == "grey" else ("RGB",)
    others = Counter(fact.mode for fact in facts if fact.mode not in plain)
    if not others:
        return []
    changed = [name for name, fact in zip(names, facts, strict=True) if fact.mode not in plain]
    return [
        remark(
            "modes",
            "Pictures that are stored otherwise and were converted: {count} ({modes}).",
            changed,
            count=len(changed),
            modes=", ".join(f"{mode} {count}" for mode, count in others.most_common()),
        )
    ]


def _listed(names: list[str]) -> str:
    more = "" if len(names) <= NAMED else " …"
    return ", ".join(names[:NAMED]) + more
