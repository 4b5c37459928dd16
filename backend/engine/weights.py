"""Weights and checkpoints on disk, as safetensors: nothing that is read can run code."""

import io
import os
from contextlib import suppress
from pathlib import Path

import msgspec
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from backend.engine.checkpoint import MODEL, Checkpoint, Place, under
from backend.engine.module import build
from backend.engine.train import TrainingError
from backend.store import Store
from graph.network import Network
from graph.project import write_bytes


def path(store: Store, run: str, name: str = "last") -> Path:
    """The file of a run's weights: the last, the best, or those after an epoch."""
    return store.run_folder(run) / f"{name}.safetensors"


def write(file: Path, checkpoint: Checkpoint, *, whole: bool = True) -> None:
    """Writes a checkpoint, or its network's weights alone, in one step: a crash leaves the old file
    or the new one. Raises OSError and SafetensorError.
    """
    tensors = checkpoint.tensors
    if not whole:
        tensors = {name: value for name, value in tensors.items() if name.startswith(MODEL)}
    place = {"place": msgspec.json.encode(checkpoint.place).decode()}
    temporary = file.with_name(f".{file.name}.part")  # a crash leaves it, and it is no weights
    try:
        save_file(tensors, temporary, place)
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(temporary, file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def load(store: Store, run: str, name: str = "last") -> Checkpoint:
    """Weights that a run kept; raises TrainingError."""
    store.run(run)
    try:
        with safe_open(path(store, run, name), "pt") as file:
            place = _place(file.metadata() or {})
            # copies: what is mapped cannot be replaced on Windows
            tensors = {key: file.get_tensor(key).clone() for key in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise TrainingError(
            "The weights of run {run} cannot be read: {why}. Train it anew.", run=run, why=error
        ) from error
    return Checkpoint(place, tensors)


def _place(metadata: dict[str, str]) -> Place:
    if "place" in metadata:
        return msgspec.json.decode(metadata["place"], type=Place)
    return Place(int(metadata.get("epoch", 0)), int(metadata.get("step", 0)))


def of_model(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """The network's own tensors by their module names."""
    return under(MODEL, checkpoint.tensors)


def good(store: Store, run: str) -> Checkpoint:
    """The best weights of a run where there are some, else the last; raises TrainingError."""
    return load(store, run, "best" if path(store, run, "best").exists() else "last")


def refuse_others(run: str, checkpoint: Checkpoint, module: nn.Module) -> None:
    """Raises TrainingError if a run's checkpoint is not of the network that `module` is."""
    kept, own = of_model(checkpoint), module.state_dict()
    for name in {**own, **kept}:
        if name not in kept or name not in own or kept[name].shape != own[name].shape:
            raise TrainingError(
                "Run {run} trained another network: the weights {name} are not the same in both. "
                "Open the project as it was then, or train this one anew.",
                run=run,
                name=name,
            )


def export(run: str, network: Network, file: Path) -> None:
    """Writes a run's last weights as a state_dict for `torch.load(…, weights_only=True)`.

    Raises TrainingError if they are not those of the network.
    """
    kept = load(Store(), run)
    refuse_others(run, kept, build(network, 0))
    buffer = io.BytesIO()
    torch.save(of_model(kept), buffer)
    write_bytes(buffer.getvalue(), file)
