"""Numbers as people read them."""

import pytest

from graph.shapes import Image, Vector
from gui import figures


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (0, "0 B"),
        (480, "480 B"),
        (6400, "6.3 KB"),
        (1024, "1 KB"),
        (41_000, "40 KB"),
        (2**31, "2 GB"),
    ],
)
def test_memory_is_given_in_the_unit_that_fits(octets: int, text: str) -> None:
    assert figures.size(octets) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (999, "999"),
        (1_000, "1.00 K"),
        (61_706, "61.7 K"),
        (416_520, "417 K"),
        (999_600, "1.00 M"),
        (25_557_032, "25.6 M"),
        (11_513_626_624, "11.5 G"),
    ],
)
def test_a_large_number_is_rounded_to_three_figures(number: int, text: str) -> None:
    assert figures.rounded(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (18.4, "0:18"), (61, "1:01"), (3723, "1:02:03")]
)
def test_a_time_reads_as_on_a_clock(seconds: float, text: str) -> None:
    assert figures.duration(seconds) == text


def test_equal_shapes_are_counted() -> None:
    assert figures.shapes((Image(16, 8, 8), Image(16, 8, 8))) == "2 × (16×8×8)"
    assert figures.shapes((Vector(3), Vector(4))) == "3, 4"
    assert figures.count(61706) == "61,706"
    assert figures.share(0.9871, 2) == "98.71 %"
