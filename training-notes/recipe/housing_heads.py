"""Fits linear heads on the housing network's pooled features: camera or not, hidden or not, and an embedding of products.

    python housing_heads.py --data DATA --run RUNS/housing --cache CACHE --out RUNS/housing/heads.pt --gallery MODELS/gallery.json

The network stays as it is. Features are kept in CACHE and made again when the weights have changed. Prints what each head
is worth on the validation split; export.py puts the heads into housing.onnx.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

import detector_data
import heads_data
import housing_data
import runs
import train_housing

DIMS = 128
SPLITS = (("train", 1.0), ("validation", 0.3), ("calibration", 0.1))  # and how many crops beside the views
REAL_WEIGHT = 3.0
CAMERAS = ("view", "small", "station", "real", "free", "hidden")


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gallery", type=Path, required=True, help="the bundle's references, nothing taught")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


@torch.no_grad()
def describe(net: torch.nn.Module, sources: detector_data.Sources, seed: int, scale: float) -> dict[str, np.ndarray]:
    """Features [n, 1280] of a split's crops, and what is known of each."""
    rng = np.random.default_rng(seed + 1)
    features, rows, batch = [], [], []

    def flush() -> None:
        pixels = torch.from_numpy(np.stack(batch)).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):  # a third of float32's time, and what it was trained in
            features.append(net(train_housing.normalise(pixels)).float().numpy())
        batch.clear()

    for crop, row in heads_data.samples(sources, seed, scale):
        square = housing_data.to_side(np.ascontiguousarray(crop), rng)
        batch.append(square[..., ::-1].transpose(2, 0, 1).copy())
        rows.append(row)
        if len(batch) == 32:
            flush()
    if batch:
        flush()
    columns = {name: np.array([getattr(row, name) or "" for row in rows]) for name in ("kind", "id", "cluster", "brand", "family")}
    return {"features": np.concatenate(features), "hidden": np.array([row.hidden for row in rows]), **columns}


def load_features(args: argparse.Namespace) -> dict[str, dict[str, np.ndarray]]:
    """Split -> features and facts, from the cache where the weights are the same."""
    weights = hashlib.sha256((args.run / "last.pt").read_bytes()).hexdigest()[:12]
    args.cache.mkdir(parents=True, exist_ok=True)
    net, found = None, {}
    for seed, (split, scale) in enumerate(SPLITS):
        path = args.cache / f"features-{weights}-{split}.npz"
        if not path.exists():
            if net is None:
                net = train_housing.build()
                net.load_state_dict(runs.averaged(args.run / "last.pt"))
                net._fc = net._dropout = torch.nn.Identity()
                net = net.eval().to(memory_format=torch.channels_last)
            sources = detector_data.load_sources(args.data, args.notes, split)
            np.savez(path, **describe(net, sources, 900 + seed, scale))
        found[split] = dict(np.load(path))
        print(split, {str(kind): int(n) for kind, n in zip(*np.unique(found[split]["kind"], return_counts=True))}, flush=True)
    return found


def is_in(part: dict[str, np.ndarray], *kinds: str) -> np.ndarray:
    """Which rows are of these kinds."""
    return np.isin(part["kind"], kinds)


def fit_logistic(features: np.ndarray, truth: np.ndarray, weights: np.ndarray, decay: float) -> tuple[np.ndarray, float]:
    """Weighted logistic regression on standardised features; weights [1280] and bias for the features as they are."""
    mean, deviation = features.mean(0), features.std(0) + 1e-3
    x = torch.from_numpy((features - mean) / deviation).double()
    y, w = torch.from_numpy(truth).double(), torch.from_numpy(weights / weights.mean()).double()
    theta = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([theta], max_iter=200, line_search_fn="strong_wolfe")

    def cost() -> torch.Tensor:
        optimiser.zero_grad()
        margin = x @ theta[:-1] + theta[-1]
        value = torch.nn.functional.binary_cross_entropy_with_logits(margin, y, w) + decay * (theta[:-1] ** 2).sum()
        value.backward()
        return value

    optimiser.step(cost)
    found = theta.detach().numpy()
    scaled = found[:-1] / deviation
    return scaled, float(found[-1] - scaled @ mean)


