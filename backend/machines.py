"""Another computer to train on: a name, and the command that starts a worker there.

Commands are split into words and run without a shell of this computer; `ssh` passes them to the
other one's. The same bytes go through its stdin and stdout as to a worker here.
"""

import shlex
import shutil

from msgspec import Struct

from graph.text import Refusal


class MachineError(Refusal):
    """A command that cannot be run."""


class Machine(Struct, frozen=True):
    """For example `gpu-box`, `ssh -T gpu-box 'cd convas && .venv/bin/python -m
    backend.engine.worker'`.
    """

    name: str
    command: str

    def worker(self) -> tuple[str, ...]:
        """The words of the command; raises MachineError if they make no command here."""
        try:
            words = tuple(shlex.split(self.command))
        except ValueError as error:
            raise MachineError(
                "The command of {name} has a quote that is not closed: {command}",
                name=self.name,
                command=self.command,
            ) from error
        if not words:
            raise MachineError("{name} has no command yet.", name=self.name)
        if shutil.which(words[0]) is None:
            raise MachineError(
                "There is no program {program} on this computer, which the command of {name} "
                "begins with.",
                program=words[0],
                name=self.name,
            )
        return words

    def attachment(self, run: str) -> tuple[str, ...]:
        """The words that show a run which trains there already; raises MachineError."""
        return (*self.worker(), "--attach", run)
