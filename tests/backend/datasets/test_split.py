"""The test split is stratified, and follows from names and a seed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.datasets import split

labels = st.lists(st.integers(0, 4), max_size=60)


@given(labels, st.floats(0, 0.9), st.integers(0, 2**53))
def test_every_class_gives_its_share_and_keeps_one(
    values: list[int], share: float, seed: int
) -> None:
    names = [f"{number}.png" for number in range(len(values))]
    by_name = split.tested(names, values, share, seed)
    by_place = split.tested_numbers(np.array(values, np.int64), share, seed)
    for label in set(values):
        members = [number for number, value in enumerate(values) if value == label]
        for chosen in (by_name, by_place):
            count = sum(bool(chosen[number]) for number in members)
            assert count < len(members) or not members
            assert abs(count - share * len(members)) <= 1


@given(labels, st.permutations(range(60)))
def test_the_order_of_the_files_does_not_matter(values: list[int], order: list[int]) -> None:
    names = [f"{number}.png" for number in range(len(values))]
    chosen = dict(zip(names, split.tested(names, values, 0.3, 1), strict=True))
    places = [place for place in order if place < len(values)]
    again = split.tested([names[p] for p in places], [values[p] for p in places], 0.3, 1)
    assert again == [chosen[names[place]] for place in places]


@given(labels)
def test_interleaving_loses_nothing_and_mixes_the_classes(values: list[int]) -> None:
    order = split.interleaved(values)
    assert sorted(order) == list(range(len(values)))
    half = [values[place] for place in order[: len(order) // 2]]
    for label in set(values):
        assert abs(half.count(label) - values.count(label) / 2) <= 1.5
