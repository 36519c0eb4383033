"""The folded graph, converted by tf2onnx, in ONNX Runtime with its defaults.

    onnxruntime_network.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH
"""

import sys

import contender
import converted
import onnxruntime

network = contender.Network(sys.argv[1:])
file = converted.onnx(network)
session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
pixels = {session.get_inputs()[0].name: network.pixels()}
contender.serve_batches(lambda: session.run(None, pixels), network.batch)
