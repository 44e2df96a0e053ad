"""Exports the mark finder and the wordmark reader to ONNX and checks them against PyTorch.

    python export_marks.py finder --run RUNS/finder --out MODELS/textDetector.onnx
    python export_marks.py reader --run RUNS/reader --out MODELS/textReader.onnx --check LINES.npy
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import finder_net
import marks_data
import reader_net
import runs

OPSET = 17
TOLERANCE = 1e-3  # of probabilities


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["finder", "reader"])
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--check", type=Path, required=True, help="real pictures, uint8 [n, 3, h, w] BGR, .npy")
    return parser.parse_args()


def load(args: argparse.Namespace) -> tuple[torch.nn.Module, list[str]]:
    """The network with its averaged weights, and its outputs' names."""
    state = torch.load(args.run / "last.pt", map_location="cpu")
    net = finder_net.Finder() if args.model == "finder" else reader_net.Reader(2 + len(state["names"]))
    net.load_state_dict(runs.averaged(args.run / "last.pt"))
    if args.model == "finder":
        return finder_net.Exported(net).eval(), ["map"]
    args.out.with_name("names.txt").write_text("\n".join(state["names"]) + "\n")
    args.out.with_name("alphabet.txt").write_text(marks_data.ALPHABET + "\n")
    return reader_net.Exported(net).eval(), ["letters", "names"]


def main() -> None:
    """Exports, compares on real pictures."""
    args = parse()
    net, names = load(args)
    pictures = np.load(args.check)[:16].astype(np.float32)
    axes = {"pixels": {2: "height", 3: "width"}, "map": {2: "height", 3: "width"}} if args.model == "finder" else {}
    torch.onnx.export(net, (torch.from_numpy(pictures[:1]),), str(args.out), input_names=["pixels"], output_names=names,
                      opset_version=OPSET, dynamo=False, do_constant_folding=True, dynamic_axes=axes)
    onnx.checker.check_model(onnx.load(str(args.out)))
    session = onnxruntime.InferenceSession(str(args.out), providers=["CPUExecutionProvider"])
    for picture in pictures:
        got = session.run(None, {"pixels": picture[None]})
        want = net(torch.from_numpy(picture[None]))
        want = [want] if len(names) == 1 else list(want)
        worst = max(float(np.abs(a - b.detach().numpy()).max()) for a, b in zip(got, want))
        assert worst < TOLERANCE, f"expected the export to agree with PyTorch, largest difference {worst}"
    print(args.out, args.out.stat().st_size, "bytes, largest difference", round(worst, 5))


if __name__ == "__main__":
    main()
