"""Cuts a PP-OCR text recogniser's head down to the characters that stand on cameras.

The recogniser's last layer is a linear map to blank + thousands of characters. Only the rows for the blank and the
printable ASCII characters below are kept, which takes a third of the file away; nothing else in the graph changes
(height 48, dynamic width and batch).

The softmax then runs over the kept rows only. A glyph that isn't in the alphabet can no longer draw probability away,
so confidences come out higher than those of the whole head: thresholds must be chosen with the cut model.

    python export_reader.py --model ch_PP-OCRv4_rec_infer.onnx --characters ppocr_keys_v1.txt --out textReader.onnx
    python export_reader.py --model PP-OCRv6_rec_small.onnx --out textReader.onnx

Cost: seconds. Expect about 7.7 MB (v4 mobile) or 12.1 MB (v6 small). Prints the alphabet for bundle.json.
"""

import argparse
import string
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "@-&.+'/ "


def read_characters(model: onnx.ModelProto, path: Path | None) -> list[str]:
    """Characters by output index: blank first, the space last (PaddleOCR's convention)."""
    if path is not None:
        text = path.read_text(encoding="utf-8")
    else:
        metadata = {item.key: item.value for item in model.metadata_props}
        if "character" not in metadata:
            raise SystemExit("expected --characters or a model with 'character' in its metadata")
        text = metadata["character"]
    # Split at '\n' alone: splitlines() would also split at characters that are themselves entries.
    characters = [line.rstrip("\r") for line in text.split("\n")]
    if characters[-1] == "":
        characters.pop()
    return ["", *characters, " "]


def rows_to_keep(characters: list[str]) -> list[int]:
    """Index of the blank, then of each character of ALPHABET; the first one where a character stands twice."""
    missing = [char for char in ALPHABET if char not in characters[1:]]
    if missing:
        raise SystemExit(f"expected every character of the alphabet in the model, missing: {missing}")
    return [0, *(characters.index(char, 1) for char in ALPHABET)]


def find_producer(graph: onnx.GraphProto, output: str) -> onnx.NodeProto:
    """The node that makes a tensor."""
    return next(node for node in graph.node if output in node.output)


def head_weights(graph: onnx.GraphProto) -> tuple[str, str]:
    """Names of the last linear layer's weight and bias, walking back from the output: Softmax, Add, MatMul."""
    node, names = find_producer(graph, graph.output[0].name), {}
    while node.op_type != "MatMul":
        if node.op_type not in ("Softmax", "Identity", "Add"):
            raise SystemExit(f"expected MatMul, Add, Softmax at the end of the graph, received {node.op_type}")
        if node.op_type == "Add":
            names["bias"] = node.input[1]
        node = find_producer(graph, node.input[0])
    return node.input[1], names["bias"]


def replace_constant(graph: onnx.GraphProto, name: str, keep: list[int]) -> None:
    """Keeps some entries of the last axis of a constant, be it an initializer or a Constant node."""
    tensors = [tensor for tensor in graph.initializer if tensor.name == name]
    if not tensors:
        node = find_producer(graph, name)
        tensors = [attribute.t for attribute in node.attribute if attribute.name == "value"]
    values = numpy_helper.to_array(tensors[0])
    cut = np.ascontiguousarray(values[..., keep])
    tensors[0].CopyFrom(numpy_helper.from_array(cut, tensors[0].name))


def cut_head(model: onnx.ModelProto, keep: list[int]) -> onnx.ModelProto:
    """The model with a head for the kept rows only and without the dictionary in its metadata."""
    weight, bias = head_weights(model.graph)
    replace_constant(model.graph, weight, keep)
    replace_constant(model.graph, bias, keep)
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(keep)
    del model.graph.value_info[:]
    kept = [item for item in model.metadata_props if item.key != "character"]
    del model.metadata_props[:]
    model.metadata_props.extend(kept)
    return model


def main() -> None:
    """Reads the arguments, cuts, checks, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the recogniser, ONNX")
    parser.add_argument("--characters", type=Path, help="one character a line; default: the model's metadata")
    parser.add_argument("--out", type=Path, required=True, help="where the cut model goes")
    arguments = parser.parse_args()
    model = onnx.load(arguments.model)
    keep = rows_to_keep(read_characters(model, arguments.characters))
    cut = cut_head(model, keep)
    onnx.checker.check_model(cut)
    onnx.save(cut, arguments.out)
    print(ALPHABET)


if __name__ == "__main__":
    main()
