"""Data sets are fetched once, checked, and gone on with; from a server of the test's own."""

import hashlib
import re
import tarfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from backend.datasets import fetch as module
from backend.datasets import places
from backend.datasets.fetch import PUBLISHED, Remote, fetch
from backend.datasets.looking import Cancelled, unseen
from backend.datasets.pictures import DataError
from backend.datasets.reader import read
from graph.sources import Cifar10, Cifar100, FashionMnist, Mnist
from tests.backend.datasets.makers import cifar10


class Server(ThreadingHTTPServer):
    """Serves one file; may break off, ignore Range, or lie."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.ranges = True
        self.most = 10**9  # bytes of one answer, after which the connection breaks
        self.status = 0
        self.begins: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, begin = self.server, 0
        if server.status:
            self.send_error(server.status)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and server.ranges:
            begin = int(asked[1])
        server.begins.append(begin)
        if begin >= len(server.content):
            self.send_response(416)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(server.content) - begin))
        self.end_headers()
        self.wfile.write(server.content[begin : begin + server.most])
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def archive(tmp_path: Path) -> bytes:
    folder = cifar10(tmp_path / "cifar-10-batches-bin", each=30)
    path = tmp_path / "made.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder, folder.name)
    return path.read_bytes()


@pytest.fixture
def server(archive: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server(archive) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def remotes(server: Server, md5: str = "") -> tuple[Remote, ...]:
    right = hashlib.md5(server.content, usedforsecurity=False).hexdigest()
    length = len(server.content)
    return (Remote("cifar-10-binary.tar.gz", server.url, md5 or right, length),)


def part() -> Path:
    return places.fetched(Cifar10()) / "cifar-10-binary.tar.gz.part"


def left() -> set[str]:
    return {path.name for path in places.fetched(Cifar10()).iterdir()}


def test_it_is_fetched_once_unpacked_and_read(server: Server) -> None:
    seen: list[tuple[int, int, str]] = []
    fetch(Cifar10(), lambda *far: seen.append(far), remotes(server))
    assert seen[-1] == (len(server.content), len(server.content), "bytes")
    assert len(read(Cifar10()).train) == 150
    assert left() == {*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"}
    fetch(Cifar10(), unseen, remotes(server))
    assert server.begins == [0]


@pytest.mark.parametrize("ranges", [True, False])
def test_after_a_cancel_it_goes_on_or_begins_anew(server: Server, ranges: bool) -> None:
    def cancel(done: int, total: int, unit: str) -> None:
        if done > 150_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetch(Cifar10(), cancel, remotes(server))
    had = part().stat().st_size
    assert 0 < had < len(server.content)
    server.ranges = ranges
    fetch(Cifar10(), unseen, remotes(server))
    assert server.begins == [0, had if ranges else 0]
    assert len(read(Cifar10()).train) == 150


def test_a_cut_connection_is_gone_on_with(server: Server) -> None:
    server.most = 100_000
    fetch(Cifar10(), unseen, remotes(server))
    assert len(server.begins) > 3
    assert server.begins == sorted(server.begins)
    assert len(read(Cifar10()).train) == 150


def test_a_connection_that_only_breaks_is_told_and_the_part_is_kept(server: Server) -> None:
    server.most = 100_000
    with pytest.raises(DataError, match=r"broke after 0\.[23] MB of CIFAR-10\. Fetch it again"):
        fetch(Cifar10(), lambda done, *_: done >= 200_000 and stop(server), remotes(server))
    assert part().stat().st_size >= 200_000


def stop(server: Server) -> None:
    server.most = 0


def test_a_wrong_checksum_is_refused_and_nothing_is_left(server: Server) -> None:
    with pytest.raises(DataError, match="checksum is wrong"):
        fetch(Cifar10(), unseen, remotes(server, "0" * 32))
    assert left() == set()


def test_a_spoilt_part_is_fetched_anew(server: Server) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(b"spoilt" * 1_000)
    fetch(Cifar10(), unseen, remotes(server))
    assert server.begins == [6_000, 0]
    part().write_bytes(b"x" * (len(server.content) + 5))  # longer than the file itself
    for path in places.fetched(Cifar10()).glob("*.bin"):
        path.unlink()
    fetch(Cifar10(), unseen, remotes(server))
    assert len(read(Cifar10()).train) == 150


def test_without_a_network_the_alternatives_are_named(server: Server) -> None:
    nowhere = [Remote("x.gz", "http://127.0.0.1:9/x.gz", "0" * 32, 5)]
    said = "no connection to 127.0.0.1:9. Install Debian's package dataset-fashion-mnist"
    with pytest.raises(DataError, match=said):
        fetch(FashionMnist(), unseen, nowhere)
    with pytest.raises(DataError, match="Choose a folder that has its binary version"):
        fetch(Cifar100(), unseen, nowhere)
    server.status = 404
    with pytest.raises(DataError, match="the server answers 404"):
        fetch(Cifar10(), unseen, remotes(server))


def test_where_nothing_can_be_kept_it_says_so(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CONVAS_DATA", str(tmp_path / "file"))
    with pytest.raises(DataError, match="cannot be kept in"):
        fetch(Cifar10(), unseen, remotes(server))


def test_what_is_ones_own_need_not_be_fetched() -> None:
    with pytest.raises(DataError, match="need not be fetched"):
        fetch(Mnist())
    with pytest.raises(DataError, match=r"is read from /mine\. Leave its folder empty"):
        fetch(Cifar10(folder="/mine"))


def test_all_that_is_published_has_a_checksum_and_a_length() -> None:
    assert set(PUBLISHED) == {FashionMnist, Cifar10, Cifar100}
    for remote in (each for each_of in PUBLISHED.values() for each in each_of):
        assert re.fullmatch("[0-9a-f]{32}", remote.md5)
        assert remote.length > 1_000
        assert remote.url.endswith(remote.name)
    assert module.PUBLISHED is PUBLISHED
