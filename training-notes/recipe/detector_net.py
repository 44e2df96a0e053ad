"""YOLOX-Nano with one class: the base ONNX file made trainable, its loss with SimOTA (Ge et al. 2021, 'YOLOX')."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnx2torch import convert
from torch import nn

STRIDES = (8, 16, 32)


def raw_head_names(model: onnx.ModelProto) -> list[str]:
    """Names of the (box, objectness logit) maps of the three levels, before sigmoid and concatenation."""
    producers = {name: node for node in model.graph.node for name in node.output}
    names = []
    for node in model.graph.node:
        if node.op_type != "Concat" or len(node.input) != 3:
            continue
        made = [producers.get(name) for name in node.input]
        if all(made) and [m.op_type for m in made] == ["Conv", "Sigmoid", "Sigmoid"]:
            names += [node.input[0], made[1].input[0]]
    assert len(names) == 6, f"expected 3 levels of heads, found {len(names) / 2}"
    return names


class Detector(nn.Module):
    """BGR 0..255 [n, 3, side, side] -> raw maps [n, anchors, 5]: dx, dy, log w, log h in strides, objectness logit.

    The class tower of the base is dropped: with one class, objectness is the score.
    """

    def __init__(self, base: Path):
        super().__init__()
        model = onnx.load(str(base))
        with tempfile.TemporaryDirectory() as folder:
            cut = str(Path(folder) / "cut.onnx")
            onnx.utils.extract_model(str(base), cut, ["images"], raw_head_names(model))
            self.body = convert(cut)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Raw predictions [n, anchors, 5] and anchors [anchors, 3]: grid x, grid y, stride."""
        maps = self.body(pictures)
        predictions, anchors = [], []
        for level, stride in enumerate(STRIDES):
            box, objectness = maps[2 * level], maps[2 * level + 1]
            height, width = box.shape[-2:]
            predictions.append(torch.cat([box, objectness], 1).flatten(2).transpose(1, 2))
            ys, xs = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
            grid = torch.stack([xs, ys], -1).reshape(-1, 2)
            anchors.append(torch.cat([grid, torch.full((len(grid), 1), stride)], 1))
        return torch.cat(predictions, 1), torch.cat(anchors).to(box.device, torch.float32)


def decode(raw: torch.Tensor, anchors: torch.Tensor) -> torch.Tensor:
    """Raw boxes to x0 y0 x1 y1 pixels."""
    centre = (raw[..., :2] + anchors[:, :2]) * anchors[:, 2:]
    size = torch.exp(raw[..., 2:4].clamp(max=6)) * anchors[:, 2:]
    return torch.cat([centre - size / 2, centre + size / 2], -1)


class Exported(nn.Module):
    """What ships: [1, 3, side, side] -> [1, anchors, 5]: centre x, centre y, width, height in input pixels, score."""

    def __init__(self, detector: Detector):
        super().__init__()
        self.detector = detector

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        raw, anchors = self.detector(pictures)
        centre = (raw[..., :2] + anchors[:, :2]) * anchors[:, 2:]
        size = torch.exp(raw[..., 2:4]) * anchors[:, 2:]
        return torch.cat([centre, size, torch.sigmoid(raw[..., 4:])], -1)


def pairwise_iou(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """[n, 4] and [m, 4] -> [n, m]."""
    first = torch.maximum(a[:, None, :2], b[None, :, :2])
    last = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (last - first).clamp(min=0).prod(-1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(-1) for boxes in (a, b)]
    return both / (areas[0][:, None] + areas[1][None] - both + 1e-7)


def giou(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Generalised IoU of box pairs [n, 4], [n, 4] -> [n]."""
    both = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(-1)
    either = (a[:, 2:] - a[:, :2]).prod(-1) + (b[:, 2:] - b[:, :2]).prod(-1) - both + 1e-7
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(-1) + 1e-7
    return both / either - (hull - either) / hull


@torch.no_grad()
def assign(boxes: torch.Tensor, scores: torch.Tensor, anchors: torch.Tensor, truth: torch.Tensor):
    """SimOTA for one picture: indices of positive anchors, the truth each one answers for, their IoU."""
    centres = (anchors[:, :2] + 0.5) * anchors[:, 2:]
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    near = ((centres[None] - middle[:, None]).abs() < 2.5 * anchors[None, :, 2:]).all(-1)
    inside = ((centres[None] > truth[:, None, :2]) & (centres[None] < truth[:, None, 2:])).all(-1)
    candidates = (near | inside).any(0).nonzero().squeeze(1)
    overlap = pairwise_iou(truth, boxes[candidates])
    cost = -torch.log(scores[candidates].clamp(1e-6))[None] - 3 * torch.log(overlap + 1e-8)
    cost = cost + 1e5 * ~(near & inside)[:, candidates]
    matching = torch.zeros_like(cost, dtype=torch.bool)
    counts = overlap.topk(min(10, len(candidates)), dim=1).values.sum(1).int().clamp(min=1)
    for row, count in enumerate(counts.tolist()):
        matching[row, cost[row].topk(count, largest=False).indices] = True
    several = matching.sum(0) > 1
    if several.any():
        best = cost[:, several].argmin(0)
        matching[:, several] = False
        matching[best, several.nonzero().squeeze(1)] = True
    chosen = matching.any(0)
    answers = matching[:, chosen].float().argmax(0)
    return candidates[chosen], answers, overlap[answers, chosen.nonzero().squeeze(1)]


def loss(raw: torch.Tensor, anchors: torch.Tensor, truths: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Box loss (1 - GIoU, weight 5) and score loss (binary cross-entropy towards the IoU), each per positive."""
    boxes = decode(raw, anchors)
    scores = raw[..., 4]
    target = torch.zeros_like(scores)
    box_loss = raw.new_zeros(())
    positives = 0
    for i, truth in enumerate(truths):
        if len(truth) == 0:
            continue
        index, answers, overlap = assign(boxes[i].detach(), scores[i].detach().sigmoid(), anchors, truth)
        positives += len(index)
        target[i, index] = overlap.clamp(min=0.2)
        box_loss = box_loss + (1 - giou(boxes[i, index], truth[answers])).sum()
    count = max(positives, 1)
    return 5 * box_loss / count, F.binary_cross_entropy_with_logits(scores, target, reduction="sum") / count
