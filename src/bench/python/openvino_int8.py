"""The folded graph in OpenVINO, quantized to int8 by NNCF after training.

    openvino_int8.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH FOLDER
"""

import sys

import contender
import nncf
import openvino

network = contender.Network(sys.argv[1:])
(folder,) = network.more
core = openvino.Core()
model = core.read_model(network.graph)
model.reshape([1, network.height, network.width, 3])
images = list(network.images(folder))
quantized = nncf.quantize(
    model,
    nncf.Dataset(images),
    preset=nncf.QuantizationPreset.MIXED,
    subset_size=len(images),
)
quantized.reshape([network.batch, network.height, network.width, 3])
settings = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
contender.serve_openvino(core.compile_model(quantized, "CPU", settings), network)
