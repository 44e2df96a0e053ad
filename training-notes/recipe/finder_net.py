"""The mark finder: a small U-shaped network that paints the cores of the lines of text on a camera."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

WIDTHS = (16, 32, 64, 112, 160)
NECK = 48


def convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, batch norm, ReLU6."""
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU6())


class Separable(nn.Module):
    """Depthwise 3x3, pointwise, residual (Howard et al. 2017, 'MobileNets')."""

    def __init__(self, width: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, groups=width, bias=False), nn.BatchNorm2d(width), nn.ReLU6(),
            nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu6(x + self.body(x))


class Finder(nn.Module):
    """BGR 0..255 [n, 3, h, w] (multiples of 32) -> core logits [n, 1, h / 4, w / 4]."""

    def __init__(self):
        super().__init__()
        a, b, c, e, f = WIDTHS
        self.stem = nn.Sequential(convolution(3, a, 2), convolution(a, b, 2), Separable(b), Separable(b))
        self.eighth = nn.Sequential(convolution(b, c, 2), Separable(c), Separable(c), Separable(c))
        self.sixteenth = nn.Sequential(convolution(c, e, 2), Separable(e), Separable(e), Separable(e))
        self.last = nn.Sequential(convolution(e, f, 2), Separable(f), Separable(f))
        self.sides = nn.ModuleList([nn.Conv2d(width, NECK, 1) for width in (b, c, e, f)])
        self.smooth = nn.ModuleList([Separable(NECK), Separable(NECK), nn.Sequential(Separable(NECK), Separable(NECK))])
        self.head = nn.Conv2d(NECK, 1, 3, 1, 1)
        nn.init.constant_(self.head.bias, -4.0)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        levels = [self.stem((pictures - 114) / 60)]
        for part in (self.eighth, self.sixteenth, self.last):
            levels.append(part(levels[-1]))
        x = self.sides[3](levels[3])
        for level, smooth in ((2, self.smooth[0]), (1, self.smooth[1]), (0, self.smooth[2])):
            x = smooth(F.interpolate(x, scale_factor=2.0, mode="nearest") + self.sides[level](levels[level]))
        return self.head(x)


class Exported(nn.Module):
    """What ships: probability map at the picture's own size [1, 1, h, w]."""

    def __init__(self, finder: Finder):
        super().__init__()
        self.finder = finder

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(F.interpolate(self.finder(pictures), scale_factor=4.0, mode="bilinear", align_corners=False))


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Quality focal loss (Li et al. 2020, 'Generalized focal loss') per painted cell, and dice.

    Cross-entropy over the hardest cells, three to a painted one, stood still: everything came out at one in four.
    """
    flat, wanted = logits.flatten(), target.flatten()
    p = flat.sigmoid()
    each = (wanted - p).abs().square() * F.binary_cross_entropy_with_logits(flat, wanted, reduction="none")
    dice = 1 - (2 * (p * wanted).sum() + 1) / (p.sum() + wanted.sum() + 1)
    return each.sum() / wanted.sum().clamp(min=20) + 0.5 * dice
