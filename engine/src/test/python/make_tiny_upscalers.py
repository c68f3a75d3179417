"""Writes the upscaler stand-ins of UpscalerTest: graphs of a few bytes, some of which are no upscalers.

    python make_tiny_upscalers.py ../resources/onnx        (onnx 1.17 or newer)

    out = 2 * 2 pixels for each, of the mean of 3 * 3 pixels around it (zeros beyond the picture): reach 1

What differs is which sizes are fixed, and what is wrong.
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

BLUR = np.zeros((3, 3, 3, 3), np.float32)
for colour in range(3):
    BLUR[colour, colour] = 1 / 9


def upscaler(path, shape=("batch", 3, "height", "width"), scales=(1, 1, 2, 2), then=(), name="input", rank=4):
    constants = [numpy_helper.from_array(BLUR, "blur"), numpy_helper.from_array(np.array(scales, np.float32), "scales")]
    nodes = [
        helper.make_node("Conv", [name, "blur"], ["blurred"], pads=[1, 1, 1, 1]),
        helper.make_node(
            "Resize",
            ["blurred", "", "scales"],
            ["enlarged"],
            mode="nearest",
            nearest_mode="floor",
            coordinate_transformation_mode="asymmetric",
        ),
        *then,
    ]
    last = nodes[-1].output[0]
    graph = helper.make_graph(
        nodes,
        "tiny-upscaler",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, ["a", "b", "c", "d"][:rank])],
        constants,
    )
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 14)])
    checker.check_model(model)
    save(model, path)


out = sys.argv[1]
upscaler(f"{out}/upscaler-open.onnx", name="image")
upscaler(f"{out}/upscaler-fixed.onnx", shape=(1, 3, 16, 12))
upscaler(f"{out}/upscaler-two.onnx", shape=(2, 3, "height", "width"))
upscaler(f"{out}/upscaler-half-as-large-again.onnx", scales=(1, 1, 1.5, 1.5))
upscaler(f"{out}/upscaler-lopsided.onnx", scales=(1, 1, 2, 3))
upscaler(f"{out}/upscaler-smaller.onnx", scales=(1, 1, 0.5, 0.5))
upscaler(
    f"{out}/upscaler-grey.onnx", then=[helper.make_node("ReduceMean", ["enlarged"], ["grey"], axes=[1], keepdims=1)]
)
upscaler(
    f"{out}/upscaler-flat.onnx",
    then=[helper.make_node("ReduceMean", ["enlarged"], ["flat"], axes=[3], keepdims=0)],
    rank=3,
)
upscaler(
    f"{out}/upscaler-overflowing.onnx",
    then=[
        helper.make_node("Sub", ["enlarged", "enlarged"], ["nothing"]),
        helper.make_node("Div", ["enlarged", "nothing"], ["infinite"]),
    ],
)
