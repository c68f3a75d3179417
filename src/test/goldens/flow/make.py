"""Farneback's flow from OpenCV, as Deforum calls it: every 16th vector of small pictures.

pip install numpy opencv-python-headless; python make.py > farneback.json
The pictures are sums of waves, so that they can be written again in any language:
level(x, y) = floor(128 + 50 sin(x/5 + y/9) + 40 cos(x/13 - y/4) + 30 sin((x*x + y*y)/900))
of the place a pixel came from.
"""

import json

import cv2
import numpy as np

CASES = [
    # width, height, the move: m x + shift
    (96, 80, [1, 0, 0, 1], [1.5, -0.75]),
    (160, 128, [1, 0, 0, 1], [-6.0, 4.0]),
    (160, 128, [0.99, 0.03, -0.03, 0.99], [1.0, -2.0]),
    (150, 101, [1.03, 0.0, 0.0, 0.97], [-2.0, 1.5]),
]


def picture(width, height, m, shift):
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    u = m[0] * x + m[1] * y - shift[0]
    v = m[2] * x + m[3] * y - shift[1]
    level = 128 + 50 * np.sin(u / 5 + v / 9) + 40 * np.cos(u / 13 - v / 4)
    level += 30 * np.sin((u * u + v * v) / 900)
    return np.floor(level).astype(np.uint8)


def case(width, height, m, shift):
    first = picture(width, height, [1, 0, 0, 1], [0, 0])
    second = picture(width, height, m, shift)
    flow = cv2.calcOpticalFlowFarneback(first, second, None, 0.5, 5, 21, 5, 7, 1.2, 0)
    sample = flow[::16, ::16].reshape(-1)
    return {
        "width": width,
        "height": height,
        "matrix": m,
        "shift": shift,
        "flow16": [round(float(value), 4) for value in sample],
    }


if __name__ == "__main__":
    print(json.dumps({"opencv": cv2.__version__, "farneback": [case(*c) for c in CASES]}, indent=1))
