"""A checkpoint as bytes, for the other processes of a training; no pickle here either."""

import msgspec
from msgspec import Struct
from safetensors.torch import load, save

from backend.engine.checkpoint import Checkpoint, Place
from backend.engine.ranks import Ranks


class _Parcel(Struct):
    place: Place
    tensors: bytes


def received(ranks: Ranks, checkpoint: Checkpoint | None) -> Checkpoint | None:
    """The first process's checkpoint, on all: not each machine has the run's folder."""
    if ranks.count == 1:
        return checkpoint
    content = b""
    if checkpoint is not None:
        content = msgspec.msgpack.encode(_Parcel(checkpoint.place, save(checkpoint.tensors)))
    content = ranks.shared(content)
    if not content:
        return None
    parcel = msgspec.msgpack.decode(content, type=_Parcel)
    return Checkpoint(parcel.place, load(parcel.tensors))
