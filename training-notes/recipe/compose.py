"""Cut-and-paste scenes (Dwibedi, Misra and Hebert 2017, 'Cut, Paste and Learn'): pastes cut-outs on real photos."""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator


def log_uniform(rng: Rng, low: float, high: float) -> float:
    """A number whose logarithm is uniform between the bounds."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def warp(rgba: np.ndarray, side: float, rng: Rng, flip_share: float, max_turn: float = 14) -> np.ndarray:
    """The cut-out at `side` pixels (longer side), turned, tilted in perspective; premultiplied float32 BGRA 0..1."""
    return warp_placed(rgba, side, rng, flip_share, max_turn)[0]


def warp_placed(rgba: np.ndarray, side: float, rng: Rng, flip_share: float, max_turn: float = 14) -> tuple[np.ndarray, np.ndarray]:
    """`warp`, and the 3x3 matrix from the cut-out's pixels to the layer's."""
    height, width = rgba.shape[:2]
    scale = side / max(height, width)
    source, before = rgba, np.eye(3)
    if scale < 0.6:
        size = (max(2, round(width * scale * 1.3)), max(2, round(height * scale * 1.3)))
        source = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
        before = np.diag([size[0] / width, size[1] / height, 1.0])
        height, width = source.shape[:2]
        scale = side / max(height, width)
    layer = source.astype(np.float32) / 255
    layer[..., :3] *= layer[..., 3:]
    if rng.random() < flip_share:
        layer = layer[:, ::-1]
        before = np.array([[-1, 0, width], [0, 1, 0], [0, 0, 1]]) @ before
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    middle = corners.mean(axis=0)
    target = (corners - middle) * scale * (1 + rng.uniform(-0.08, 0.08, 2))
    angle = np.deg2rad(rng.normal(0, max_turn / 1.5) + (180 if rng.random() < 0.04 else 0))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = target @ turn.T + rng.normal(0, 0.035, (4, 2)) * side
    target -= target.min(axis=0)
    out = np.ceil(target.max(axis=0)).astype(int) + 1
    matrix = cv2.getPerspectiveTransform(corners, (target + 0.5).astype(np.float32))
    interpolation = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    warped = cv2.warpPerspective(np.ascontiguousarray(layer), matrix, (out[0], out[1]), flags=interpolation)
    return np.clip(warped, 0, 1), matrix @ before


def relight(layer: np.ndarray, ground: np.ndarray, rng: Rng, harshness: float) -> np.ndarray:
    """Pulls the cut-out's light and tint towards the ground's, shades it from one side, changes contrast.

    At harshness 1 white housings often burn out, at 0 never.
    """
    height, width = layer.shape[:2]
    colour = layer[..., :3]
    mean = ground.reshape(-1, 3).mean(axis=0) + 1e-3
    bright = float(mean.mean())
    pull = rng.uniform(0, 0.8)
    gain = np.clip((bright / 0.5) ** pull * np.exp(rng.normal(0, 0.25)), 0.15, 1.1 + 1.1 * harshness)
    tint = (mean / bright) ** rng.uniform(0, 0.6) * np.exp(rng.normal(0, 0.04, 3))
    colour = colour * (gain * tint).astype(np.float32)
    if rng.random() < 0.6:
        angle = rng.uniform(0, 2 * np.pi)
        xs = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None] * np.cos(angle).astype(np.float32)
        ys = np.linspace(-1, 1, height, dtype=np.float32)[:, None, None] * np.sin(angle).astype(np.float32)
        colour = colour * (1 + rng.uniform(0.05, 0.5) * (xs + ys) / 2)
    if rng.random() < 0.3 * harshness:  # haze or glare: grey laid over the housing
        haze = rng.uniform(0, 0.35)
        colour = colour * (1 - haze) + haze * rng.uniform(0.3, 1.0) * layer[..., 3:]
    return np.dstack([np.clip(colour, 0, layer[..., 3:]), layer[..., 3]])


def soften(layer: np.ndarray, rng: Rng, harshness: float) -> np.ndarray:
    """Blurs the edge and, less often, the whole cut-out; pasted edges must not be a giveaway."""
    side = max(layer.shape[:2])
    sigma = abs(rng.normal(0, 0.6)) + (rng.uniform(0, 0.012) * side if rng.random() < 0.25 * harshness else 0)
    return cv2.GaussianBlur(layer, (0, 0), sigma) if sigma > 0.3 else layer


def cast_shadow(scene: np.ndarray, alpha: np.ndarray, x: int, y: int, rng: Rng) -> None:
    """Darkens the ground where the pasted thing keeps the light off, in place."""
    side = max(alpha.shape)
    dx, dy = (rng.uniform(-0.3, 0.3) * side, rng.uniform(0.02, 0.4) * side)
    blurred = cv2.GaussianBlur(alpha, (0, 0), max(0.5, rng.uniform(0.02, 0.12) * side))
    blend(scene, np.zeros((*alpha.shape, 3), np.float32), blurred * rng.uniform(0.1, 0.6), x + round(dx), y + round(dy))


def blend(scene: np.ndarray, colour: np.ndarray, alpha: np.ndarray, x: int, y: int) -> None:
    """scene = premultiplied colour + scene * (1 - alpha) where the layer lies inside the scene, in place."""
    height, width = alpha.shape
    left, top = max(0, x), max(0, y)
    right, bottom = min(scene.shape[1], x + width), min(scene.shape[0], y + height)
    if right <= left or bottom <= top:
        return
    part = (slice(top - y, bottom - y), slice(left - x, right - x))
    area = scene[top:bottom, left:right]
    area *= 1 - alpha[part][..., None]
    area += colour[part]


def mount(scene: np.ndarray, x: int, y: int, size: tuple[int, int], rng: Rng) -> None:
    """Draws an arm, a pole or cables behind the camera, in place."""
    width, height = size
    centre = np.array([x + width * rng.uniform(0.2, 0.8), y + height * rng.uniform(0.2, 0.8)])
    for _ in range(rng.integers(1, 3)):
        angle = rng.uniform(0, 2 * np.pi)
        end = centre + np.array([np.cos(angle), np.sin(angle)]) * max(size) * rng.uniform(0.6, 2.5)
        grey = rng.uniform(0.03, 0.9)
        thickness = max(1, round(max(size) * rng.choice([0.02, 0.03, 0.1, 0.2])))
        colour = tuple(float(c) for c in np.clip(grey + rng.normal(0, 0.02, 3), 0, 1))
        cv2.line(scene, tuple(int(c) for c in centre), tuple(int(c) for c in end), colour, thickness, cv2.LINE_AA)


def paste(scene: np.ndarray, layer: np.ndarray, x: int, y: int, rng: Rng, plain: bool = False,
          harshness: float = 1.0) -> np.ndarray:
    """Pastes a warped layer at x, y in place (float32 BGR 0..1); the box of what is opaque, x0 y0 x1 y1 in pixels."""
    height, width = layer.shape[:2]
    top, left = max(0, y), max(0, x)
    ground = scene[top : y + height, left : x + width]
    if not plain and ground.size:
        layer = soften(relight(layer, ground, rng, harshness), rng, harshness)
        if rng.random() < 0.35:
            mount(scene, x, y, (width, height), rng)
        if rng.random() < 0.6:
            cast_shadow(scene, layer[..., 3], x, y, rng)
    blend(scene, layer[..., :3], layer[..., 3], x, y)
    rows, columns = np.nonzero(layer[..., 3] > 0.4)
    if len(rows) == 0:
        return np.array([x, y, x, y], np.float32)
    return np.array(
        [x + columns.min(), y + rows.min(), x + columns.max() + 1, y + rows.max() + 1], np.float32
    )


def plain_ground(height: int, width: int, rng: Rng) -> np.ndarray:
    """A studio ground: white mostly, else one colour or a gradient."""
    if rng.random() < 0.5:
        return np.full((height, width, 3), rng.uniform(0.94, 1.0), np.float32)
    first, second = rng.uniform(0, 1, 3), rng.uniform(0, 1, 3)
    if rng.random() < 0.5:
        second = np.clip(first + rng.normal(0, 0.15, 3), 0, 1)
    ramp = np.linspace(0, 1, height if rng.random() < 0.5 else width, dtype=np.float32)
    ramp = ramp[:, None, None] if len(ramp) == height else ramp[None, :, None]
    return np.broadcast_to(first * (1 - ramp) + second * ramp, (height, width, 3)).astype(np.float32).copy()


WORDS = ["SALE", "TECH HELP INFO", "4MP", "2 YEAR WARRANTY", "HIKVISION", "dahua", "NEW", "CCTV", "IP67", "www.shop.com",
         "ColorVu", "5 MP", "uniview", "security", "TECHNOLOGY", "30m IR", "$49", "EZVIZ", "OFFER", "1080p"]
FACES = [cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX]


def overlay_text(scene: np.ndarray, rng: Rng, count: int) -> None:
    """Writes shop text, watermarks and any brand's name on the picture, in place: a name beside a camera is no evidence,
    and watermarks must not follow a brand (DATASHEET.md, 2)."""
    height, width = scene.shape[:2]
    for _ in range(count):
        size = log_uniform(rng, 0.012, 0.06) * max(height, width) / 22
        mask = np.zeros((height, width), np.uint8)
        colour = rng.uniform(0, 1, 3) if rng.random() < 0.5 else np.repeat(rng.choice([0.0, 1.0]), 3)
        place = (int(rng.uniform(-0.1, 0.8) * width), int(rng.uniform(0.02, 1.0) * height))
        thickness = max(1, round(size * rng.uniform(1, 3)))
        cv2.putText(mask, str(rng.choice(WORDS)), place, int(rng.choice(FACES)), size, 255, thickness, cv2.LINE_AA)
        alpha = mask.astype(np.float32)[..., None] / 255 * rng.uniform(0.2, 1.0)
        scene *= 1 - alpha
        scene += alpha * colour.astype(np.float32)


def degrade(scene: np.ndarray, rng: Rng, strength: float = 1.0) -> np.ndarray:
    """What a phone does to a picture: exposure, white balance, blur, noise, JPEG. float32 BGR 0..1 -> uint8."""
    out = scene
    if rng.random() < 0.7 * strength:
        out = np.clip(out, 0, 1) ** np.exp(rng.normal(0, 0.22)) * np.exp(rng.normal(0, 0.18))
        out = out * np.exp(rng.normal(0, 0.05, 3)).astype(np.float32)
    if rng.random() < 0.12:
        out = np.broadcast_to(out.mean(axis=2, keepdims=True), out.shape)
    if rng.random() < 0.3 * strength:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.6))
    if rng.random() < 0.12 * strength:
        length = int(rng.integers(3, 9))
        kernel = np.zeros((length, length), np.float32)
        end = tuple(int(v) for v in rng.integers(0, length, 2))
        cv2.line(kernel, (length // 2, length // 2), end, 1.0, 1)
        out = cv2.filter2D(np.ascontiguousarray(out, np.float32), -1, kernel / kernel.sum())
    if rng.random() < 0.5 * strength:
        grain = rng.standard_normal(out.shape[:2] + (1 if rng.random() < 0.5 else 3,), dtype=np.float32)
        out = out + grain * rng.uniform(0.003, 0.05)
    out = np.clip(out * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 96))]
        out = cv2.imdecode(cv2.imencode(".jpg", out, quality)[1], cv2.IMREAD_COLOR)
    return out
