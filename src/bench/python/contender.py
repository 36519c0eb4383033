"""The protocol of org.imagebeam.bench.Contender: "ready", then an answer to each number of pictures."""

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
