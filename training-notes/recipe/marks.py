"""Marks for training the wordmark reader: rendered in many fonts, recoloured logos, real ones cut from train pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import compose
import data as d

# Longest edge of the stored patch round a real mark, in heights of its line.
PATCH_MARGIN = 1.0
# A line read on a train picture counts as a label from these on.
MIN_NAME_SIMILARITY, MIN_TEXT_CONFIDENCE = 0.78, 0.93
MIN_TEMPLATE_WIDTH = 95
GREY = np.array([140, 134, 128], np.float32)  # ground under cut-outs: neither their marks' white nor their black


@dataclass(frozen=True)
class RealMark:
    """A line on a train picture: BGR patch, corners in it (reading order), its letters, its name or ''."""

    patch: np.ndarray
    quad: np.ndarray
    text: str
    name: str


@dataclass(frozen=True)
class Template:
    """A logo without its ground: alpha and colour [h, w], [h, w, 3], 0..1; letters and name."""

    alpha: np.ndarray
    colour: np.ndarray
    text: str
    name: str


def normalise(text: str) -> str:
    """Upper case, letters and digits, as the lexicon spells; '@' is the ring of the dahua logo."""
    folded = text.upper().replace("@", "A")
    return "".join(c for c in folded if c.isascii() and c.isalnum())


def read_picture(path: Path) -> np.ndarray:
    """BGR uint8; cut-outs are laid on grey."""
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture.ndim == 2:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    return (picture[..., :3] * alpha + GREY * (1 - alpha)).astype(np.uint8)


def label_of(line: dict, spellings: dict[str, str]) -> tuple[str, str] | None:
    """(letters, name) of a line that the earlier reader read, or None when it's no label to trust."""
    if line.get("name") and line["sim"] >= MIN_NAME_SIMILARITY:
        text = normalise(line["text"])
        # A longer line ('DAHUA HD1080P') keeps its own letters.
        return (spellings[line["name"]] if len(text) <= len(spellings[line["name"]]) + 2 else text), line["name"]
    text = normalise(line["text"])
    if line["c"] >= MIN_TEXT_CONFIDENCE and 3 <= len(text) <= 16:
        return text, ""
    return None


def cut_off(spelling: str) -> list[str]:
    """What is left of a name of which up to four letters are cut off, at least five."""
    return [spelling[a : len(spelling) - b] for a in range(5) for b in range(5) if 0 < a + b <= len(spelling) - 5]


def load_real(data: Path, lines_file: Path, marks_file: Path | None, spellings: dict[str, str]) -> list[RealMark]:
    """Real marks of train pictures: read by the earlier reader (`lines_file`), or found by eye (`marks_file`)."""
    found: list[tuple[str, np.ndarray, str, str]] = []
    for row in d.read_lines(lines_file):
        for line in row["lines"]:
            label = label_of(line, spellings)
            if label:
                found.append((row["file"], np.array(line["quad"], np.float32), *label))
    names = {spelling: name for name, spelling in spellings.items()}
    names |= {text: name for name in ("hikvision", "dahua") for text in cut_off(spellings[name])}
    for row in d.read_lines(marks_file) if marks_file else []:
        for mark in row.get("marks", []):
            text = normalise(mark["text"])
            if len(text) >= 3 and mark.get("legible", True):
                found.append((row["file"], np.array(mark["quad"], np.float32), text, names.get(text, "")))
    marks, last, picture = [], "", np.zeros((1, 1, 3), np.uint8)
    for file, quad, text, name in found:
        if file != last:
            last, picture = file, read_picture(data / file)
        reach = PATCH_MARGIN * np.linalg.norm(quad[3] - quad[0])
        x0, y0 = np.maximum(np.floor(quad.min(0) - reach), 0).astype(int)
        x1, y1 = np.ceil(quad.max(0) + reach).astype(int)
        patch = picture[y0:y1, x0:x1]
        if min(patch.shape[:2]) >= 4:
            marks.append(RealMark(patch.copy(), quad - [x0, y0], text, name))
    return marks


