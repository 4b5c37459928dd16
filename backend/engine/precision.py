"""The precision of the numbers in most layers, as a recipe asks for it and a device has it."""

import torch

from graph.recipe import Recipe


def number_type(recipe: Recipe, device: torch.device) -> torch.dtype | None:
    """What autocast computes in; None for 32 bits throughout."""
    match recipe.precision:
        case "bf16":
            return torch.bfloat16
        case "fp16":
            return torch.float16
        case "auto" if device.type == "cuda":
            # an older GPU only emulates it, slowly
            has_it = torch.cuda.is_bf16_supported(including_emulation=False)
            return torch.bfloat16 if has_it else None
        case _:
            return None


def scaler(numbers: torch.dtype | None, device: torch.device) -> torch.amp.GradScaler | None:
    """Makes fp16's losses so large that small gradients are not lost; None if not needed."""
    return torch.amp.GradScaler(device.type) if numbers == torch.float16 else None
