"""The arrows of the house: gui -> backend -> graph, Qt only above, torch only in the engine."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]

# The engine loads torch, and the command line may start it in its own process.
MAY_LOAD_TORCH = {"backend.engine", "backend.commands"}


def modules(package: str) -> list[str]:
    """All modules of a package, dotted; those of the engine are not for the application process."""
    found = []
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def test_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_backend_is_in_the_contract_about_torch() -> None:
    (contract,) = (contract for contract in CONTRACTS if contract["id"] == "no-torch")
    # a package's modules are covered by its own name
    first_level = {".".join(name.split(".")[:2]) for name in modules("backend")} - {"backend"}
    assert set(contract["source_modules"]) == {"graph", "gui"} | first_level - MAY_LOAD_TORCH


@pytest.mark.parametrize("package", ["graph", "backend"])
def test_what_the_window_imports_loads_neither_torch_nor_qt(package: str) -> None:
    names = [
        name for name in modules(package) if ".".join(name.split(".")[:2]) not in MAY_LOAD_TORCH
    ]
    script = (
        f"import importlib, sys; [importlib.import_module(name) for name in {names!r}]; "
        "print(sorted({'torch', 'PySide6', 'pyqtgraph'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
