"""Exports the averaged weights of a training run to ONNX and checks the file against PyTorch on random pictures.

    python export.py detector --base yolox_nano.onnx --run RUNS/detector --out detector.onnx
    python export.py housing --run RUNS/housing --out housing.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import detector_net
import train_housing

OPSET = 17
TOLERANCE = 1e-3


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=["detector", "housing"])
    parser.add_argument("--base", type=Path, help="the detector's base ONNX file")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def averaged(run: Path) -> dict[str, torch.Tensor]:
    """Weights of the running average in last.pt."""
    state = torch.load(run / "last.pt", map_location="cpu")["average"]
    return {name.removeprefix("module."): value for name, value in state.items() if name != "n_averaged"}


def load(args: argparse.Namespace) -> tuple[torch.nn.Module, int, str]:
    """The network, its input's side, its output's name."""
    if args.model == "detector":
        net = detector_net.Detector(args.base)
        net.load_state_dict(averaged(args.run))
        return detector_net.Exported(net).eval(), 416, "boxes"
    net = train_housing.build()
    net.load_state_dict(averaged(args.run))
    return net.eval(), 224, "logits"


def main() -> None:
    """Exports, slims, compares."""
    args = parse()
    net, side, output = load(args)
    example = torch.rand(1, 3, side, side)
    torch.onnx.export(net, (example,), str(args.out), input_names=["pixels"], output_names=[output],
                      opset_version=OPSET, dynamo=False, do_constant_folding=True)
    onnx.checker.check_model(onnx.load(str(args.out)))
    session = onnxruntime.InferenceSession(str(args.out), providers=["CPUExecutionProvider"])
    scale = 255.0 if args.model == "detector" else 1.0
    for seed in range(4):
        pixels = np.random.default_rng(seed).random((1, 3, side, side), dtype=np.float32) * scale
        got = session.run(None, {"pixels": pixels})[0]
        want = net(torch.from_numpy(pixels)).detach().numpy()
        worst = float(np.abs(got - want).max() / max(1.0, np.abs(want).max()))
        assert worst < TOLERANCE, f"expected the export to agree with PyTorch, largest difference {worst}"
    print(args.out, args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
