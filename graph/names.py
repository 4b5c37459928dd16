"""What a node may be called: its name becomes the PyTorch module's, and its weights' prefix.

An identifier; or a number, which is a place in a row of copies; or both with a dot between, as in
`features.0`, which is a place in an nn.Sequential. So torchvision's names are the drawing's.
"""

import keyword
import re
from collections.abc import Collection

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
