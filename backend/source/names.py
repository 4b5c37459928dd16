"""Names in the source: of classes, after the layers and what is special inside; of variables."""

import inspect
import keyword
import unicodedata
from collections.abc import Collection

from backend.source.uses import Form
from graph.network import Block

WORDS = {
    "add": ("", ""),
    "downsample": ("Projection", "A 1×1 convolution fits the shortcut to the new shape."),
    "skip": ("", ""),
    "widen": ("Widening", "The shortcut skips pixels and adds channels of zeros."),
}
"""What a class is called by nodes inside, and what its docstring says of them."""

LONGEST = 36  # of a class's name


def class_names(forms: list[Form], main: str, taken: Collection[str]) -> list[str]:
    """A name for each form, none of them in `taken`; the last form is the `main` one."""
    busy = {*taken, main}
    names: list[str] = []
    for form in forms[:-1]:
        wish = "" if form.row else _stem(form) + _special(form, forms)[0]
        name, number = wish, 2
        while name in busy:
            apart = "_" if wish[-1].isdigit() else ""
            name, number = f"{wish}{apart}{number}", number + 1
        busy |= {name} - {""}
        names.append(name)
    return [*names, main]


def docstring(form: Form, forms: list[Form]) -> list[str]:
    """The lines of a class's docstring: its layer's first one, and what is special about it."""
    layer = form.example.layer
    if layer is None:
        return ["The whole network."]
    if isinstance(layer, Block):
        return [f"The block “{_harmless(layer.name)}”."]
    text = (inspect.getdoc(type(layer)) or "").split("\n")[0]
    more = _special(form, forms)[1]
    return [text, *(["", more] if more else [])]


def variable(name: str) -> str:
    """A node's name as that of a variable."""
    name = name.replace(".", "_")
    if name in ("l", "O", "I"):  # too like 1 and 0: ruff refuses them
        return f"{name}_"
    return f"x{name}" if name.isdigit() else name


def camel(text: str) -> str:
    """Words in any script as one identifier, InCamelCase; nothing if no letter is left."""
    plain = unicodedata.normalize("NFKC", text).replace("_", " ")
    words = "".join(sign if f"a{sign}".isidentifier() else " " for sign in plain).split()
    name = ""
    for word in words:  # scripts without capitals need something between words
        cased = word[0].upper() != word[0].lower() or word[0].isdigit()
        name += ("" if cased or not name else "_") + word[0].upper() + word[1:]
    return unicodedata.normalize("NFKC", name[:LONGEST])


def _stem(form: Form) -> str:
    layer = form.example.layer
    if not isinstance(layer, Block):
        return type(layer).__name__
    name = camel(layer.name)
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"Block{name}"


def _special(form: Form, forms: list[Form]) -> tuple[str, str]:
    """A suffix for the name and a sentence, by the nodes that not all forms of its kind have."""
    layer = type(form.example.layer)
    alike = [_stems(f) for f in forms if (type(f.example.layer), f.title) == (layer, form.title)]
    common = frozenset(alike[0]).intersection(*alike)
    words = [WORDS.get(stem, (camel(stem), "")) for stem in _stems(form) if stem not in common]
    suffix = "".join(word for word, _ in words) if len(words) <= 3 else ""
    return suffix, " ".join(text for _, text in words if text)


def _stems(form: Form) -> dict[str, None]:
    """The nodes' names without numbers, in their order."""
    stems = (name.partition(".")[0].rstrip("0123456789") for name in form.example.nodes)
    return dict.fromkeys(stem for stem in stems if stem)


def _harmless(text: str) -> str:
    """A name that the user typed, as it may stand in a docstring's one line."""
    signs = "".join(sign for sign in text if sign.isprintable() and sign not in '\\"').strip()
    return signs if len(signs) <= LONGEST else f"{signs[: LONGEST - 1]}…"
