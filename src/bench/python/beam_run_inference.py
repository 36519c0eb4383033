"""A folder of pictures through Beam Python's RunInference, with the folded graph, to a text file.

    beam_run_inference.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH PICTURES
"""

import pathlib
import sys
import tempfile

import apache_beam as beam
import contender
import frozen
import numpy as np
import tensorflow as tf
from apache_beam.ml.inference.base import KeyedModelHandler, ModelHandler, RunInference
from apache_beam.options.pipeline_options import PipelineOptions


class FrozenGraph(ModelHandler):
    def __init__(self, network):
        self._network = network

    def load_model(self):
        return frozen.function(self._network.graph, self._network.input, self._network.output)

    def run_inference(self, batch, model, inference_args=None):
        return list(model(tf.constant(np.stack(batch))).numpy())

    def batch_elements_kwargs(self):
        return {"min_batch_size": self._network.batch, "max_batch_size": self._network.batch}


def pixels(path, size):
    picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return path, tf.image.resize(picture, size).numpy()


def row(classified):
    path, scores = classified
    best = np.argsort(scores)[-5:][::-1]
    return ",".join([path, *(f"{node},{scores[node]:.5f}" for node in best)])


def main():
    network = contender.Network(sys.argv[1:])
    (folder,) = network.more
    paths = sorted(map(str, pathlib.Path(folder).iterdir()))
    size = network.height, network.width
    # The default may start a server in another language, if it can download it.
    options = PipelineOptions(runner="FnApiRunner")
    with tempfile.TemporaryDirectory() as work:
        with beam.Pipeline(options=options) as pipeline:
            _ = (
                pipeline
                | beam.Create(paths)
                | beam.Map(pixels, size)
                | RunInference(KeyedModelHandler(FrozenGraph(network)))
                | beam.Map(row)
                | beam.io.WriteToText(f"{work}/rows", num_shards=1)
            )
        (written,) = pathlib.Path(work).iterdir()
        count = len(written.read_text().splitlines())
    if count != len(paths):
        sys.exit(f"{count} rows for {len(paths)} pictures")


if __name__ == "__main__":
    main()
