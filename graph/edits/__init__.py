"""Network -> Network: the edits that a user can make. Each refusal says why.

The basic ones are named here; each further kind is a module of its own, imported by its name.
"""

from graph.edits.basic import (
    EditError,
    add,
    closed_up,
    connect,
    disconnect,
    fresh_name,
    insert,
    move,
    obstacle,
    part,
    paste,
    remove,
    rename,
    reorder,
    rerouted,
    set_field,
    set_fields,
    set_layer,
    splice,
    ways,
    ways_through,
)

__all__ = [
    "EditError",
    "add",
    "closed_up",
    "connect",
    "disconnect",
    "fresh_name",
    "insert",
    "move",
    "obstacle",
    "part",
    "paste",
    "remove",
    "rename",
    "reorder",
    "rerouted",
    "set_field",
    "set_fields",
    "set_layer",
    "splice",
    "ways",
    "ways_through",
]
