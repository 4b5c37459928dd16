"""Several processes that train one network on parts of each batch: gloo on CPUs, nccl on GPUs."""

import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from inspect import signature
from typing import TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.distributed import PrefixStore, Store  # pyright: ignore[reportPrivateImportUsage]
from torch.nn.parallel import DistributedDataParallel

from backend.engine import sharding
from backend.engine.batch_norm import globalise
from backend.engine.control import Control
from backend.engine.ranks import Followed, RankLost, Ranks
from graph.text import Refusal

M = TypeVar("M", bound=nn.Module)

TICK = 0.2  # seconds between two meetings, so that a Stop is heard soon
PATIENCE = timedelta(minutes=30)  # for another that reads data, or writes weights
LAST_WORD = "failed"

# what PyTorch 2.13 calls broadcast_buffers
_NEW = "forward_sync_buffers" in signature(DistributedDataParallel.__init__).parameters
_BUFFERS = "forward_sync_buffers" if _NEW else "broadcast_buffers"


class Group(Ranks):
    """Process `number` of `count`, and `local` of the `local_count` of its machine. At `words` all
    of them meet.
    """

    def __init__(
        self,
        number: int,
        count: int,
        local: int,
        local_count: int,
        device: torch.device,
        words: Store,
        *,
        sharded: bool = False,
    ) -> None:
        self.number, self.count = number, count
        self.local, self.local_count = local, local_count
        self.sharded = sharded
        self.device: torch.device = device
        self._words = words
        self._step = 0
        self._next = 0.0  # the step after which all meet
        self._met = 0
        self._since = time.perf_counter()
        if device.type == "cuda":
            torch.cuda.set_device(device)
        with _printing_aside():
            distributed.init_process_group(
                "nccl" if device.type == "cuda" else "gloo",
                timeout=PATIENCE,
                store=PrefixStore("group", words),
                rank=number,
                world_size=count,
                device_id=device if device.type == "cuda" else None,
            )

    def own(self, count: int) -> tuple[int, int]:
        each, more = divmod(count, self.count)
        begin = self.number * each + min(self.number, more)
        return begin, begin + each + (self.number < more)

    def part(self, batch: Tensor) -> Tensor:
        begin, end = self.own(len(batch))
        return batch[begin:end]

    def own_share(self, own: int, batch: int) -> float:
        return own * self.count / batch

    def equal(self, module: nn.Module) -> None:
        for value in module.state_dict().values():
            distributed.broadcast(value, 0)

    def wrap(self, module: M) -> M:
        globalise(module)
        if self.sharded:
            return sharding.shard(module, self.device, self.count)
        if not any(weight.requires_grad for weight in module.parameters()):
            return module
        # running statistics are equal already, so there is nothing to broadcast at each step
        averaging = partial(DistributedDataParallel, **{_BUFFERS: False})
        return averaging(module, gradient_as_bucket_view=True)  # pyright: ignore[reportReturnType]

    def seed(self, seed: int, step: int) -> None:
        cuda = self.device.type == "cuda"
        generator = (
            torch.cuda.default_generators[self.device.index] if cuda else torch.default_generator
        )
        # torch.manual_seed, which looks at each kind of device, costs as much as a small step
        generator.manual_seed(((seed * 1_000_003 + step) * 1_031 + self.number) % 2**63)

    def sum(self, values: Tensor) -> Tensor:
        total = values.clone()
        distributed.all_reduce(total)
        return total

    def due(self, own: bool, step: int) -> bool:
        self._step = step
        return step >= self._next

    def agreed(self, flag: bool) -> bool:
        return bool(self._told(float(flag))[0])

    def shared(self, content: bytes) -> bytes:
        (length,) = self._told(len(content))
        body = torch.empty(int(length), dtype=torch.uint8)
        if self.reports and content:
            body = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        body = body.to(self.device)
        distributed.broadcast(body, 0)
        return body.cpu().numpy().tobytes()

    def follow(self, control: Control) -> Control:
        return control.shared(
            partial(self._agree, control), reports=self.reports, looks=not self.sharded
        )

    def whole(self, value: Tensor) -> Tensor:
        return sharding.whole(value)

    def like(self, value: Tensor, own: Tensor) -> Tensor:
        return sharding.like(value, own)

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        if self.local:
            self._wait()
        yield
        if not self.local:
            self._wait()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if not _is_of_another(error):
                self._say(error)
                if self.reports or not isinstance(error, Refusal):
                    raise
            raise (self._lost() if self.reports else Followed("{why}", why=str(error))) from error

    def abort(self) -> None:
        if self.device.type == "cuda" and distributed.group.WORLD is not None:
            distributed.group.WORLD.abort()  # gloo notices by itself

    def close(self) -> None:
        """Leaves the others; a later training of this process makes a group of its own."""
        if distributed.is_initialized():
            distributed.destroy_process_group()

    def _wait(self) -> None:
        """Until all are here."""
        self.sum(torch.zeros((), device=self.device)).item()

    def _told(self, *values: float) -> list[float]:
        """The first process's numbers, on all."""
        told = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.broadcast(told, 0)
        return told.tolist()

    def _agree(self, wishes: Control, common: Control) -> None:
        """The first process's wishes become what all obey, and so does when they meet again."""
        stopped, paused, rate, momentum, self._next = self._told(
            wishes.stopped,
            wishes.paused,
            math.nan if wishes.learning_rate is None else wishes.learning_rate,
            math.nan if wishes.momentum is None else wishes.momentum,
            self._step + self._interval(),
        )
        common.stopped = common.stopped or bool(stopped)
        common.paused = bool(paused)
        common.adjust(
            None if math.isnan(rate) else rate, None if math.isnan(momentum) else momentum
        )

    def _interval(self) -> int:
        """Steps until the next meeting; it grows slowly, as the first steps are no measure."""
        now = time.perf_counter()
        done, spent = self._step - self._met, now - self._since
        self._met, self._since = self._step, now
        return max(1, min(round(done / spent * TICK), 2 * done))

    def _say(self, error: Exception) -> None:
        """Leaves the others, who learn by it that something is wrong, a word on what it is."""
        word = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        with suppress(distributed.DistError):
            self._words.set(LAST_WORD, word[:2_000])

    def _lost(self) -> RankLost:
        with suppress(distributed.DistError):
            if self._words.check([LAST_WORD]):
                return RankLost("{why}", why=self._words.get(LAST_WORD).decode(errors="replace"))
        return RankLost(
            "One of the {count} processes of this training has ended unexpectedly. What was saved "
            "last is kept with the run; go on with it by --resume.",
            count=self.count,
        )


def _is_of_another(error: Exception) -> bool:
    """Whether this process only heard of it: gloo raises RuntimeErrors like any other code."""
    gloo = isinstance(error, RuntimeError) and ("gloo/" in str(error) or "by peer" in str(error))
    return gloo or isinstance(error, distributed.DistError)


@contextmanager
def _printing_aside() -> Iterator[None]:
    """What gloo of PyTorch 2.9 prints goes to stderr: stdout is for events."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(own, 1)
        os.close(own)