def load_negatives(data: Path, negatives_file: Path) -> list[RealMark]:
    """Lines that an earlier reader took for a brand's mark; where it was all but certain once, there may be one after all."""
    rows, surest = d.read_lines(negatives_file), {}
    for row in rows:
        surest[row["file"], row["said"]] = max(row["score"], surest.get((row["file"], row["said"]), 0))
    marks = []
    for row in rows:
        if surest[row["file"], row["said"]] >= 0.93:
            continue
        picture, quad = read_picture(data / row["file"]), np.array(row["quad"], np.float32)
        reach = PATCH_MARGIN * np.linalg.norm(quad[3] - quad[0])
        x0, y0 = np.maximum(np.floor(quad.min(0) - reach), 0).astype(int)
        x1, y1 = np.ceil(quad.max(0) + reach).astype(int)
        patch = picture[y0:y1, x0:x1]
        if min(patch.shape[:2], default=0) >= 4:
            marks.append(RealMark(patch.copy(), quad - [x0, y0], "", ""))
    return marks


def to_template(mark: RealMark) -> Template | None:
    """Lifts a large, clean logo off its even ground; None where the ground isn't even."""
    width, height = np.linalg.norm(mark.quad[1] - mark.quad[0]), np.linalg.norm(mark.quad[3] - mark.quad[0])
    if not mark.name or width < MIN_TEMPLATE_WIDTH or len(mark.text) > 12:
        return None
    size = (round(width), round(height))
    corners = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    flat = cv2.warpPerspective(mark.patch, cv2.getPerspectiveTransform(mark.quad.astype(np.float32), corners), size)
    colour = flat.astype(np.float32) / 255
    border = np.concatenate([colour[0], colour[-1], colour[:, 0], colour[:, -1]])
    ground = np.median(border, 0)
    far = np.abs(colour - ground).max(2)
    top = np.quantile(far, 0.97)
    if np.quantile(np.abs(border - ground).max(1), 0.8) > 0.25 * top or top < 0.12:
        return None
    return Template(np.clip((far - 0.12 * top) / (0.7 * top), 0, 1), colour, mark.text, mark.name)


class Words:
    """What is written: makers' names, other words, model numbers, nonsense."""

    def __init__(self, lexicon: dict, common: list[str]):
        self.spellings = {entry["name"]: entry["spellings"][0] for entry in lexicon["entries"]}
        self.common = [name for name in common if name in self.spellings]
        self.names = [name for name in self.spellings if name not in ("hikvision", "dahua")]
        self.words = list(lexicon["words"]) + PRINTED

    def draw(self, rng: compose.Rng) -> tuple[str, str]:
        """(text as written, name or '')."""
        kind = rng.choice(["brand", "maker", "word", "number", "nonsense", "near"], p=[0.26, 0.32, 0.17, 0.07, 0.06, 0.12])
        if kind == "brand":
            name = "hikvision" if rng.random() < 0.45 else "dahua"
            # The dahua logo's d is a ring and a stroke: many draw it as 'alhua'.
            drawn_logo = name == "dahua" and rng.random() < 0.3
            return "alhua" if drawn_logo else self.spellings[name], name
        if kind == "maker":
            pool = self.common if rng.random() < 0.6 and self.common else self.names
            name = pool[rng.integers(len(pool))]
            return self.spellings[name], name
        if kind == "word":
            return self.words[rng.integers(len(self.words))], ""
        if kind == "number":
            return model_number(rng), ""
        if kind == "nonsense":
            letters = rng.integers(0, 26, rng.integers(3, 11))
            return "".join(chr(65 + n) for n in letters), ""
        return self.near_name(rng), ""

    def near_name(self, rng: compose.Rng) -> str:
        """A brand's name with several letters changed, or grown to another word: close, and not it."""
        letters = list("HIKVISION" if rng.random() < 0.6 else "DAHUA")
        for _ in range(rng.integers(2, 5)):
            place = rng.integers(len(letters))
            action = rng.random()
            if action < 0.6:
                letters[place] = chr(65 + rng.integers(26))
            elif action < 0.8 and len(letters) > 4:
                letters.pop(place)
            else:
                letters.insert(place, chr(65 + rng.integers(26)))
        text = "".join(letters)
        return text if text not in self.spellings.values() else "TELEVISION"


