"""Every sentence of the window has its Persian, with the same gaps."""

import ast
import inspect
import json
import string
from pathlib import Path

import pytest

from graph.augmentation import Augmentation
from graph.fields import fields
from graph.network import LAYERS
from graph.recipe import Recipe
from graph.sources import SOURCES
from graph.templates import TEMPLATES
from graph.text import Text
from gui.canvas.drawing.printing import Print
from gui.language import Language, tr, use
from gui.titles import TITLES

ROOT = Path(__file__).parents[2]
PERSIAN = json.loads((ROOT / "resources" / "translations" / "fa.json").read_text())
ELSEWHERE = (
    *("کلاس", "مجموعه‌داده", "نرمال‌سازی", "زیان", "نقطهٔ ذخیره", "برگزین", "فایل", "پردازه"),
    *("کامپیوتر", "رایانه دیگر", "آن‌جا", "فرآیند", "تماماً متصل", "کانولوشن", "دیتاست"),
)
"""What other programs say for a thing that has another word, or another spelling, here."""
TOLD = {"tr", "heading", "refuse", "Text", "EditError", "ShapeError", "ProjectError", "Refusal"}
TOLD |= {"DataError", "TrainingError", "NotBegun", "StoreError", "NetworkError", "TemplateError"}


def sentences() -> set[str]:
    """What the sources say to the user: first arguments of the functions that speak."""
    found: set[str] = set()
    files = [*(ROOT / "gui").rglob("*.py"), *(ROOT / "graph").rglob("*.py")]
    files += [*(ROOT / "backend" / "engine").glob("*.py"), *(ROOT / "backend").glob("[rs]*.py")]
    files += (ROOT / "backend" / "datasets").glob("*.py")
    for path in files:
        tree = ast.parse(path.read_text())
        named = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and name_of(node) in TOLD:
                found |= constants(node.args[0], named)
            if isinstance(node, ast.Call) and name_of(node) == "Action":
                found |= {a.value for a in node.args[1:3]} | constants_of(node.args[5:6])
            if isinstance(node, ast.Call) and name_of(node) in ("edit", "attempt", "edit_project"):
                found |= constants(node.args[0])
            if isinstance(node, ast.Call) and name_of(node) == "remark":
                found |= constants_of(node.args[1:2])
            if isinstance(node, ast.Call) and name_of(node) == "ask":
                found |= constants_of(node.args[2:])
    for owner in (*LAYERS, Recipe, Augmentation, *SOURCES, Print):
        found |= {
            text for f in fields(owner) for text in (f.title, f.help, f.blank, f.unit) if text
        }
    for source in SOURCES:
        found |= {source.title, " ".join(inspect.cleandoc(source.__doc__ or "").split())}
    for kind in LAYERS:
        found |= {kind.title, kind.group, " ".join(inspect.cleandoc(kind.__doc__ or "").split())}
    for template in TEMPLATES:
        found |= {template.title, template.text, template.error, template.family} - {""}
        settings = fields(type(template.settings))
        found |= {text for f in settings for text in (f.title, f.help) if text}
    return {text for text in found if any(letter.isalpha() for letter in bare(text))}


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def constants(node: ast.expr, named: dict[str, ast.expr] | None = None) -> set[str]:
    match node:
        case ast.Constant(value=str() as text):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return constants(one, named) | constants(other, named)
        case ast.Name(id=name) if named and name in named:
            return constants(named[name], named)
    return set()


def constants_of(nodes: list[ast.expr]) -> set[str]:
    return set().union(*map(constants, nodes))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def bare(text: str) -> str:
    return "".join(literal for literal, *_ in string.Formatter().parse(text))


def test_every_sentence_has_its_persian() -> None:
    assert sorted(sentences() - PERSIAN.keys()) == []


@pytest.mark.parametrize("word", ELSEWHERE)
def test_each_thing_has_one_word_in_persian(word: str) -> None:
    assert [text for text in PERSIAN.values() if word in text] == []


@pytest.mark.parametrize("english", PERSIAN)
def test_a_translation_has_no_gap_that_its_sentence_has_not(english: str) -> None:
    assert gaps(PERSIAN[english]) <= gaps(english)


def test_a_sentence_is_looked_up_by_its_template_and_filled_in() -> None:
    use(Language.PERSIAN)
    try:
        assert "conv1" in tr(Text("There is a node {name} already.", {"name": "conv1"}))
        assert tr("Undo") != "Undo"
        assert tr("what nobody has translated") == "what nobody has translated"
    finally:
        use(Language.ENGLISH)
    assert tr("Undo") == "Undo"


@pytest.mark.parametrize(
    "choice",
    sorted({c for owner in (*LAYERS, Recipe, Print) for f in fields(owner) for c in f.choices}),
)
def test_every_choice_is_a_proper_name_or_has_its_persian(choice: str) -> None:
    shown = TITLES.get(choice, choice)
    assert shown in PERSIAN or not shown.islower()
