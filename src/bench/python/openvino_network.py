"""The folded graph in OpenVINO, float32.

    openvino_network.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH LATENCY|THROUGHPUT
"""

import sys

import contender
import openvino

network = contender.Network(sys.argv[1:])
(hint,) = network.more
core = openvino.Core()
model = core.read_model(network.graph)
model.reshape([network.batch, network.height, network.width, 3])
# Else it takes bfloat16 where the processor has it.
settings = {"PERFORMANCE_HINT": hint, "INFERENCE_PRECISION_HINT": "f32"}
contender.serve_openvino(core.compile_model(model, "CPU", settings), network)
