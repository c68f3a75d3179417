"""The flow of dense inverse search from OpenCV, with Deforum's two settings, on the pictures of make.py.

pip install numpy opencv-python-headless==5.0.0.93; python make_dis.py > dis.json
"""

import json

import cv2
import make


def medium():
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)


def fine():
    search = cv2.DISOpticalFlow_create()
    search.setGradientDescentIterations(192)
    search.setFinestScale(0)
    search.setPatchSize(8)
    search.setPatchStride(4)
    return search


def coarse():
    """Not Deforum's: the search alone, without what smooths it afterwards."""
    search = medium()
    search.setVariationalRefinementIterations(0)
    return search


def case(width, height, m, shift):
    first = make.picture(width, height, [1, 0, 0, 1], [0, 0])
    second = make.picture(width, height, m, shift)
    result = {"width": width, "height": height, "matrix": m, "shift": shift}
    for name, search in (("coarse", coarse()), ("medium", medium()), ("fine", fine())):
        sample = search.calc(first, second, None)[::16, ::16].reshape(-1)
        result[name] = [round(float(value), 4) for value in sample]
    return result


if __name__ == "__main__":
    print(json.dumps({"opencv": cv2.__version__, "dis": [case(*c) for c in make.CASES]}, indent=1))
