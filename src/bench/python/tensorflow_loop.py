"""classify_image.py's way: a session on the graph as it is, and a file's bytes a run.

    tensorflow_loop.py GRAPH OUTPUT PICTURES
"""

import itertools
import pathlib
import sys

import contender
import frozen
import tensorflow as tf

graph_file, output, pictures = sys.argv[1:]
with tf.Graph().as_default() as graph:
    tf.import_graph_def(frozen.read(graph_file), name="")
session = tf.compat.v1.Session(graph=graph)
softmax = graph.get_tensor_by_name(f"{output}:0")
files = itertools.cycle(sorted(pathlib.Path(pictures).iterdir()))


def run():
    session.run(softmax, {"DecodeJpeg/contents:0": next(files).read_bytes()})


contender.serve_batches(run, 1)
