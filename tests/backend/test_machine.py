"""What the computer says of its memory, as files and programs tell it."""

import os
from pathlib import Path

import pytest

from backend import machine
from backend.protocol import Device

GPU = Device("cuda:0", "NVIDIA H100", 80 * 2**30, 79 * 2**30)
CPU = Device("cpu", "2 cores", 8 * 2**30)


def test_memory_is_what_linux_says_and_no_more_than_the_container_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(machine, "LIMIT", tmp_path / "memory.max")
    rows = "MemTotal:  2000 kB\nMemFree:  100 kB\nMemAvailable:  1500 kB\n"
    (tmp_path / "meminfo").write_text(rows)
    assert machine.memory() == (2_000 * 1024, 1_500 * 1024)
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.memory() == (2_000 * 1024, 1_500 * 1024)
    (tmp_path / "memory.max").write_text("1024\n")
    assert machine.memory() == (1_024, 1_024)
    (tmp_path / "memory.current").write_text("700\n")
    (tmp_path / "memory.stat").write_text("anon 500\ninactive_file 200\n")
    assert machine.memory() == (1_024, 524)


def test_graphics_cards_are_asked_of_their_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\necho "0, NVIDIA H100, 81920, 80896"\necho "1, Odd, [N/A], 1"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found = machine.devices()
    assert [device.name for device in found] == ["cuda:0", "cpu"]
    assert found[0] == GPU
    program.write_text("#!/bin/sh\nexit 9\n")
    assert [device.name for device in machine.devices()] == ["cpu"]


def test_the_device_of_a_setting() -> None:
    assert machine.chosen([GPU, CPU], "auto") is GPU
    assert machine.chosen([GPU, CPU], "cpu") is CPU
    assert machine.chosen([CPU], "cuda") is None
    assert machine.chosen([], "auto") is None
    assert machine.room(GPU) == 79 * 2**30
    assert machine.room(CPU) == 8 * 2**30
