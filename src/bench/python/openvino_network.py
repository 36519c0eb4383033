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
compiled = core.compile_model(model, "CPU", settings)
requests = openvino.AsyncInferQueue(compiled)
pixels = network.pixels()


def run(pictures):
    calls = -(-pictures // network.batch)
    # As often for each request, so that none idles at the end of a turn.
    calls = -(-calls // len(requests)) * len(requests)
    for _ in range(calls):
        requests.start_async([pixels])
    requests.wait_all()
    return calls * network.batch


contender.serve(run, network.batch)
