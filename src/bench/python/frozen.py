"""Frozen graphs in Python TensorFlow."""

import tensorflow as tf


def read(file):
    graph_def = tf.compat.v1.GraphDef()
    with open(file, "rb") as content:
        graph_def.ParseFromString(content.read())
    return graph_def


def function(file, source, target):
    """The graph as a function of one tensor."""
    graph_def = read(file)
    wrapped = tf.compat.v1.wrap_function(
        lambda: tf.import_graph_def(graph_def, name=""), signature=[]
    )
    return wrapped.prune(f"{source}:0", f"{target}:0")
