"""Makes exported networks small: what doesn't depend on the picture is worked out once and for all, and weights become float16.

    python compact.py MODELS

MODELS holds the exports of all four networks, which are replaced; run again, nothing changes. The runtime casts the weights
back when it loads them: half the size, the same speed and memory.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from make_bundle import NAMES

TOLERANCE = 0.02  # of the largest value of an output, or of 1; float16 has 11 bits
LEAST_HALVED = 256  # smaller constants aren't worth a node
SIDE = {"detector": (416, 416), "housing": (224, 224), "textDetector": (416, 416), "textReader": (32, 192)}


def folded(path: Path) -> onnx.ModelProto:
    """The graph after the runtime's optimisations that hold on every processor: constants folded, idle nodes gone."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    with tempfile.TemporaryDirectory() as folder:
        options.optimized_model_filepath = str(Path(folder) / path.name)
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return onnx.load(options.optimized_model_filepath)


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """Float32 constants of some size become float16 with a cast before their use."""
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < LEAST_HALVED:
            continue
        half = numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=onnx.TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def outputs_of(model: bytes, pixels: np.ndarray) -> list[np.ndarray]:
    """What a network says of pixels [1, 3, h, w]."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: pixels})


def main() -> None:
    """Folds, halves, compares with what was there before."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    models = parser.parse_args().models
    for name in NAMES:
        path = models / f"{name}.onnx"
        before, model = path.read_bytes(), halved(folded(path))
        onnx.checker.check_model(model)
        pixels = np.random.default_rng(0).uniform(0, 255, (1, 3, *SIDE[name])).astype(np.float32)
        worst = max(float(np.abs(got - want).max() / max(1.0, np.abs(want).max()))
                    for got, want in zip(outputs_of(model.SerializeToString(), pixels), outputs_of(before, pixels)))
        assert worst < TOLERANCE, f"expected {name} to answer as before, largest difference {worst}"
        onnx.save(model, str(path))
        print(name, len(before), "->", path.stat().st_size, "bytes,", len(model.graph.node), "nodes, largest difference", round(worst, 6))


if __name__ == "__main__":
    main()
