"""On what to train: data sets as a project names them.

Those of files that are the user's own keep what was found there when they were looked through:
size, classes and counts, so that shapes are checked without reading a file.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from graph.published import Cifar10, Cifar100, Examples, FashionMnist, Mnist, Path
from graph.shapes import Image
from graph.text import Text


class Found(Struct, frozen=True, forbid_unknown_fields=True):
    """What was found when the files of a data set were looked through."""

    shape: tuple[int, int, int] = (0, 0, 0)
    """Channels, height, width of every picture, after resizing where there is any."""
    classes: tuple[str, ...] = ()
    train: int = 0
    test: int = 0


NOTHING = Found()


class _Own(Struct, frozen=True, forbid_unknown_fields=True):
    """What the sources of the user's own files share: what was found in them."""

    examples: Examples = 0
    found: Annotated[Found, Meta(title="Found")] = NOTHING

    @property
    def pictures(self) -> int:
        """How many there are to train on."""
        return self.found.train

    @property
    def test_pictures(self) -> int:
        """How many there are to test on."""
        return self.found.test

    @property
    def shape(self) -> Image:
        """Of every picture."""
        return Image(*self.found.shape)

    @property
    def classes(self) -> tuple[str, ...]:
        """Their names, in the order of the labels."""
        return self.found.classes


TestShare = Annotated[
    float,
    Meta(
        ge=0.0,
        le=0.9,
        title="Test split",
        description="The share of the pictures that is tested on, where the data set has no test "
        "pictures of its own.",
    ),
]
SplitSeed = Annotated[
    int,
    Meta(ge=0, le=2**53, title="Split seed", description="Which pictures the test split takes."),
]
Channels = Annotated[
    Literal["colour", "grey"],
    Meta(
        title="Channels",
        description="colour gives 3 channels, grey 1; pictures of the other kind are converted.",
    ),
]
Side = Annotated[int, Meta(ge=1, le=4_096)]
Height = Annotated[
    Side,
    Meta(title="Height", description="Every picture is resized to it.", extra={"unit": "px"}),
]
Width = Annotated[
    Side,
    Meta(title="Width", description="Every picture is resized to it.", extra={"unit": "px"}),
]
Resize = Annotated[
    Literal["crop", "pad", "stretch"],
    Meta(
        title="Resizing",
        description="Where a picture has another ratio of sides: crop cuts its longer sides off, "
        "pad adds a border, stretch distorts it.",
    ),
]


class IdxFiles(_Own, frozen=True, tag="idx", tag_field="type", forbid_unknown_fields=True):
    """IDX files, as MNIST has them: pictures and labels, plain or gzipped."""

    title: ClassVar[str] = "IDX files"

    pictures_file: Annotated[
        Path, Meta(title="Pictures", description="The IDX file of the training pictures.")
    ] = ""
    labels_file: Annotated[
        Path, Meta(title="Labels", description="The IDX file of their labels.")
    ] = ""
    test_pictures_file: Annotated[
        Path,
        Meta(
            title="Test pictures",
            description="The IDX file of the test pictures; empty to split the training pictures.",
            extra={"blank": "split"},
        ),
    ] = ""
    test_labels_file: Annotated[
        Path,
        Meta(
            title="Test labels",
            description="The IDX file of their labels.",
            extra={"blank": "split"},
        ),
    ] = ""
    test_share: TestShare = 0.2
    split_seed: SplitSeed = 1


class Npz(_Own, frozen=True, tag="npz", tag_field="type", forbid_unknown_fields=True):
    """A NumPy archive: x_train, y_train and x_test, y_test, or pictures and labels alone."""

    title: ClassVar[str] = "NumPy archive"

    file: Annotated[Path, Meta(title="File", description="The .npz file.")] = ""
    test_share: TestShare = 0.2
    split_seed: SplitSeed = 1


class PictureFolder(_Own, frozen=True, tag="folder", tag_field="type", forbid_unknown_fields=True):
    """A folder with a folder of pictures for each class, or with train/ and test/ of such."""

    title: ClassVar[str] = "Folder of pictures"

    folder: Annotated[Path, Meta(title="Folder", description="It has a folder for each class.")] = (
        ""
    )
    channels: Channels = "colour"
    height: Height = 64
    width: Width = 64
    resize: Resize = "crop"
    test_share: TestShare = 0.2
    split_seed: SplitSeed = 1


class PictureTable(_Own, frozen=True, tag="csv", tag_field="type", forbid_unknown_fields=True):
    """A CSV file with a line for each picture: its path and its label, perhaps its split."""

    title: ClassVar[str] = "CSV of paths and labels"

    file: Annotated[
        Path,
        Meta(title="File", description="The .csv file; its paths are relative to its folder."),
    ] = ""
    path_column: Annotated[
        str,
        Meta(
            max_length=200,
            title="Path column",
            description="The name of the column of paths.",
            extra={"blank": "the first"},
        ),
    ] = ""
    label_column: Annotated[
        str,
        Meta(
            max_length=200,
            title="Label column",
            description="The name of the column of labels.",
            extra={"blank": "the second"},
        ),
    ] = ""
    split_column: Annotated[
        str,
        Meta(
            max_length=200,
            title="Split column",
            description="The name of a column that says train or test.",
            extra={"blank": "none"},
        ),
    ] = ""
    channels: Channels = "colour"
    height: Height = 64
    width: Width = 64
    resize: Resize = "crop"
    test_share: TestShare = 0.2
    split_seed: SplitSeed = 1


Published = Mnist | FashionMnist | Cifar10 | Cifar100
Own = IdxFiles | Npz | PictureFolder | PictureTable
DataSource = Published | Own

SOURCES: tuple[type[DataSource], ...] = (
    Mnist, FashionMnist, Cifar10, Cifar100, PictureFolder, PictureTable, Npz, IdxFiles,
)  # fmt: skip
"""In the order in which they are offered."""


def trained_on(source: DataSource) -> int:
    """How many training pictures are used, a validation split included."""
    return min(source.examples or source.pictures, source.pictures)


def set_aside(count: int, share: float) -> int:
    """How many of so many training pictures a validation split takes; none, if it took them all."""
    taken = round(share * count)
    return taken if taken < count else 0


def unknown(source: DataSource) -> Text | None:
    """Why shapes and classes of a source are not known; None if they are."""
    if source.classes and source.pictures:
        return None
    return Text(
        "The data set “{title}” has not been looked through. Open Data, choose its files, and "
        "press Look through.",
        {"title": Text(source.title)},
    )
