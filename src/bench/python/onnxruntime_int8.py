"""The folded graph in ONNX Runtime, quantized to int8 by its static quantization.

    onnxruntime_int8.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH FOLDER
"""

import sys

import contender
import converted
import onnxruntime
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process

network = contender.Network(sys.argv[1:])
(folder,) = network.more
file = converted.onnx(network)
name = onnxruntime.InferenceSession(str(file)).get_inputs()[0].name


class Images(quantization.CalibrationDataReader):
    """Feeds the images of the folder."""

    def __init__(self):
        self.images = network.images(folder)

    def get_next(self):
        image = next(self.images, None)
        return None if image is None else {name: image}


prepared = file.with_suffix(".prepared.onnx")
quantized = file.with_suffix(".int8.onnx")
quant_pre_process(str(file), str(prepared))
quantization.quantize_static(
    str(prepared),
    str(quantized),
    Images(),
    quant_format=quantization.QuantFormat.QDQ,
    per_channel=True,
    # Else sums are cut off on processors without VNNI.
    reduce_range="vnni" not in open("/proc/cpuinfo").read(),
)
session = onnxruntime.InferenceSession(str(quantized), providers=["CPUExecutionProvider"])
pixels = {name: network.pixels()}
contender.serve_batches(lambda: session.run(None, pixels), network.batch)
