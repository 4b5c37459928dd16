"""How to train, and on what."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """The training settings of a project."""

    epochs: Annotated[
        int, Meta(ge=1, le=100_000, title="Epochs", description="Passes over the training set.")
    ] = 3
    batch_size: Annotated[
        int, Meta(ge=1, le=65_536, title="Batch size", description="Pictures in each step.")
    ] = 64
    optimizer: Annotated[
        Literal["sgd", "adam", "adamw"],
        Meta(
            title="Optimizer",
            description="How the gradient moves the weights: SGD with momentum, Adam, or AdamW "
            "(Adam with decoupled weight decay).",
        ),
    ] = "adam"
    learning_rate: Annotated[
        float,
        Meta(gt=0.0, le=100.0, title="Learning rate", description="Size of each step."),
    ] = 1e-3
    momentum: Annotated[
        float,
        Meta(ge=0.0, lt=1.0, title="Momentum", description="Of SGD; Adam has its own."),
    ] = 0.9
    weight_decay: Annotated[
        float,
        Meta(ge=0.0, le=10.0, title="Weight decay", description="Pulls the weights to zero."),
    ] = 0.0
    loss: Annotated[
        Literal["cross-entropy", "squared-error"],
        Meta(
            title="Loss",
            description="What training makes small: cross-entropy, or the course's squared "
            "error, the sum of ½ (target − output)² over the classes.",
        ),
    ] = "cross-entropy"
    seed: Annotated[
        int,
        Meta(
            ge=0,
            le=2**53,
            title="Seed",
            description="Of the first weights and the order of the pictures: the same seed on "
            "the same CPU gives the same weights.",
        ),
    ] = 1
    device: Annotated[
        Literal["auto", "cpu", "cuda", "mps"],
        Meta(title="Device", description="auto takes the GPU if there is one."),
    ] = "auto"


class Mnist(Struct, frozen=True, tag="mnist", tag_field="type", forbid_unknown_fields=True):
    """MNIST: 60,000 + 10,000 handwritten digits, 1×28×28, ten classes."""

    pictures: ClassVar[int] = 60_000
    test_pictures: ClassVar[int] = 10_000
    licence: ClassVar[str] = "Yann LeCun and Corinna Cortes, CC BY-SA 3.0"

    folder: Annotated[
        str,
        Meta(
            title="Folder",
            description="Where the four IDX files lie; empty for those that come with Convas.",
            extra={"blank": "comes with Convas"},
        ),
    ] = ""
    examples: Annotated[
        int,
        Meta(
            ge=0,
            le=pictures,
            title="Training pictures",
            description="Use only the first so many; 0 for all.",
            extra={"blank": "all"},
        ),
    ] = 0


DataSource = Mnist
