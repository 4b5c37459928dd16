"""Weights and checkpoints on disk, as safetensors: nothing that is read can run code."""

import io
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from backend.engine.checkpoint import Checkpoint
from backend.engine.module import build
from backend.engine.train import TrainingError
from backend.store import Store
from graph.network import Network
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
    """Writes a run's weights as a state_dict for `torch.load(…, weights_only=True)`.

    Raises TrainingError if they are not those of the network.
    """
    kept = load(Store(), run)
    refuse_others(run, kept, build(network, 0))
    buffer = io.BytesIO()
    torch.save(of_model(kept), buffer)
    write_bytes(buffer.getvalue(), file)
