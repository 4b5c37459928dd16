"""How to train: the settings of a project, the same for the window and the command line."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from graph.augmentation import PLAIN, Augmentation


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """The training settings of a project."""

    epochs: Annotated[
        int, Meta(ge=1, le=100_000, title="Epochs", description="Passes over the training set.")
    ] = 3
    batch_size: Annotated[
        int, Meta(ge=1, le=65_536, title="Batch size", description="Pictures in each step.")
    ] = 64
    optimizer: Annotated[
        Literal["sgd", "adam", "adamw", "rmsprop"],
        Meta(
            title="Optimizer",
            description="How the gradient moves the weights: SGD with momentum, Adam, AdamW "
            "(Adam with decoupled weight decay), or RMSprop.",
        ),
    ] = "adam"
    learning_rate: Annotated[
        float,
        Meta(
            gt=0.0,
            le=100.0,
            title="Learning rate",
            description="Size of each step; where a schedule changes it, its highest.",
        ),
    ] = 1e-3
    momentum: Annotated[
        float,
        Meta(
            ge=0.0,
            lt=1.0,
            title="Momentum",
            description="Of SGD and RMSprop: how much of the last step each step keeps. Adam has "
            "its own.",
        ),
    ] = 0.9
    nesterov: Annotated[
        bool,
        Meta(
            title="Nesterov",
            description="SGD looks at the gradient where momentum will have carried the weights.",
        ),
    ] = False
    weight_decay: Annotated[
        float,
        Meta(ge=0.0, le=10.0, title="Weight decay", description="Pulls the weights to zero."),
    ] = 0.0
    decay_all: Annotated[
        bool,
        Meta(
            title="Decay biases, too",
            description="Weight decay pulls also biases and the scales of norms to zero. Usually "
            "they are spared.",
        ),
    ] = False
    schedule: Annotated[
        Literal["constant", "step", "cosine", "one-cycle"],
        Meta(
            title="Schedule",
            description="How the learning rate goes on: constant; step, times a factor every so "
            "many epochs; cosine, down to zero; one-cycle, up to the learning rate and down to "
            "zero (Smith 2018).",
        ),
    ] = "constant"
    warm_up: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1_000.0,
            title="Warm-up",
            description="Epochs at the beginning over which the learning rate rises from zero.",
            extra={"blank": "none"},
        ),
    ] = 0.0
    peak: Annotated[
        float,
        Meta(
            gt=0.0,
            lt=1.0,
            title="Peak at",
            description="The share of a one-cycle training after which the learning rate is "
            "highest.",
        ),
    ] = 0.25
    step_epochs: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            title="Step every",
            description="Epochs between two steps of the step schedule.",
        ),
    ] = 10
    step_factor: Annotated[
        float,
        Meta(
            gt=0.0,
            le=1.0,
            title="Step factor",
            description="What each step of the step schedule multiplies the learning rate by.",
        ),
    ] = 0.1
    loss: Annotated[
        Literal["cross-entropy", "squared-error", "binary"],
        Meta(
            title="Loss",
            description="What training makes small: cross-entropy; the course's squared error, "
            "the sum of ½ (target − output)² over the classes; or binary, a cross-entropy of its "
            "own, yes or no, for each class.",
        ),
    ] = "cross-entropy"
    label_smoothing: Annotated[
        float,
        Meta(
            ge=0.0,
            lt=1.0,
            title="Label smoothing",
            description="The share of each label that is spread over all classes.",
            extra={"blank": "off"},
        ),
    ] = 0.0
    class_weights: Annotated[
        str,
        Meta(
            max_length=20_000,
            pattern=r"^\s*(balanced|\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*)?\s*$",
            title="Class weights",
            description="How much the classes count in the loss: balanced, so that rare ones count "
            "more, or a number for each class in their order: 1, 2, 0.5.",
            extra={"blank": "equal"},
        ),
    ] = ""
    gradient_clipping: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1e6,
            title="Gradient clipping",
            description="Shortens a gradient whose norm over all weights is greater than this.",
            extra={"blank": "off"},
        ),
    ] = 0.0
    ema: Annotated[
        float,
        Meta(
            ge=0.0,
            lt=1.0,
            title="Weight average",
            description="Tests and keeps a moving average of the weights (EMA): this share of the "
            "average stays at each step, 0.999 for example.",
            extra={"blank": "off"},
        ),
    ] = 0.0
    patience: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            title="Early stopping",
            description="Ends the training after so many epochs without a better loss on the "
            "validation pictures, or on the test pictures where there are none.",
            extra={"blank": "off"},
        ),
    ] = 0
    validation: Annotated[
        float,
        Meta(
            ge=0.0,
            le=0.5,
            title="Validation split",
            description="The share of the training pictures that is not trained on, but watched "
            "after each epoch; the test pictures are then looked at once, at the end.",
            extra={"blank": "none"},
        ),
    ] = 0.0
    augmentation: Annotated[
        Augmentation,
        Meta(title="Augmentation", description="How the training pictures are varied."),
    ] = PLAIN
    precision: Annotated[
        Literal["auto", "fp32", "bf16", "fp16"],
        Meta(
            title="Precision",
            description="Of the numbers in most layers: auto takes bf16 on a GPU that has it, "
            "else fp32; fp16 scales the loss so that small gradients are not lost.",
        ),
    ] = "auto"
    channels_last: Annotated[
        bool,
        Meta(
            title="Channels last",
            description="Keeps the channels of a pixel side by side in memory, which convolutions "
            "are often quicker with.",
        ),
    ] = False
    compile: Annotated[
        bool,
        Meta(
            title="Compile",
            description="torch.compile: a minute at the beginning, quicker steps then. Where it "
            "cannot be done, the training says why and goes on without.",
        ),
    ] = False
    cuda_graphs: Annotated[
        bool,
        Meta(
            title="CUDA graphs",
            description="Records a step once and has the GPU repeat it: quicker for small "
            "networks. Where it cannot be done, the training says why and goes on without.",
        ),
    ] = False
    keep_every: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            title="Keep weights every",
            description="Epochs after which the weights are kept for good, beside the last and "
            "the best.",
            extra={"blank": "last and best"},
        ),
    ] = 0
    start: Annotated[
        str,
        Meta(
            max_length=64,
            pattern=r"^[0-9A-Za-z-]*$",
            title="Start from",
            description="The run whose weights the training starts from, where names and shapes "
            "are the same.",
            extra={"blank": "random weights"},
        ),
    ] = ""
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
    processes: Annotated[
        int,
        Meta(
            ge=1,
            le=1_024,
            title="Processes",
            description="How many processes share each batch, one for each GPU.",
        ),
    ] = 1
    sharded: Annotated[
        bool,
        Meta(
            title="Shard the weights",
            description="Spreads weights and optimizer over the processes (FSDP2), for networks "
            "that one GPU cannot hold.",
        ),
    ] = False
    threads: Annotated[
        int,
        Meta(
            ge=0,
            le=1_024,
            title="CPU threads",
            description="How many threads a training on the CPU uses.",
            extra={"blank": "cores − 1"},
        ),
    ] = 0
