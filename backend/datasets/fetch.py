"""Published data sets brought to this computer once: checked, and gone on with after a break.

Pooch keeps the checksums and puts a file into its place only when it is whole; the download
itself is ours, because Pooch's own begins anew each time. A part is kept beside the file.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pooch  # pyright: ignore[reportMissingTypeStubs]
import requests
from msgspec import Struct

from backend.datasets import cifar
from backend.datasets.looking import Look, unseen
from backend.datasets.pictures import DataError
from backend.datasets.places import Fetchable, fetched, is_there
from graph.project import ProjectError, write_bytes
from graph.sources import Cifar10, Cifar100, DataSource, FashionMnist

PIECE = 64 * 1024  # bytes between two looks at whether the user has cancelled
PATIENCE = (10, 30)  # seconds: to reach a server, and until it sends something
BREAKS = 3  # of the connection, after which the user is told


class Remote(Struct, frozen=True):
    """A file that is published; `length` is in bytes."""

    name: str
    url: str
    md5: str
    length: int


FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"
CIFAR = "https://www.cs.toronto.edu/~kriz"
# Checksums as the authors publish them: github.com/zalandoresearch/fashion-mnist (README) and
# www.cs.toronto.edu/~kriz/cifar.html.
PUBLISHED: dict[type[DataSource], tuple[Remote, ...]] = {
    FashionMnist: tuple(
        Remote(f"{name}.gz", f"{FASHION}/{name}.gz", md5, length)
        for name, md5, length in (
            ("train-images-idx3-ubyte", "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
            ("train-labels-idx1-ubyte", "25c81989df183df01b3e8a0aad5dffbe", 29_515),
            ("t10k-images-idx3-ubyte", "bef4ecab320f06d8554ea6380940ec79", 4_422_102),
            ("t10k-labels-idx1-ubyte", "bb300cfdad3c16e7a12a480ee83cd310", 5_148),
        )
    ),
    Cifar10: (
        Remote(
            "cifar-10-binary.tar.gz",
            f"{CIFAR}/cifar-10-binary.tar.gz",
            "c32a1d4ab5d03f1284b67883e8d87530",
            170_052_171,
        ),
    ),
    Cifar100: (
        Remote(
            "cifar-100-binary.tar.gz",
            f"{CIFAR}/cifar-100-binary.tar.gz",
            "03b5dce01913d631647c71ecec9e9cb8",
            168_513_733,
        ),
    ),
}


def fetch(source: DataSource, look: Look = unseen, remotes: Sequence[Remote] | None = None) -> None:
    """Brings a published data set into the data folder, unless it is there; raises DataError, and
    Cancelled, after which the next fetch goes on where this one stopped.
    """
    if not isinstance(source, FashionMnist | Cifar10 | Cifar100):
        raise DataError("{title} need not be fetched.", title=source.title)
    if source.folder:
        raise DataError(
            "{title} is read from {folder}. Leave its folder empty to have it fetched.",
            title=source.title,
            folder=source.folder,
        )
    folder = fetched(source)
    if is_there(source, folder):
        return
    remotes = PUBLISHED[type(source)] if remotes is None else remotes
    total = sum(remote.length for remote in remotes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = 0
        for remote in remotes:
            _bring(source, remote, folder, _Share(look, before, total))
            before += remote.length
        if isinstance(source, Cifar10 | Cifar100):
            _unpack(source, folder)
    except (OSError, ProjectError) as error:
        raise DataError(
            "{title} cannot be kept in {folder}: {why}. Make room there, and fetch it again.",
            title=source.title,
            folder=folder,
            why=error.strerror or error if isinstance(error, OSError) else error.text,
        ) from error


class _Share:
    """A look at one file of several."""

    def __init__(self, look: Look, before: int, total: int) -> None:
        self._look = look
        self._before = before
        self._total = total

    def __call__(self, done: int) -> None:
        self._look(min(self._total, self._before + done), self._total, "bytes")


def _bring(source: Fetchable, remote: Remote, folder: Path, look: _Share) -> None:
    """One file; a part of an older version would spoil the sum, so a wrong one is tried anew."""
    part = folder / f"{remote.name}.part"
    resumed = part.exists()
    for _ in range(1 + resumed):
        try:
            _retrieve(source, remote, folder, look)
            return
        except DataError:
            raise
        except ValueError:  # Pooch's word for a wrong checksum; the file is gone
            continue
    raise DataError(
        "{title}: {name} is not what its authors published (its checksum is wrong), so it was "
        "removed. Fetch it again, or take the files from elsewhere.",
        title=source.title,
        name=remote.name,
    )


def _retrieve(source: Fetchable, remote: Remote, folder: Path, look: _Share) -> None:
    pooch.get_logger().setLevel("WARNING")
    pooch.retrieve(  # pyright: ignore[reportUnknownMemberType]
        remote.url,
        known_hash=f"md5:{remote.md5}",
        fname=remote.name,
        path=folder,
        downloader=_Download(source, remote, folder / f"{remote.name}.part", look),
    )


class _Download:
    """Fills a part until it is whole, and gives it to Pooch to be checked."""

    def __init__(self, source: Fetchable, remote: Remote, part: Path, look: _Share) -> None:
        self._source = source
        self._remote = remote
        self._part = part
        self._look = look

    def __call__(
        self, fname: str, action: object, pooch: object, *, check_only: bool | None = None
    ) -> None:
        """Called by Pooch with the address and the file to write, in its own words."""
        breaks = 0
        while True:
            before = self._length()
            try:
                self._go_on(fname, before)
                break
            except requests.RequestException as error:
                breaks = breaks + 1 if self._length() == before else 0
                if breaks == BREAKS:
                    raise self._broken() from error
        os.replace(self._part, str(action))

    def _length(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _go_on(self, url: str, before: int) -> None:
        headers = {"Accept-Encoding": "identity"}  # as it is, so that its bytes can be counted
        if before:
            headers["Range"] = f"bytes={before}-"
        with requests.get(url, stream=True, headers=headers, timeout=PATIENCE) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                return  # there is no more of it
            if not answer.ok:
                raise self._refused(answer.status_code)
            goes_on = answer.status_code == requests.codes.partial_content
            with self._part.open("ab" if goes_on else "wb") as file:
                for piece in answer.iter_content(PIECE):
                    file.write(piece)
                    self._look(file.tell())

    def _refused(self, status: int) -> DataError:
        return DataError(
            "{title} could not be fetched: the server answers {status}. Install Debian's package "
            "dataset-fashion-mnist, or choose a folder that has its files."
            if isinstance(self._source, FashionMnist)
            else "{title} could not be fetched: the server answers {status}. Choose a folder that "
            "has its binary version, fetched elsewhere.",
            title=self._source.title,
            status=status,
        )

    def _broken(self) -> DataError:
        if done := self._length():
            return DataError(
                "The connection broke after {done} MB of {title}. Fetch it again: it goes on "
                "from there.",
                title=self._source.title,
                done=f"{done / 1e6:.1f}",
            )
        return DataError(
            "{title} could not be fetched: there is no connection to {host}. Install Debian's "
            "package dataset-fashion-mnist, or choose a folder that has its files."
            if isinstance(self._source, FashionMnist)
            else "{title} could not be fetched: there is no connection to {host}. Choose a folder "
            "that has its binary version, fetched elsewhere.",
            title=self._source.title,
            host=self._remote.url.split("/")[2],
        )


def _unpack(source: Cifar10 | Cifar100, folder: Path) -> None:
    """The files of the archive beside it, which is not needed then: reading them is faster."""
    packed = folder / cifar.archive(source)
    train, test = cifar.files(source)
    for name, content in cifar.members(packed, (*train, test)).items():
        write_bytes(content, folder / name)
    packed.unlink()
