"""Writes the U-Net stand-ins of UNetTest: one formula, exported in the ways exporters differ.

    python make_tiny_unets.py ../resources/onnx        (onnx 1.17 or newer)

    out = 0.5 * sample + mean(encoder_hidden_states over tokens and width) + timestep / 1000

What differs is the element type of everything, the type and rank of the timestep, and whether the batch is fixed.
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

FLOAT, HALF, INT64, INT32 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT64, TensorProto.INT32


def unet(path, number=FLOAT, timestep_type=INT64, timestep_shape=(1,), batch="batch"):
    dtype = np.float16 if number == HALF else np.float32

    def info(name, kind, shape):
        return helper.make_tensor_value_info(name, kind, shape)

    constants = [
        numpy_helper.from_array(np.array(0.5, dtype), "half"),
        numpy_helper.from_array(np.array(0.001, dtype), "thousandth"),
        numpy_helper.from_array(np.array([-1, 1, 1, 1], np.int64), "column"),
    ]
    nodes = [
        helper.make_node("Mul", ["sample", "half"], ["scaled"]),
        helper.make_node("ReduceMean", ["encoder_hidden_states"], ["words"], axes=[1, 2], keepdims=1),
        helper.make_node("Reshape", ["words", "column"], ["heed"]),
        helper.make_node("Cast", ["timestep"], ["time"], to=number),
        helper.make_node("Mul", ["time", "thousandth"], ["level"]),
        helper.make_node("Reshape", ["level", "column"], ["levels"]),
        helper.make_node("Add", ["scaled", "heed"], ["heeded"]),
        helper.make_node("Add", ["heeded", "levels"], ["out_sample"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny-unet",
        [
            info("sample", number, [batch, 4, "height", "width"]),
            info("timestep", timestep_type, list(timestep_shape)),
            info("encoder_hidden_states", number, [batch, "tokens", 8]),
        ],
        [info("out_sample", number, [batch, 4, "height", "width"])],
        constants,
    )
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 14)])
    checker.check_model(model)
    save(model, path)


out = sys.argv[1]
unet(f"{out}/unet-int64-one.onnx")
unet(f"{out}/unet-int32-scalar.onnx", timestep_type=INT32, timestep_shape=())
unet(f"{out}/unet-float-open.onnx", timestep_type=FLOAT, timestep_shape=("steps",))
unet(f"{out}/unet-half.onnx", number=HALF, timestep_type=HALF, timestep_shape=(1,))
unet(f"{out}/unet-fixed-two.onnx", timestep_shape=(2,), batch=2)
unet(f"{out}/unet-fixed-one.onnx", batch=1)
