"""Puts a bundle together: ONNX files, bundle.json with their hashes, and golden.json where there is one.

    python make_bundle.py --configs ../configs --models MODELS --out ../../models/whosecam-1 [--metrics metrics.json]

MODELS holds detector.onnx, housing.onnx, textDetector.onnx, textReader.onnx, alphabet.txt, names.txt and gallery.json. golden.json comes from
`npm run golden` afterwards, which writes its hash into bundle.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

NAMES = ("detector", "housing", "textDetector", "textReader")


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--configs", type=Path, default=Path(__file__).parent.parent / "configs")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, help="metrics of the release, for the bundle's `evaluation`")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def describe(path: Path) -> dict:
    """Path, SHA-256 and size of a bundle's file."""
    content = path.read_bytes()
    return {"path": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def main() -> None:
    """Copies, hashes, writes."""
    args = parse()
    args.out.mkdir(parents=True, exist_ok=True)
    config = json.loads((args.configs / "bundle.json").read_text())
    decision = json.loads((args.configs / "decision.json").read_text())
    config["housing"]["temperature"] = decision.pop("temperature", 1)
    config["textReader"]["alphabet"] = (args.models / "alphabet.txt").read_text().rstrip("\n")
    config["textReader"]["names"] = (args.models / "names.txt").read_text().split()
    for name in NAMES:
        shutil.copyfile(args.models / f"{name}.onnx", args.out / f"{name}.onnx")
    shutil.copyfile(args.models / "gallery.json", args.out / "gallery.json")
    golden = args.out / "golden.json"
    if not golden.exists():
        golden.write_text(json.dumps({"schema": "whosecam.golden/1", "tolerance": {"tensor": 0.02, "logits": 0.02}, "vectors": []}))
    files = {name: describe(args.out / f"{name}.onnx") for name in NAMES} | {"golden": describe(golden), "gallery": describe(args.out / "gallery.json")}
    metrics = json.loads(args.metrics.read_text()) if args.metrics else {}
    bundle = {"schema": "whosecam.bundle/1", **{key: config.pop(key) for key in ("id", "version", "licence")},
              "files": files, **{name: config.pop(name) for name in NAMES},
              "lexicon": json.loads((args.configs / "lexicon.json").read_text()),
              "decision": decision, "provenance": config.pop("provenance"), "evaluation": metrics}
    assert not config, f"expected every key of bundle.json to be used, left over: {list(config)}"
    facts = json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"
    (args.out / "bundle.json").write_text(facts)
    (args.out / "SHA256SUMS").write_text(f"{hashlib.sha256(facts.encode()).hexdigest()}  bundle.json\n")
    print(sum(entry["bytes"] for entry in files.values()), "bytes in", args.out)


if __name__ == "__main__":
    main()
