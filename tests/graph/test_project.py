"""Project files: what is written is read, and whatever is read is a project or one sentence."""

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.edits import move
from graph.layers.activation import ReLU
from graph.layers.endpoints import Input, Output
from graph.network import AnyLayer, Block, Network
from graph.project import Project, ProjectError, decode, encode, read, write
from graph.templates import template
from graph.templates.base import chain
from tests.graph.strategies import networks

LENET = template("lenet5").project()
MANY = b"[5.0,5.0]," * 100_000  # points of one wire
OLD = Path(__file__).parent / "projects"
EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"


@given(networks(), st.booleans())
def test_a_project_is_read_as_it_was_written(network: Network, exact: bool) -> None:
    project = Project(network, exact_sizes=exact)
    assert decode(encode(project)) == project
    assert encode(decode(encode(project))) == encode(project)


@given(st.data())
def test_a_file_with_broken_bytes_is_a_project_or_a_refusal(data) -> None:
    content = bytearray(encode(LENET))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] = data.draw(st.integers(0, 255))
        else:
            del content[place : place + data.draw(st.integers(1, 40))]
            content += b" " * (len(content) == 0)
    try:
        said = decode(bytes(content), "f.convas")
    except ProjectError as error:
        said = str(error)
    assert isinstance(said, Project) or said.startswith("f.convas")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no Convas project"),
        (b"PK\x03\x04", "is no Convas project"),
        (b"[" * 100_000, "is no Convas project"),
        (b"{}", "is no Convas project"),
        (b'{"convas": 4}', "was written by a newer Convas .* Update Convas"),
        (b'{"convas": 0}', "is damaged: there is no format 0"),
        (encode(LENET).replace(b'"conv1"', b'"forward"'), "cannot be the name of a node"),
        (encode(LENET).replace(b'"kernel":5', b'"kernel":-5'), "is damaged"),
        (encode(LENET).replace(b'"conv2d"', b'"os.system"'), "is damaged"),
        (encode(LENET).replace(b'"x":220.0', b'"x":1e300'), "is damaged"),
        (encode(LENET).replace(b"[[1056.0,48.0]", b"[" + MANY + b"[1056.0,48.0]"), "<= 1000"),
        (encode(LENET).replace(b'["input","conv1",0]', b'["input","conv1",1000000]'), "<= 65535"),
    ],
)
def test_a_file_that_is_no_project_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(ProjectError, match=said):
        decode(content)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="There is no file"):
        read(tmp_path / "missing.convas")
    with pytest.raises(ProjectError, match="is a folder"):
        read(tmp_path)
    os.mkfifo(tmp_path / "pipe.convas")  # whoever opens it waits for the other end
    with pytest.raises(ProjectError, match="a device or a pipe"):
        read(tmp_path / "pipe.convas")


@pytest.mark.parametrize("path", sorted(OLD.glob("*.convas")), ids=lambda path: path.stem)
def test_a_file_of_every_format_is_still_read(path: Path) -> None:
    network = read(path).network
    assert (network.nodes, network.wires) == (LENET.network.nodes, LENET.network.wires)


@pytest.mark.parametrize("name", ["lenet5", "mnist99", "residual-mnist", "inception-mnist"])
def test_the_examples_are_the_templates(name: str) -> None:
    file = {"lenet5": "lenet-mnist", "mnist99": "mnist-99"}.get(name, name)
    assert read(EXAMPLES / f"{file}.convas") == template(name).project()


def test_a_node_is_a_line_in_the_file() -> None:
    lines = encode(LENET).decode().splitlines()
    nodes = [line for line in lines if '"layer":' in line]
    assert len(nodes) == len(LENET.network.nodes)
    assert '["input","conv1",0],' in lines


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.convas"
    write(LENET, path)
    before = path.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path; from graph.project import *;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (64, {resource.RLIM_INFINITY}));"
        "path = Path(sys.argv[1])\n"
        "try: write(read(path), path)\n"
        "except ProjectError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert path.read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".p.convas")]


def test_a_save_keeps_the_files_rights(tmp_path: Path) -> None:
    path = tmp_path / "p.convas"
    write(LENET, path)
    path.chmod(0o640)
    write(LENET, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_name_of_megabytes_is_not_said_in_full() -> None:
    with pytest.raises(ProjectError) as refused:
        decode(encode(LENET).replace(b'"conv1"', b'"%s"' % (b"a" * 10**6)))
    assert len(str(refused.value)) < 300


def test_a_node_is_never_moved_farther_than_a_file_may_say() -> None:
    far = move(LENET.network, {"conv1": (1e9, -1e9)})
    assert decode(encode(Project(far))).network.nodes["conv1"].x == 1e6


def test_a_file_of_blocks_nested_too_deep_is_refused() -> None:
    layer: AnyLayer = ReLU()
    for _ in range(65):
        layer = Block("Block", chain([Input(), layer, Output()]))
    with pytest.raises(ProjectError, match="nested 65 deep, and 64 is the most"):
        decode(encode(Project(chain([Input(), layer, Output()]))))


@pytest.mark.parametrize("name", ["n" * 248, "ن" * 124], ids=["latin", "persian"])
def test_a_name_as_long_as_the_file_system_takes_is_saved(name: str, tmp_path: Path) -> None:
    """The temporary file beside it has a name of its own that is longer than its beginning."""
    path = tmp_path / f"{name}.convas"
    write(LENET, path)
    assert read(path) == LENET
