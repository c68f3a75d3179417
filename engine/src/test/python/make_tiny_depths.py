"""Writes the depth stand-ins of DepthTest: graphs of a few bytes, one of which gives no depth.

    python make_tiny_depths.py ../resources/onnx        (onnx 1.17 or newer)

    depth-red      the depth is the first colour, [1, height, width]
    depth-small    the same for pictures of 28 * 42 only, [1, 1, height, width]
    depth-colours  the picture itself, [1, 3, height, width]
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


def depth(path, nodes, rank, shape=("batch", 3, "height", "width")):
    constants = [
        numpy_helper.from_array(np.array([0], np.int64), "zero"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny-depth",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info("depth", TensorProto.FLOAT, ["a", "b", "c", "d"][:rank])],
        constants,
    )
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 14)])
    checker.check_model(model)
    save(model, path)


def red(name):
    return helper.make_node("Slice", ["image", "zero", "one", "one"], [name])


out = sys.argv[1]
depth(f"{out}/depth-red.onnx", [red("red"), helper.make_node("Squeeze", ["red", "one"], ["depth"])], 3)
depth(f"{out}/depth-small.onnx", [red("depth")], 4, shape=(1, 3, 28, 42))
depth(f"{out}/depth-colours.onnx", [helper.make_node("Identity", ["image"], ["depth"])], 4)