PRINTED = ["2MP", "4MP", "5MP", "8MP", "4K", "1080P", "IP67", "IK10", "POE", "ULTRAHD", "FULLHD", "SMARTIR", "WARNING",
           "LENS", "4MM", "28MM", "H265", "AI", "WIFI", "LIVE", "NIGHT", "SOUND", "LIGHT", "DUAL", "CAUTION", "MADE", "INPUT",
           "PROFESSIONAL", "SMARTHYBRID", "PANORAMA", "STARVIS", "ONVIF", "COAXIAL", "EXIR", "INFRARED", "DOME", "BULLET",
           "AREA", "PRIVATE", "POLICE", "HOSPITAL", "SCHOOL", "BANK", "PUSH", "PULL", "ALARM", "DOOR", "BELL", "INTERCOM",
           "LAMP", "PHILIPS", "OSRAM", "TEXECOM", "RISCO", "PYRONIX", "YALE", "ADT", "CHUBB", "VERISURE", "SCANTRONIC"]


def model_number(rng: compose.Rng) -> str:
    """Letters and digits as model numbers have them."""
    head = str(rng.choice(["DS-2CD", "DS-2CE", "DS-2DE", "DH-IPC-", "IPC-HFW", "HAC-HDW", "IPC", "SD", "NVR", "XVR", "P32"]))
    return head + "".join(str(rng.choice(list("0123456789GTHIW"))) for _ in range(rng.integers(2, 7)))


class Faces:
    """Fonts of a folder tree (ttf, otf, woff), opened once each at the drawing size."""

    def __init__(self, folders: list[Path], size: int = 48):
        files = [f for folder in folders for kind in ("ttf", "otf", "woff") for f in sorted(folder.rglob(f"*.{kind}"))]
        self.files, self.size, self.opened = files, size, {}

    def pick(self, rng: compose.Rng) -> ImageFont.FreeTypeFont:
        """A font, evenly by file."""
        file = self.files[rng.integers(len(self.files))]
        if file not in self.opened:
            self.opened[file] = ImageFont.truetype(str(file), self.size)
        return self.opened[file]


def draw_text(text: str, font: ImageFont.FreeTypeFont, rng: compose.Rng) -> np.ndarray:
    """Alpha [h, w] 0..1 of the letters, tightly cut; spaced, slanted and stretched at random."""
    spacing = rng.uniform(-0.04, 0.25) * 48 if rng.random() < 0.5 else 0
    widths = [font.getlength(c) + spacing for c in text]
    picture = Image.new("L", (int(sum(widths)) + 60, 90), 0)
    pen, x = ImageDraw.Draw(picture), 30.0
    stroke = int(rng.integers(0, 3)) if rng.random() < 0.3 else 0
    for letter, width in zip(text, widths):
        pen.text((x, 14), letter, 255, font, stroke_width=stroke)
        x += width
    alpha = np.asarray(picture, np.float32) / 255
    slant = rng.uniform(-0.1, 0.45) if rng.random() < 0.5 else 0
    if slant:
        matrix = np.array([[1, -slant, slant * 60], [0, 1, 0]], np.float32)
        alpha = cv2.warpAffine(alpha, matrix, (alpha.shape[1] + 30, alpha.shape[0]))
    rows, columns = np.nonzero(alpha > 0.3)
    if len(rows) == 0:
        return np.ones((8, 8), np.float32)
    tight = alpha[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return cv2.resize(tight, None, fx=float(np.exp(rng.normal(0, 0.2))), fy=1.0, interpolation=cv2.INTER_AREA)
