"""The library of one's own blocks: what is kept comes back, and what is broken says so."""

import os
from pathlib import Path

import pytest

from backend import library
from graph.edits.grouping import group
from graph.fields import FieldError
from graph.network import Block
from tests.graph.builders import forked


def block(name: str = "My block") -> Block:
    network, node = group(forked(), ["conv1", "relu1", "conv2", "add1"], name)
    layer = network.nodes[node].layer
    assert isinstance(layer, Block)
    return layer


def names() -> list[str]:
    return [entry.name for entry in library.kept()]


def test_kept_blocks_come_back_by_name() -> None:
    assert library.kept() == ()
    for name in ("b", "A", "بلوک من", "../../up", "x" * 64):
        library.keep(block(name))
    assert names() == ["../../up", "A", "b", "x" * 64, "بلوک من"]
    found = library.find("بلوک من")
    assert found is not None
    assert found.block == block("بلوک من")


def test_a_block_of_the_same_name_takes_its_place(own_data_folder: Path) -> None:
    library.keep(block())
    library.keep(Block("My block"))
    assert [entry.block for entry in library.kept()] == [Block("My block")]
    assert len(list((own_data_folder / "blocks").iterdir())) == 1


def test_a_block_is_renamed_and_removed() -> None:
    library.keep(block("one"))
    library.keep(block("two"))
    first = library.find("one")
    assert first is not None
    with pytest.raises(library.LibraryError, match="There is a block “two” already"):
        library.rename(first, "two")
    with pytest.raises(FieldError):
        library.rename(first, "")
    library.rename(first, "three")
    assert names() == ["three", "two"]
    renamed = library.find("three")
    assert renamed is not None
    library.remove(renamed)
    assert names() == ["two"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "truncated"),
        (b'{"convas_block": 9, "block": {"type": "block"}}', "format 9"),
        (b'{"convas_block": 1, "block": {"type": "conv2d"}}', "conv2d"),
        (b'{"convas_block": 1, "block": {"type": "block", "extra": 1}}', "extra"),
        (b'{"convas_block": 1, "block": ' + b'{"type":"repeat","block":' * 5_000, "read"),
    ],
)
def test_a_broken_file_is_listed_with_the_reason(
    own_data_folder: Path, content: bytes, said: str
) -> None:
    library.keep(block())
    path = own_data_folder / "blocks" / "bad.json"
    path.write_bytes(content)
    good, bad = sorted(library.kept(), key=lambda entry: entry.block is None)
    assert good.name == "My block"
    assert bad.block is None
    assert said in str(bad.why)
    assert str(path) in str(bad.why)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_is_said(own_data_folder: Path) -> None:
    own_data_folder.mkdir()
    own_data_folder.chmod(0o500)
    with pytest.raises(library.LibraryError, match="“My block” cannot be kept"):
        library.keep(block())
