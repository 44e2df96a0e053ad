"""The wordmark reader: a small convolutional network with self-attention along the line, read by CTC, and a name's class."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from marks_data import ALPHABET, HEIGHT, STEPS, WIDTH

WIDTHS = (24, 48, 80, 112)
MODEL = 128


class Block(nn.Module):
    """3x3 convolution, batch norm, ReLU6; residual where the shape allows."""

    def __init__(self, before: int, after: int, stride: tuple[int, int] = (1, 1)):
        super().__init__()
        self.convolution = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.residual = before == after and stride == (1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self.convolution(x))
        return F.relu6(x + y if self.residual else y)


class Mixer(nn.Module):
    """One pre-norm Transformer layer (Vaswani et al. 2017) over the steps of a line."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.to_qkv, self.to_out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.hidden, self.back = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, steps, width = x.shape
        q, k, v = self.to_qkv(self.norms[0](x)).view(n, steps, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5, -1)
        x = x + self.to_out((weights @ v).transpose(1, 2).reshape(n, steps, width))
        return x + self.back(F.relu(self.hidden(self.norms[1](x))))


class Reader(nn.Module):
    """BGR 0..255 [n, 3, 32, 192] -> letters' logits [n, 48, 1 + letters] (0 = blank) and class logits [n, classes]."""

    def __init__(self, classes: int):
        super().__init__()
        a, b, c, e = WIDTHS
        self.body = nn.Sequential(
            Block(3, a, (2, 2)), Block(a, b, (2, 2)), Block(b, b),
            Block(b, c, (2, 1)), Block(c, c), Block(c, e, (2, 1)), Block(e, e), Block(e, e))
        self.join = nn.Conv2d(e, MODEL, (HEIGHT // 16, 1))
        self.place = nn.Parameter(torch.zeros(1, STEPS, MODEL))
        self.mixers = nn.ModuleList([Mixer(MODEL, 4), Mixer(MODEL, 4)])
        self.norm = nn.LayerNorm(MODEL)
        self.letters = nn.Linear(MODEL, 1 + len(ALPHABET))
        self.weigh = nn.Linear(MODEL, 1)
        self.classes = nn.Linear(MODEL, classes)
        nn.init.trunc_normal_(self.place, std=0.02)

    def forward(self, lines: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.join(self.body((lines - 127.5) / 64)).squeeze(2).transpose(1, 2) + self.place
        for mixer in self.mixers:
            x = mixer(x)
        x = self.norm(x)
        pooled = (torch.softmax(self.weigh(x), 1) * x).sum(1)
        return self.letters(x), self.classes(pooled)


class Exported(nn.Module):
    """What ships: letters' probabilities [1, steps, 1 + letters] and class probabilities [1, classes]."""

    def __init__(self, reader: Reader):
        super().__init__()
        self.reader = reader

    def forward(self, lines: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        letters, classes = self.reader(lines)
        return torch.softmax(letters, -1), torch.softmax(classes, -1)