def fit_embedding(features: np.ndarray, clusters: np.ndarray, shrinkage: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """Linear discriminant analysis (Fisher 1936; Rao 1948) over products: weights [128, 1280] and bias [128].

    The scatter within products is drawn towards a multiple of the identity (Ledoit and Wolf 2004) and whitened; of the
    products' means the 128 directions that differ most are kept.
    """
    names, index = np.unique(clusters, return_inverse=True)
    means = np.stack([features[index == i].mean(0) for i in range(len(names))])
    apart = features - means[index]
    within = apart.T @ apart / len(features)
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / len(within) * np.eye(len(within))
    values, vectors = np.linalg.eigh(within)
    whiten = vectors / np.sqrt(values)
    mean = means.mean(0)
    _, _, directions = np.linalg.svd((means - mean) @ whiten, full_matrices=False)
    weights = (whiten @ directions[:DIMS].T).T
    return weights, -weights @ mean


def embed(features: np.ndarray, head: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Unit vectors [n, 128]."""
    raw = features @ head[0].T + head[1]
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


def separation(scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Area under the curve and the share kept where 3 % of the others are."""
    yes, no = scores[truth], scores[~truth]
    order = np.searchsorted(np.sort(no), yes, side="left") + np.searchsorted(np.sort(no), yes, side="right")
    return {"auc": round(float(order.mean() / 2 / len(no)), 4), "keptAt3": round(float((yes > np.quantile(no, 0.97)).mean()), 4),
            "yes": int(truth.sum()), "no": int((~truth).sum())}


def retrieval(vectors: np.ndarray, part: dict[str, np.ndarray]) -> dict[str, float]:
    """How often the nearest other view is of the same product, among each picture's first two views."""
    first, second = vectors[0 :: heads_data.VIEWS], vectors[1 :: heads_data.VIEWS]
    clusters = part["cluster"][is_in(part, "view")][0 :: heads_data.VIEWS]
    nearest = (first @ second.T).argmax(1)
    return {"recallAt1": round(float((clusters[nearest] == clusters).mean()), 4), "n": len(clusters),
            "products": len(np.unique(clusters))}


def write_gallery(path: Path, parts: dict[str, dict[str, np.ndarray]], head: tuple[np.ndarray, np.ndarray]) -> None:
    """References: one view of each picture of train and calibration, by brand and family; nothing is taught."""
    references = []
    for split in ("train", "calibration"):
        part = parts[split]
        views = np.nonzero(is_in(part, "view"))[0][0 :: heads_data.VIEWS]
        for i, vector in zip(views, embed(part["features"][views], head)):
            brand = str(part["brand"][i]).removeprefix("other:")
            family = str(part["family"][i]) or None
            data = base64.b64encode(np.round(vector * 127).astype(np.int8).tobytes()).decode()
            references.append({"brand": brand, "family": family, "embedding": data})
    path.write_text(json.dumps({"schema": "whosecam.gallery/1", "references": references, "taught": []}, indent=1) + "\n")
    print(len(references), "references,", path.stat().st_size, "bytes")


def main() -> None:
    """Fits three heads on train, says what they are worth on validation, writes them and the references."""
    args = parse()
    torch.set_num_threads(args.threads)
    parts = load_features(args)
    train, check = parts["train"], parts["validation"]

    cameras = is_in(train, *CAMERAS)
    weights = np.where(is_in(train, "real"), REAL_WEIGHT, 1.0) * np.where(cameras, 1, cameras.sum() / (~cameras).sum())
    camera = fit_logistic(train["features"], cameras.astype(float), weights, 1e-2)
    truth = is_in(check, *CAMERAS)
    print("camera", separation(check["features"] @ camera[0] + camera[1], truth))

    shown = is_in(train, "hidden", "free", "view")
    hidden = is_in(train, "hidden")[shown]
    balance = np.where(hidden, (~hidden).sum() / hidden.sum(), 1.0)
    occlusion = fit_logistic(train["features"][shown], hidden.astype(float), balance, 1e-2)
    seen = is_in(check, "hidden", "free", "view")
    print("occlusion", separation((check["features"] @ occlusion[0] + occlusion[1])[seen], is_in(check, "hidden")[seen]))

    views = is_in(train, "view")
    embedding = fit_embedding(train["features"][views], train["cluster"][views])
    print("embedding", retrieval(embed(check["features"][is_in(check, "view")], embedding), check))

    args.out.parent.mkdir(parents=True, exist_ok=True)
    heads = {"camera": camera, "occlusion": occlusion, "embedding": embedding}
    torch.save({name: (torch.from_numpy(np.atleast_2d(w)).float(), torch.from_numpy(np.atleast_1d(b)).float())
                for name, (w, b) in heads.items()}, args.out)
    write_gallery(args.gallery, parts, embedding)


if __name__ == "__main__":
    main()
