"""One photo at a time through Pillow and onnxruntime: what `compare.mjs` compares with. Speaks JSON lines on stdin and stdout.

First line in: {"models": {name: path}}. Then {"photo": base64, "runs": [{"model": name, "dims": [1, 3, h, w]}, ...]};
the answer is {"ms": wall, "cpuMs": CPU of all threads}.
"""

import base64
import io
import json
import sys
import time

import numpy as np
import onnxruntime
from PIL import Image


def answer(sessions, order):
    image = io.BytesIO(base64.b64decode(order["photo"]))
    wall, cpu = time.perf_counter(), time.process_time()
    photo = Image.open(image).convert("RGB")
    # The detector looks at the whole photo, the others at a part of it.
    width, height = photo.size
    part = (width // 4, height // 4, 3 * width // 4, 3 * height // 4)
    for run in order["runs"]:
        size = (run["dims"][3], run["dims"][2])
        box = None if run["model"] == "detector" else part
        crop = photo.resize(size, Image.Resampling.BILINEAR, box=box)
        tensor = np.ascontiguousarray(np.asarray(crop, dtype=np.float32).transpose(2, 0, 1)[None])
        session = sessions[run["model"]]
        session.run(None, {session.get_inputs()[0].name: tensor})
    return {"ms": (time.perf_counter() - wall) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}


def main():
    models = json.loads(sys.stdin.readline())["models"]
    sessions = {name: onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]) for name, path in models.items()}
    print(json.dumps({"onnxruntime": onnxruntime.__version__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(sessions, json.loads(line))), flush=True)


main()
