"""torchrun's restarts: a training that it starts again goes on with the run that was broken off.

A run's folder keeps a word on the torchrun that began it. A later start of the same torchrun finds
the run by it, on the machine of the first process or in a folder that the machines share.
"""

import os

from backend.engine.ranks import RankLost
from backend.store import Store
from graph.project import write_bytes

NAME = "torchrun"
LATEST = 20  # runs that are looked at


def mark(store: Store, run: str) -> None:
    """Keeps with a run which torchrun it belongs to, if to any."""
    if word := _word():
        write_bytes(word.encode(), store.run_folder(run) / NAME)


def unfinished(store: Store, project: bytes) -> str:
    """The run of this project that the same torchrun began and did not end; "" if there is none."""
    if not (word := _word()):
        return ""
    for record in store.runs()[:LATEST]:
        folder = store.run_folder(record.id)
        if not (folder / NAME).exists() or (folder / NAME).read_text() != word:
            continue
        kept = record.state == "lost" and (folder / "last.safetensors").exists()
        return record.id if kept and store.project(record.id) == project else ""
    return ""


def goes_on(error: BaseException) -> bool:
    """Whether torchrun starts the training again after this, so that the run has not failed."""
    if not isinstance(error, RankLost) or not _word():
        return False
    done, most = (
        int(os.environ.get(f"TORCHELASTIC_{name}", 0)) for name in ("RESTART_COUNT", "MAX_RESTARTS")
    )
    return done < most


def _word() -> str:
    """Names this torchrun: by the job's name where one was given, else by its process."""
    job = os.environ.get("TORCHELASTIC_RUN_ID", "")
    return f"none/{os.getppid()}" if job == "none" else job
