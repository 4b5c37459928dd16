"""Weights and checkpoints on disk, as safetensors: nothing that is read can run code."""

import io
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from backend.engine.train import Checkpoint, TrainingError
from backend.store import Store
from graph.project import write_bytes

MODEL = "model/"


def path(store: Store, run: str) -> Path:
    """The file of a run's last checkpoint."""
    return store.run_folder(run) / "last.safetensors"


def keep(store: Store, run: str, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint in one step: a crash leaves the old one or the new one."""
    place = {"epoch": str(checkpoint.epoch), "step": str(checkpoint.step)}
    write_bytes(save(checkpoint.tensors, place), path(store, run))


def load(store: Store, run: str) -> Checkpoint:
    """A run's last checkpoint; raises TrainingError."""
    store.run(run)
    try:
        with safe_open(path(store, run), "pt") as file:
            place = file.metadata()
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise TrainingError(
            "The weights of run {run} cannot be read: {why}. Train it anew.", run=run, why=error
        ) from error
    return Checkpoint(int(place["epoch"]), int(place["step"]), tensors)


def of_model(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """The network's own tensors by their module names."""
    return {
        name.removeprefix(MODEL): value
        for name, value in checkpoint.tensors.items()
        if name.startswith(MODEL)
    }


def export(run: str, file: Path) -> None:
    """Writes a run's weights as a state_dict for `torch.load(…, weights_only=True)`."""
    buffer = io.BytesIO()
    torch.save(of_model(load(Store(), run)), buffer)
    write_bytes(buffer.getvalue(), file)
