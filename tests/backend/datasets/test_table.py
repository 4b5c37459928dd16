"""A CSV file of paths and labels as a data set."""

import csv
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.datasets.looking import unseen
from backend.datasets.pictures import DataError
from backend.datasets.reader import read
from backend.datasets.table import listed
from graph.sources import IdxFiles, Npz, PictureTable
from tests.backend.datasets.makers import folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return folder(tmp_path / "set", {"one": 5, "two": 5})


def rows(root: Path) -> list[tuple[str, str]]:
    paths = sorted(root.rglob("*.png"))
    return [(path.relative_to(root).as_posix(), path.parent.name) for path in paths]


def table(root: Path, text: str | bytes, **changes: object) -> PictureTable:
    file = root / "list.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return PictureTable(file=str(file), height=8, width=8, **changes)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("header", ["", "path{}label\n", "\ufeffFilename{}Class\n"])
def test_delimiter_header_and_byte_order_mark_are_found(root: Path, mark: str, header: str) -> None:
    text = header.format(mark) + "".join(f"{path}{mark}{label}\n" for path, label in rows(root))
    halves = read(table(root, text))
    assert halves.classes == ("one", "two")
    assert (len(halves.train), len(halves.test)) == (8, 2)


def test_columns_are_found_by_name_or_by_place(root: Path) -> None:
    text = "id,what,where\n" + "".join(
        f"{number},{label},{path}\n" for number, (path, label) in enumerate(rows(root))
    )
    by_name = table(root, text, path_column="where", label_column="what")
    by_place = table(root, text, path_column="3", label_column="2")
    assert read(by_name).classes == read(by_place).classes == ("one", "two")
    with pytest.raises(DataError, match=r"no column “which”\. It has: id, what, where"):
        read(table(root, text, path_column="which"))
    with pytest.raises(DataError, match="cannot both be in column 2"):
        read(table(root, text, path_column="what", label_column="what"))


def test_usual_names_are_found_in_any_order(root: Path) -> None:
    text = "label,image\n" + "".join(f"{label},{path}\n" for path, label in rows(root))
    assert read(table(root, text)).classes == ("one", "two")


def test_a_split_column_says_what_is_tested_on(root: Path) -> None:
    text = "path,label,split\n" + "".join(
        f"{path},{label},{'Test' if path.endswith('4.png') else 'train'}\n"
        for path, label in rows(root)
    )
    halves = read(table(root, text, split_column="split"))
    assert sorted(path.name for path in halves.test.paths) == ["picture4.png"] * 2
    assert len(halves.train) == 8


def test_missing_files_are_left_out_and_listed(root: Path) -> None:
    text = "".join(f"{path},{label}\n" for path, label in rows(root)) + "gone.png,one\n"
    halves = read(table(root, text))
    assert len(halves.train) + len(halves.test) == 10
    (told,) = halves.remarks
    assert told.kind == "broken"
    assert told.files == ("gone.png: No such file or directory",)


def test_backslashes_and_absolute_paths_lead_to_the_files(root: Path) -> None:
    told = [(path.replace("/", "\\"), label) for path, label in rows(root)[:9]]
    told.append((str(root / "two" / "picture4.png"), "two"))
    text = "".join(f"{path},{label}\n" for path, label in told)
    assert not read(table(root, text)).remarks


def test_a_picture_that_two_lines_name_is_told(root: Path) -> None:
    text = "".join(f"{path},{label}\n" for path, label in [*rows(root), rows(root)[0]])
    assert [told.kind for told in read(table(root, text)).remarks] == ["twice"]


def test_unicode_in_utf_16_is_read(root: Path) -> None:
    text = "".join(f"{path},klasse {label} ü\n" for path, label in rows(root))
    assert read(table(root, text.encode("utf-16"))).classes == ("klasse one ü", "klasse two ü")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("path,label\n", "no line for a picture"),
        ("a.png\nb.png\n", "has one column"),
        ("a.png,one\nb.png\n", "line 2 has fewer columns"),
        (b"\xff\x00\xfe.png,one\n", "no text in UTF-8"),
        (b"a\0.png,one\n", "no text in UTF-8"),
        ("a.png,one\nb.png,two\n", "none of the 2 pictures can be read"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(root: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read(table(root, text))


def test_a_table_that_is_not_there_or_not_chosen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        read(PictureTable(file=str(tmp_path / "gone.csv")))
    with pytest.raises(DataError, match="Which CSV"):
        read(PictureTable())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe.jpg")
    text = "".join(f"{path},{label}\n" for path, label in [*rows(root), ("pipe.jpg", "one")])
    assert read(table(root, text)).remarks[0].files == ("pipe.jpg: it is no file",)
    with pytest.raises(DataError, match="There is no file"):
        read(PictureTable(file=str(root / "pipe.jpg")))
    with pytest.raises(DataError, match="There is no file"):
        read(Npz(file=str(root / "pipe.jpg")))
    with pytest.raises(DataError, match="There is no file"):
        read(IdxFiles(pictures_file=str(root / "pipe.jpg"), labels_file=str(root / "pipe.jpg")))


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=20))
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(("path", "label"))
    writer.writerows((f"{name}.png", label) for name, label in pairs)
    root = tmp_path_factory.getbasetemp()
    found = listed(table(root, written.getvalue()), unseen)
    assert found.names == tuple(f"{name}.png" for name, _ in pairs)
    assert [found.classes[label] for label in found.labels] == [label for _, label in pairs]


@given(content=st.binary(max_size=200))
def test_random_bytes_are_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    root = tmp_path_factory.getbasetemp()
    with pytest.raises(DataError):
        read(table(root, content))
