"""Exports the averaged weights of a training run to ONNX and checks the file against PyTorch on pictures of fixtures/.

    python export.py detector --base yolox_nano.onnx --run RUNS/detector --out detector.onnx
    python export.py housing --run RUNS/housing --heads RUNS/housing/heads.pt --out housing.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import torch

import detector_net
import runs
import train_housing

OPSET = 17
TOLERANCE = 1e-3
PICTURES = Path(__file__).resolve().parents[2] / "fixtures" / "photos"
HOUSING_OUTPUTS = ["logits", "camera", "occlusion", "embedding"]


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=["detector", "housing"])
    parser.add_argument("--base", type=Path, help="the detector's base ONNX file")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--heads", type=Path, help="what housing_heads.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


class WithHeads(torch.nn.Module):
    """The housing network with the heads of housing_heads.py: logits [n, 4], camera [n, 1], occlusion [n, 1], embedding [n, 128]."""

    def __init__(self, net: torch.nn.Module, heads: dict[str, tuple[torch.Tensor, torch.Tensor]]):
        super().__init__()
        self.logits, net._fc = net._fc, torch.nn.Identity()
        self.net = net
        for name, (weights, bias) in heads.items():
            layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
            layer.load_state_dict({"weight": weights, "bias": bias})
            self.add_module(name, layer)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """In the order of HOUSING_OUTPUTS; camera and occlusion are logits, the embedding has unit length."""
        features = self.net(pixels)
        embedding = torch.nn.functional.normalize(self.embedding(features))
        return self.logits(features), self.camera(features), self.occlusion(features), embedding


def load(args: argparse.Namespace) -> tuple[torch.nn.Module, int, list[str]]:
    """The network, its input's side, its outputs' names."""
    if args.model == "detector":
        net = detector_net.Detector(args.base)
        net.load_state_dict(runs.averaged(args.run / "last.pt"))
        return detector_net.Exported(net).eval(), 416, ["boxes"]
    net = train_housing.build()
    net.load_state_dict(runs.averaged(args.run / "last.pt"))
    return WithHeads(net, torch.load(args.heads)).eval(), 224, HOUSING_OUTPUTS


def main() -> None:
    """Exports, slims, compares."""
    args = parse()
    net, side, outputs = load(args)
    example = torch.rand(1, 3, side, side)
    torch.onnx.export(net, (example,), str(args.out), input_names=["pixels"], output_names=outputs,
                      opset_version=OPSET, dynamo=False, do_constant_folding=True)
    onnx.checker.check_model(onnx.load(str(args.out)))
    session = onnxruntime.InferenceSession(str(args.out), providers=["CPUExecutionProvider"])
    for path in sorted(PICTURES.glob("*.jpg"))[::6]:
        picture = cv2.resize(cv2.imread(str(path)), (side, side), interpolation=cv2.INTER_AREA).transpose(2, 0, 1)[None]
        pixels = torch.from_numpy(np.ascontiguousarray(picture if args.model == "detector" else picture[:, ::-1])).float()
        pixels = pixels if args.model == "detector" else train_housing.normalise(pixels)
        want = net(pixels)
        for name, expected in zip(outputs, want if isinstance(want, tuple) else [want]):
            got, expected = session.run([name], {"pixels": pixels.numpy()})[0], expected.detach().numpy()
            worst = float(np.abs(got - expected).max() / max(1.0, np.abs(expected).max()))
            assert worst < TOLERANCE, f"expected {name} to agree with PyTorch on {path.name}, largest difference {worst}"
    print(args.out, args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
