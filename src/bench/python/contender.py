"""The protocol of org.imagebeam.bench.Contender: "ready", then an answer to each number of pictures."""

import pathlib
import sys
import time

import numpy as np


def serve(run, warm_up):
    """Answers turns until stdin ends; run(pictures) does at least that many and returns how many."""
    run(warm_up)
    run(warm_up)
    print("ready", flush=True)
    for line in sys.stdin:
        cpu = time.process_time()
        done = run(int(line))
        print(f"{done} {time.process_time() - cpu:.6f}", flush=True)


def serve_batches(run_batch, batch):
    """The same for what does a batch a call."""

    def run(pictures):
        calls = -(-pictures // batch)
        for _ in range(calls):
            run_batch()
        return calls * batch

    serve(run, batch)


def serve_openvino(compiled, network):
    """The same for a compiled model of OpenVINO, with as many requests as it wants at a time."""
    import openvino

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

    serve(run, network.batch)


class Network:
    """A network's file and shape, as Peers.java gives them, and what else stands behind them."""

    def __init__(self, arguments):
        self.graph, self.input, self.output, *numbers = arguments[:6]
        self.height, self.width, self.batch = map(int, numbers)
        self.more = arguments[6:]

    def pixels(self):
        """Pictures for one batch: float32 [batch, height, width, 3], 0 to 255."""
        shape = (self.batch, self.height, self.width, 3)
        return np.random.default_rng(1).integers(0, 256, shape).astype(np.float32)

    def images(self, folder):
        """A folder's images one by one, to calibrate with: float32 [1, height, width, 3]."""
        from PIL import Image

        for file in sorted(pathlib.Path(folder).iterdir()):
            image = Image.open(file).convert("RGB")
            image = image.resize((self.width, self.height), Image.Resampling.BILINEAR)
            yield np.asarray(image, np.float32)[np.newaxis]
