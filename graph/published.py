"""Data sets that others have published: what is in them is known before they are there."""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from graph.shapes import Image

Path = Annotated[str, Meta(max_length=4_096)]
Examples = Annotated[
    int,
    Meta(
        ge=0,
        le=10**9,
        title="Training pictures",
        description="Use only the first so many; 0 for all.",
        extra={"blank": "all"},
    ),
]


class Mnist(Struct, frozen=True, tag="mnist", tag_field="type", forbid_unknown_fields=True):
    """MNIST: 60,000 + 10,000 handwritten digits, 1×28×28, ten classes."""

    title: ClassVar[str] = "MNIST"
    pictures: ClassVar[int] = 60_000
    test_pictures: ClassVar[int] = 10_000
    shape: ClassVar[Image] = Image(1, 28, 28)
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    licence: ClassVar[str] = "Yann LeCun and Corinna Cortes, CC BY-SA 3.0"

    folder: Annotated[
        Path,
        Meta(
            title="Folder",
            description="Where the four IDX files lie; empty for those that come with Convas.",
            extra={"blank": "comes with Convas"},
        ),
    ] = ""
    examples: Examples = 0


Fetched = Annotated[
    Path,
    Meta(
        title="Folder",
        description="Where the files lie; empty for those that Convas fetched, or that the "
        "system has.",
        extra={"blank": "fetched once"},
    ),
]


class FashionMnist(
    Struct, frozen=True, tag="fashion-mnist", tag_field="type", forbid_unknown_fields=True
):
    """Fashion-MNIST: 60,000 + 10,000 pictures of clothes, 1×28×28, ten classes."""

    title: ClassVar[str] = "Fashion-MNIST"
    pictures: ClassVar[int] = 60_000
    test_pictures: ClassVar[int] = 10_000
    shape: ClassVar[Image] = Image(1, 28, 28)
    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
        "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    )  # fmt: skip
    licence: ClassVar[str] = "Zalando SE, MIT"

    folder: Fetched = ""
    examples: Examples = 0


class Cifar10(Struct, frozen=True, tag="cifar10", tag_field="type", forbid_unknown_fields=True):
    """CIFAR-10: 50,000 + 10,000 small photographs, 3×32×32, ten classes."""

    title: ClassVar[str] = "CIFAR-10"
    pictures: ClassVar[int] = 50_000
    test_pictures: ClassVar[int] = 10_000
    shape: ClassVar[Image] = Image(3, 32, 32)
    classes: ClassVar[tuple[str, ...]] = (
        "airplane", "automobile", "bird", "cat", "deer",
        "dog", "frog", "horse", "ship", "truck",
    )  # fmt: skip
    licence: ClassVar[str] = "Alex Krizhevsky 2009"

    folder: Fetched = ""
    examples: Examples = 0


_CIFAR100 = """
apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly
camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile
cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp
lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom
oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake
spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
train trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""


class Cifar100(Struct, frozen=True, tag="cifar100", tag_field="type", forbid_unknown_fields=True):
    """CIFAR-100: 50,000 + 10,000 small photographs, 3×32×32, a hundred classes."""

    title: ClassVar[str] = "CIFAR-100"
    pictures: ClassVar[int] = 50_000
    test_pictures: ClassVar[int] = 10_000
    shape: ClassVar[Image] = Image(3, 32, 32)
    classes: ClassVar[tuple[str, ...]] = tuple(_CIFAR100.split())
    licence: ClassVar[str] = "Alex Krizhevsky 2009"

    folder: Fetched = ""
    examples: Examples = 0
