"""From functions and sessions of TensorFlow to files, and from graphs to answers."""

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

v1 = tf.compat.v1


def freeze(concrete, file, control_flow_1=False):
    """Writes a function of TensorFlow 2 as a graph; its calls are inlined."""
    frozen = convert_variables_to_constants_v2(concrete, lower_control_flow=control_flow_1)
    return write(frozen.graph.as_graph_def(), file)


def freeze_in_session(saved, file):
    """Writes a SavedModel as TensorFlow 1 freezes one: its calls stay, with their functions."""
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        meta = v1.saved_model.load(session, ["serve"], str(saved))
        outputs = meta.signature_def["serving_default"].outputs.values()
        nodes = sorted({output.name.split(":")[0] for output in outputs})
        return write(constants(session, nodes), file)


def constants(session, outputs):
    """The session's graph with its variables as constants."""
    return v1.graph_util.convert_variables_to_constants(
        session, session.graph.as_graph_def(), outputs
    )


def write(graph, file):
    file.write_bytes(graph.SerializeToString())
    return file


def ops(file):
    graph = v1.GraphDef()
    graph.ParseFromString(file.read_bytes())
    return sorted(node.op for node in graph.node)


def answer(file, fed, fetched, prepare):
    """What a frozen graph answers as it is: gives of an image's path the scores."""
    graph_def = v1.GraphDef()
    graph_def.ParseFromString(file.read_bytes())
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def, name="")
    session = v1.Session(graph=graph)
    return lambda path: session.run(fetched, {fed: prepare(path)}).reshape(-1)
