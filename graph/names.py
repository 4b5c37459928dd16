"""What a node may be called: its name becomes the PyTorch module's, and its weights' prefix.

An identifier; or a number, which is a place in a row of copies; or both with a dot between, as in
`features.0`, which is a place in an nn.Sequential. So torchvision's names are the drawing's.
"""

import keyword
import re
from collections.abc import Collection, Iterable, Iterator

_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_]{0,63})(\.[0-9]{1,6})?|[0-9]{1,6}")
# what torch.nn.Module and torch.fx.GraphModule have themselves (2.9 to 2.15): a module of that name
# would hide it
_TAKEN = frozenset(
    """T_destination add_module add_submodule apply bfloat16 buffers call_super_init children code
    compile cpu cuda delete_all_unused_submodules delete_submodule double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule graph half ipu
    load_state_dict meta modules mtia named_buffers named_children named_modules named_parameters
    parameters print_readable recompile register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule shape_env share_memory state_dict to to_empty to_folder train training type xpu
    zero_grad self torch nn Tensor""".split()  # noqa: SIM905  # a list would be 70 lines
)


def is_name(text: str) -> bool:
    """Whether a node may have that name: it becomes the PyTorch module's name."""
    found = _NAME.fullmatch(text)
    word = found[1] if found else None
    return found is not None and not keyword.iskeyword(word or "") and word not in _TAKEN


def row(name: str) -> str:
    """The nn.Sequential that a name is a place in: `features` for `features.0`, else nothing."""
    return name.rpartition(".")[0]


def clash(names: Collection[str]) -> str | None:
    """A name that is a node's and also that of a row of others, such as `features.0`."""
    rows = {row(name) for name in names if "." in name}
    return next((name for name in names if name in rows), None)


def free(name: str, taken: Collection[str]) -> bool:
    """Whether a node may have that name beside those that are taken."""
    return name not in taken and not clash([*taken, name])


def spare(stem: str, taken: Collection[str], *, bare: bool = False) -> str:
    """The first of stem1, stem2, … that is free; with `bare`, of stem, stem2 and so on."""
    if bare and free(stem, taken):
        return stem
    busy = {*taken, *map(row, taken)}
    number = 2 if bare else 1
    while f"{stem}{number}" in busy:
        number += 1
    return f"{stem}{number}"


class Taken:
    """Names that are taken, while many more are given."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = set(names)
        self._rows = set(map(row, self._names))
        self._next: dict[str, int] = {}

    def take(self, wanted: str, stem: str) -> str:
        """The name that is wanted if it is free; else one like it, else stem1, stem2 and so on."""
        name = next(filter(self.is_free, self._likely(wanted, stem)), None)
        if name is None:
            name = self._numbered(self._stem(wanted, stem))
        self._names.add(name)
        self._rows.add(row(name))
        return name

    def is_free(self, name: str) -> bool:
        """Whether a node may have that name beside them."""
        taken = name in self._names or name in self._rows
        return not taken and row(name) not in self._names

    def _likely(self, wanted: str, stem: str) -> Iterator[str]:
        yield wanted
        if self._stem(wanted, stem) in ("input", "output"):
            yield self._stem(wanted, stem)  # the first of them has no number

    def _stem(self, wanted: str, stem: str) -> str:
        own = wanted.rstrip("0123456789")
        fits = own and is_name(f"{own}999999") and row(f"{own}1") not in self._names
        return own if fits else stem

    def _numbered(self, stem: str) -> str:
        number = self._next.get(stem, 1)
        while not self.is_free(f"{stem}{number}"):
            number += 1
        self._next[stem] = number + 1
        return f"{stem}{number}"
