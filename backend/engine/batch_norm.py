"""Batch normalisation by the statistics of the batches of all processes together.

On CUDA that is PyTorch's SyncBatchNorm, which has no CPU code; here is the same for gloo, with
PyTorch's own kernels for what belongs to each picture alone.
"""

from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.autograd.function import once_differentiable
from torch.nn.modules.batchnorm import _BatchNorm


class GlobalBatchNorm(_BatchNorm):
    """A batch norm whose batch is spread over the processes, unevenly or not; a part may be empty.

    Ioffe and Szegedy 2015, with mean and variance over the whole batch, and running statistics
    that are therefore the same everywhere.
    """

    def forward(self, input: Tensor) -> Tensor:
        if not self.training:
            return super().forward(input)
        statistics = self.running_mean, self.running_var
        return _Normalised.apply(
            input, self.weight, self.bias, *statistics, self._momentum(), self.eps
        )

    def _momentum(self) -> float:
        assert self.num_batches_tracked is not None
        self.num_batches_tracked.add_(1)
        return 1 / float(self.num_batches_tracked) if self.momentum is None else self.momentum

    def _check_input_dim(self, input: Tensor) -> None:
        """Each network's shapes were checked before it was built."""


def globalise(module: nn.Module) -> None:
    """Makes the batch norms inside normalise over all processes; weights and statistics stay."""
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, _BatchNorm):
                setattr(parent, name, _global(child))


def _global(norm: _BatchNorm) -> _BatchNorm:
    kind = GlobalBatchNorm
    if norm.weight.device.type == "cuda":
        kind = nn.SyncBatchNorm
    made = kind(norm.num_features, norm.eps, norm.momentum, norm.affine, norm.track_running_stats)
    made.weight, made.bias = norm.weight, norm.bias
    made.running_mean, made.running_var = norm.running_mean, norm.running_var
    made.num_batches_tracked = norm.num_batches_tracked
    return made.train(norm.training)


class _Normalised(torch.autograd.Function):
    """Two small sums over all processes each way: of 2C + 1 numbers forth, of 2C back."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        running_mean: Tensor,
        running_var: Tensor,
        momentum: float,
        eps: float,
    ) -> Tensor:
        mean, variance, count = _statistics(x)
        with torch.no_grad():
            running_mean.lerp_(mean.to(running_mean), momentum)
            running_var.lerp_((variance * (count / (count - 1))).to(running_var), momentum)
        mean, variance = mean.to(weight), variance.to(weight)
        ctx.save_for_backward(x, weight, mean, variance)
        ctx.count, ctx.eps = count, eps
        if not x.numel():
            return x.clone()
        return nn.functional.batch_norm(x, mean, variance, weight, bias, eps=eps)

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, gradient: Tensor
    ) -> tuple[Tensor | None, ...]:
        x, weight, mean, variance = ctx.saved_tensors
        if x.numel():  # as if mean and variance were constants; what depends on them follows
            to_x, to_weight, to_bias = torch.ops.aten.native_batch_norm_backward(
                gradient, x, weight, mean, variance, None, None, False, ctx.eps, [True, True, True]
            )
        else:  # which those kernels do not take
            to_x, to_weight, to_bias = gradient, torch.zeros_like(mean), torch.zeros_like(mean)
        sums = torch.stack((to_weight, to_bias))
        distributed.all_reduce(sums)
        scale = (variance + ctx.eps).rsqrt()
        slope = -weight * scale * scale * sums[0] / ctx.count
        offset = -weight * scale * sums[1] / ctx.count - slope * mean
        shape = [1, -1, *[1] * (x.dim() - 2)]
        to_x = to_x + torch.addcmul(offset.view(shape), slope.view(shape), x).to(to_x)
        return to_x, to_weight, to_bias, None, None, None, None


def _statistics(x: Tensor) -> tuple[Tensor, Tensor, float]:
    """Mean and variance of each channel over all processes, in doubles, and how many numbers."""
    channels = x.shape[1]
    sums = torch.zeros(2 * channels + 1, dtype=torch.float64)
    if x.numel():
        own = x.numel() // channels
        axes = [axis for axis in range(x.dim()) if axis != 1]
        variance, mean = torch.var_mean(x.float(), axes, correction=0)
        variance, mean = variance.double(), mean.double()
        sums = torch.cat(((variance + mean * mean) * own, mean * own, sums.new_tensor([own])))
    distributed.all_reduce(sums)
    count = float(sums[-1])
    squares, means = (sums[:-1] / count).split(channels)
    if count <= 1:
        raise ValueError("Batch norm needs more than one number for each channel.")
    return means, (squares - means * means).clamp_min(0), count
