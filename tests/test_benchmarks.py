"""The benchmarks run: each as its command, a few rounds. How long anything takes is not tested."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("script", "sizes", "said"),
    [
        ("step_time.py", [], "20 residual blocks"),  # it compares both sides' weights at the end
        ("analysis.py", [], "5,000 nodes"),
        ("streaming.py", ["0.2"], "frozen"),
        ("layout.py", ["100"], "rows of residual units: 100 nodes"),
        ("loop.py", ["lenet"], "LeNet-5, MNIST, batch 64: 2 segments"),
        ("first_step.py", [], "first step, the next training"),
        ("gpu.py", ["lenet"], "LeNet-5, batch"),
        ("holding.py", ["32", "32"], "3 x 32 x 32, 32 pictures"),
    ],
)
def test_a_benchmark_runs_to_its_end(script: str, sizes: list[str], said: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / script), "2", *sizes]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
