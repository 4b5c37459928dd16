"""A training that starts from the weights of another run."""

from torch import nn

from backend.engine import transfer, weights
from backend.engine.train import TrainingError
from backend.store import Store
from graph.text import Text


def start_from(store: Store, run: str, module: nn.Module) -> Text:
    """Takes the weights of another run; says how many, and which were not there.

    Raises TrainingError if it is not here, or none fits.
    """
    if not store.weights(run):
        raise TrainingError(
            "The computer that trains has no weights of run {run}. Start from random weights or "
            "from another run, or train where that run was trained.",
            run=run,
        )
    taken, missing = transfer.take(module, weights.of_model(weights.good(store, run)))
    if not taken:
        raise TrainingError(
            "No weights of run {run} fit this network: none has the same name and shape. Choose "
            "another run to start from, or none.",
            run=run,
        )
    if not missing:
        return Text("All {count} weights of run {run} were taken.", {"count": taken, "run": run})
    return Text(
        "{count} weights of run {run} were taken. {missing} are new: {names}.",
        {"count": taken, "run": run, "missing": len(missing), "names": _few(missing)},
    )


def _few(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
