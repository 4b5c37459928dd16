"""Where a project can be trained on this machine, as rows to choose from; it needs no widget."""

from collections.abc import Sequence

from msgspec import Struct, structs

from backend.machine import chosen
from backend.protocol import Device
from graph.recipe import Recipe
from gui.figures import ltr, size
from gui.language import tr
from gui.titles import kind_of, titled


class Option(Struct, frozen=True):
    """A row: what it is called, what stands below it, and what the recipe has then."""

    title: str
    detail: str
    device: str
    processes: int = 1
    here: bool = True
    """Whether there is such a device."""

    def over(self, recipe: Recipe) -> Recipe:
        """The recipe with this device; processes that a CPU has been given stay."""
        processes = self.processes
        if self.device in ("auto", "cpu") and recipe.device in ("auto", "cpu"):
            processes = recipe.processes
        sharded = recipe.sharded and processes > 1
        return structs.replace(recipe, device=self.device, processes=processes, sharded=sharded)

    def fits(self, recipe: Recipe) -> bool:
        """Whether the recipe has this device now."""
        alike = self.device == recipe.device
        return alike and (self.device != "cuda" or (self.processes > 1) == (recipe.processes > 1))


def options(devices: Sequence[Device], recipe: Recipe) -> list[Option]:
    """Automatic, each kind of device that is here, all GPUs together; what is set and missing."""
    first = chosen(devices, "auto")
    taken = tr("takes {device}", device=_named(first)) if first else tr("loading PyTorch…")
    rows = [Option(tr("Automatic"), taken, "auto")]
    cards = [device for device in devices if device.name.startswith("cuda")]
    if cards:
        rows.append(Option(_kinds(cards[:1]), _memory(cards[0]), "cuda"))
    if len(cards) > 1:
        title = tr("All {count} GPUs", count=len(cards))
        detail = tr("share each batch · {devices}", devices=_kinds(cards))
        rows.append(Option(title, detail, "cuda", len(cards)))
    for device in devices:
        if not device.name.startswith("cuda"):
            title = f"{kind_of(device)} · {device.title}"
            rows.append(Option(title, _memory(device), device.name.partition(":")[0]))
    if not any(row.fits(recipe) for row in rows):
        missing = tr("not here") if devices else ""
        rows.append(Option(titled(recipe.device), missing, recipe.device, recipe.processes, False))
    return rows


def _named(device: Device) -> str:
    return f"{kind_of(device)}, {device.title}"


def _kinds(cards: Sequence[Device]) -> str:
    """Different cards are all named, equal ones once."""
    return " + ".join(dict.fromkeys(card.title for card in cards))


def _memory(device: Device) -> str:
    if not device.memory:
        return ""
    total = ltr(size(device.memory))
    if not device.free:
        return tr("{memory} of memory", memory=total)
    return tr("{free} of {memory} free", free=ltr(size(device.free)), memory=total)
