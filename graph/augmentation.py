"""How the pictures of a batch are varied in training; a test sees them as they are."""

from typing import Annotated

from msgspec import Meta, Struct


class Augmentation(Struct, frozen=True, forbid_unknown_fields=True):
    """How the training pictures are varied, each anew in each epoch; all off at first."""

    crop: Annotated[
        int,
        Meta(
            ge=0,
            le=512,
            title="Shift",
            description="Pads the picture with so many pixels of zeros on each side and cuts out "
            "one of its own size at a random place.",
            extra={"blank": "off", "unit": "px"},
        ),
    ] = 0
    flip: Annotated[
        bool,
        Meta(
            title="Flip",
            description="Mirrors half of the pictures, left to right. Not for digits or letters.",
        ),
    ] = False
    rotation: Annotated[
        float,
        Meta(
            ge=0.0,
            le=180.0,
            title="Rotation",
            description="Turns each picture by a random angle of at most so many degrees.",
            extra={"blank": "off", "unit": "°"},
        ),
    ] = 0.0
    colour: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1.0,
            title="Colour",
            description="Changes brightness, contrast and saturation by random factors from "
            "1 − this to 1 + this.",
            extra={"blank": "off"},
        ),
    ] = 0.0
    cutout: Annotated[
        int,
        Meta(
            ge=0,
            le=512,
            title="Cutout",
            description="Covers a random square of so many pixels (DeVries and Taylor 2017).",
            extra={"blank": "off", "unit": "px"},
        ),
    ] = 0
    mixup: Annotated[
        float,
        Meta(
            ge=0.0,
            le=10.0,
            title="Mixup",
            description="Blends each picture and its label with another of the batch, by a share "
            "drawn from Beta(α, α) (Zhang et al. 2018). This is α.",
            extra={"blank": "off"},
        ),
    ] = 0.0


PLAIN = Augmentation()
