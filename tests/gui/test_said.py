"""What was typed is written as people read it, in both languages."""

import pytest

from graph.layers.convolution import Conv2d
from graph.network import LAYERS, Repeat
from graph.typed.suggestions import suggestions
from gui import said
from gui.language import Language, tr, use


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("conv 64 3x3 s2 p1", "3×3 · 64 filters · stride 2 · padding 1"),
        ("conv 8 3x5 same nobias", "3×5 · 8 filters · padding same · no bias"),
        ("pool 2", "2×2 · stride 2"),
        ("fc 120", "120 features"),
        ("input 1x28x28", "1×28×28"),
        ("leaky 0.1", "0.1"),
        ("group norm 8", "8 groups"),
        ("conv block 16 leaky", "3×3 · 16 filters · activation leaky ReLU"),
        ("3x residual 64 s2", "64 filters · first stride 2"),
        ("relu", ""),
    ],
)
def test_hyperparameters_are_written_in_a_row(text: str, written: str) -> None:
    assert said.details(suggestions(text)[0]) == written


def test_a_repeated_block_says_how_often() -> None:
    assert said.title(suggestions("3x residual")[0]) == "3 × Residual"


@pytest.fixture
def persian():
    use(Language.PERSIAN)
    yield
    use(Language.ENGLISH)


@pytest.mark.usefixtures("persian")
@pytest.mark.parametrize("kind", LAYERS)
def test_every_block_is_found_by_its_persian_title(kind) -> None:
    titles = {other for other in LAYERS if tr(other.title) == tr(kind.title)}
    assert type(suggestions(tr(kind.title), translate=tr)[0].layer) in titles


@pytest.mark.usefixtures("persian")
def test_persian_words_and_digits_are_understood() -> None:
    name, stride = tr(Conv2d.title), tr("Stride")
    found = suggestions(f"{name} ۶۴ ۳×۳ {stride} ۲", translate=tr)[0]
    assert found.layer == Conv2d(64, 3, 2)
    assert "\u20663×3\u2069" in said.details(found)
    assert type(suggestions(f"۳x {tr('Residual')}", translate=tr)[0].layer) is Repeat
