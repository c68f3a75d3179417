"""Writes probe.onnx: y = x + x on three floats, the smallest graph that shows a provider works.

    python make_probe.py ../../main/resources/studio/easel/engine/onnx/probe.onnx     (onnx 1.17 or newer)
"""

import sys

from onnx import TensorProto, checker, helper, save

x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [3])
y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [3])
graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "probe", [x], [y])
model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 14)])
checker.check_model(model)
save(model, sys.argv[1])
