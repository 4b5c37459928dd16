"""What the window remembers between two starts, in an ini file beside the runs."""

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize

from backend.home import folder
from gui.language import Language
from gui.theme import Scheme

DOCK = 0.32  # of the window's height
MOST_RECENT = 10
MOST_COMMANDS = 6


class Settings:
    """Typed access to the file; a value that is missing or damaged is the default."""

    def __init__(self) -> None:
        path = folder() / "settings.ini"
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def scheme(self) -> Scheme:
        """Light, dark, or as the desktop has it."""
        kept = str(self._file.value("scheme", ""))
        return Scheme(kept) if kept in {scheme.value for scheme in Scheme} else Scheme.DARK

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._file.setValue("scheme", scheme.value)

    @property
    def language(self) -> Language:
        """The window's language."""
        kept = str(self._file.value("language", ""))
        known = {language.value for language in Language}
        return Language(kept) if kept in known else Language.ENGLISH

    @language.setter
    def language(self, language: Language) -> None:
        self._file.setValue("language", language.value)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Project files, the last one first; those that are gone are left out."""
        kept = str(self._file.value("recent", "")).split("\n")
        return tuple(Path(line) for line in kept if line and Path(line).is_file())

    def remember(self, path: Path) -> None:
        """Makes a project file the most recent one."""
        own = path.resolve()
        others = [known for known in self.recent if known != own]
        self._file.setValue("recent", "\n".join(map(str, [own, *others][:MOST_RECENT])))

    @property
    def opened(self) -> Path | None:
        """The file that was open last; None if there was none, or it is gone."""
        kept = str(self._file.value("opened", ""))
        return Path(kept) if kept and Path(kept).is_file() else None

    @opened.setter
    def opened(self, path: Path | None) -> None:
        self._file.setValue("opened", "" if path is None else str(path.resolve()))

    @property
    def place(self) -> QRect:
        """The window's rectangle without its frame; empty if none is kept."""
        kept = self._file.value("place", QRect())
        return kept if isinstance(kept, QRect) else QRect()

    @place.setter
    def place(self, place: QRect) -> None:
        self._file.setValue("place", place)

    @property
    def dock(self) -> float:
        """The share of the window's height that is below the canvas."""
        kept = str(self._file.value("dock", ""))
        return float(kept) if re.fullmatch(r"0\.\d+", kept) else DOCK

    @dock.setter
    def dock(self, share: float) -> None:
        self._file.setValue("dock", f"{share:.3f}")

    @property
    def architecture(self) -> str:
        """The name of the template that was last looked at in the gallery; "" if none was."""
        return str(self._file.value("gallery/architecture", ""))

    @architecture.setter
    def architecture(self, name: str) -> None:
        self._file.setValue("gallery/architecture", name)

    @property
    def gallery(self) -> QSize:
        """The gallery's size; not valid if none is kept."""
        kept = self._file.value("gallery/size", QSize())
        return kept if isinstance(kept, QSize) else QSize()

    @gallery.setter
    def gallery(self, size: QSize) -> None:
        self._file.setValue("gallery/size", size)

    @property
    def unfolded(self) -> frozenset[str]:
        """The groups of the palette of which all blocks are shown."""
        return frozenset(str(self._file.value("palette/unfolded", "Blocks")).split("\n")) - {""}

    @unfolded.setter
    def unfolded(self, groups: frozenset[str]) -> None:
        self._file.setValue("palette/unfolded", "\n".join(sorted(groups)))

    @property
    def recipe_sections(self) -> frozenset[str]:
        """The parts of the recipe's form that are open."""
        kept = str(self._file.value("recipe/unfolded", "training\nschedule"))
        return frozenset(kept.split("\n")) - {""}

    @recipe_sections.setter
    def recipe_sections(self, names: frozenset[str]) -> None:
        self._file.setValue("recipe/unfolded", "\n".join(sorted(names)))

    @property
    def machines(self) -> dict[str, str]:
        """Other computers to train on, by their names: the command that starts a worker there."""
        kept = str(self._file.value("machines/known", "")).split("\n")
        pairs = (line.partition("\t") for line in kept if line)
        return {name: command for name, _, command in pairs}

    @machines.setter
    def machines(self, machines: Mapping[str, str]) -> None:
        lines = (f"{name}\t{command}" for name, command in machines.items())
        self._file.setValue("machines/known", "\n".join(lines))
        if self.machine not in machines:
            self.machine = ""

    @property
    def left(self) -> dict[str, str]:
        """Runs that trained on another computer when they were heard of last: its name."""
        kept = str(self._file.value("machines/left", "")).split("\n")
        pairs = (line.partition("\t") for line in kept if line)
        return {run: name for run, _, name in pairs}

    @left.setter
    def left(self, runs: Mapping[str, str]) -> None:
        lines = (f"{run}\t{name}" for run, name in runs.items())
        self._file.setValue("machines/left", "\n".join(lines))

    @property
    def machine(self) -> str:
        """The name of the one that is trained on; "" for this computer."""
        kept = str(self._file.value("machines/chosen", ""))
        return kept if kept in self.machines else ""

    @machine.setter
    def machine(self, name: str) -> None:
        self._file.setValue("machines/chosen", name)

    @property
    def shortcuts(self) -> dict[str, tuple[str, ...]]:
        """The keys that the user gave to actions, by their names; none: they were taken away."""
        self._file.beginGroup("keys")
        kept = {name: str(self._file.value(name, "")) for name in self._file.childKeys()}
        self._file.endGroup()
        return {name: tuple(filter(None, keys.split("\n"))) for name, keys in kept.items()}

    @shortcuts.setter
    def shortcuts(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._file.remove("keys")
        for name, own in keys.items():
            self._file.setValue(f"keys/{name}", "\n".join(own))

    @property
    def commands(self) -> tuple[str, ...]:
        """The names of the actions that the command palette ran, the last one first."""
        return tuple(filter(None, str(self._file.value("commands", "")).split("\n")))

    def remember_command(self, name: str) -> None:
        """Makes an action the one that was run last."""
        others = [known for known in self.commands if known != name]
        self._file.setValue("commands", "\n".join([name, *others][:MOST_COMMANDS]))

    def layout(self, name: str) -> QByteArray:
        """The kept geometry of a window or splitter; empty if there is none."""
        kept = self._file.value(f"layout/{name}", QByteArray())
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keeps the geometry of a window or splitter."""
        self._file.setValue(f"layout/{name}", state)
