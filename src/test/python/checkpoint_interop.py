"""TensorFlow's own side of CheckpointReaderInteropTest.

    checkpoint_interop.py FOLDER write   saves FOLDER/python/CASE (with .meta and, for the cases
                                         ref and resource, a frozen graph and its scores), and lists
                                         all tensors in FOLDER/written.txt
    checkpoint_interop.py FOLDER read    lists in FOLDER/read.txt what it finds in FOLDER/java/CASE,
                                         and the scores of FOLDER/java/CASE.pb

A line is case, tensor, dtype, shape and bytes in hex, with tabs between; strings are in hex each,
with commas between. Scores are a tensor called scores.
"""

import pathlib
import sys

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1

DTYPES = [
    tf.float32, tf.float64, tf.float16, tf.bfloat16, tf.int8, tf.int16, tf.int32, tf.int64,
    tf.uint8, tf.uint16, tf.uint32, tf.uint64, tf.complex64, tf.complex128, tf.bool,
]  # fmt: skip
INPUT = np.array([[1, 2, 3], [-0.5, 1e-8, 7e3]], np.float32)


def values(dtype, shape):
    random = np.random.default_rng(len(dtype.name))
    count = int(np.prod(shape))
    if dtype == tf.bool:
        return (np.arange(count) % 2 == 0).reshape(shape)
    if dtype.is_integer:
        return random.integers(0, 100, shape).astype(dtype.as_numpy_dtype)
    return random.standard_normal(shape).astype(dtype.as_numpy_dtype)


def describe(case, name, value, dtype):
    value = np.asarray(value)
    if dtype == tf.string:
        content = ",".join(element.hex() for element in value.reshape(-1))
    else:
        content = value.tobytes().hex()
    shape = ",".join(map(str, value.shape))
    return f"{case}\t{name}\t{dtype.name}\t{shape}\t{content}\n"


def describe_checkpoint(case, prefix):
    reader = tf.train.load_checkpoint(str(prefix))
    dtypes = reader.get_variable_to_dtype_map()
    return [describe(case, name, reader.get_tensor(name), dtypes[name]) for name in sorted(dtypes)]


def scores(graph_def):
    with tf.Graph().as_default():
        tf1.import_graph_def(graph_def, name="")
        with tf1.Session() as session:
            return session.run("scores:0", {"x:0": INPUT})


def variable(name, initial, resource):
    return tf1.get_variable(name, initializer=tf.constant(initial), use_resource=resource)


def save_typed(folder, case, resource):
    """Variables of all dtypes, the model, its moving averages, and a global step."""
    with tf.Graph().as_default():
        for dtype in DTYPES:
            # The kernels of some dtypes are there for resources only.
            plain = dtype in (tf.uint16, tf.uint32, tf.uint64)
            variable(f"types/{dtype.name}", values(dtype, (3, 4)), resource or plain)
        variable("types/string", np.array([b"one", b"", b"\x00\xff" * 100]), False)
        x = tf1.placeholder(tf.float32, (None, 3), name="x")
        w = variable("W", values(tf.float32, (3, 2)), resource)
        b = variable("b", values(tf.float32, (2,)), resource)
        tf.add(tf.matmul(x, w, name="product"), b, name="scores")
        first = tf1.variables_initializer(tf1.global_variables())
        average = tf1.train.ExponentialMovingAverage(0.75)
        update = average.apply([w, b])
        step = tf1.train.get_or_create_global_step()
        with tf1.Session() as session:
            # The averages start as the variables do.
            session.run(first)
            session.run(tf1.global_variables_initializer())
            session.run([w.assign(w * 2), b.assign(b + 1), step.assign_add(40)])
            session.run(update)
            saver = tf1.train.Saver()
            prefix = saver.save(session, str(folder / case), write_state=False)
            graph = session.graph.as_graph_def()
            frozen = tf1.graph_util.convert_variables_to_constants(session, graph, ["scores"])
            (folder / f"{case}.pb").write_bytes(frozen.SerializeToString())
            result = session.run("scores:0", {x: INPUT})
    return describe_checkpoint(case, prefix) + [describe(case, "scores", result, tf.float32)]


def save_sharded(folder):
    """A partitioned variable and some others, in several data files."""
    with tf.Graph().as_default():
        partitioner = tf1.fixed_size_partitioner(3)
        with tf1.variable_scope("", partitioner=partitioner):
            tf1.get_variable("parts", initializer=tf.constant(values(tf.float32, (7, 5))))
        with tf1.device("/cpu:1"):
            variable("other", values(tf.int64, (2,)), True)
        config = tf1.ConfigProto(device_count={"CPU": 2})
        with tf1.Session(config=config) as session:
            session.run(tf1.global_variables_initializer())
            saver = tf1.train.Saver(sharded=True)
            prefix = saver.save(session, str(folder / "sharded"), write_state=False)
    return describe_checkpoint("sharded", prefix)


def save_objects(folder):
    """By tf.train.Checkpoint, whose names are paths of attributes."""
    layer = tf.Module()
    layer.kernel = tf.Variable(values(tf.float32, (4, 2)))
    layer.words = tf.Variable(["a", "bc"])
    checkpoint = tf.train.Checkpoint(layer=layer, many=[tf.Variable(i) for i in range(3)])
    return describe_checkpoint("objects", checkpoint.save(str(folder / "objects")))


def write(folder):
    python = folder / "python"
    python.mkdir()
    lines = save_typed(python, "ref", False) + save_typed(python, "resource", True)
    lines += save_sharded(python) + save_objects(python)
    (folder / "written.txt").write_text("".join(lines))


def restored_scores(prefix, names):
    """The model's scores when a Saver has restored it by the names that a checkpoint has."""
    with tf.Graph().as_default():
        x = tf1.placeholder(tf.float32, (None, 3), name="x")
        w = tf1.get_variable("W", (3, 2))
        b = tf1.get_variable("b", (2,))
        out = tf.add(tf.matmul(x, w), b)
        with tf1.Session() as session:
            tf1.train.Saver({names[0]: w, names[1]: b}).restore(session, str(prefix))
            return session.run(out, {x: INPUT})


def read(folder):
    lines = []
    for index in sorted((folder / "java").glob("*.index")):
        case = index.stem
        prefix = index.with_suffix("")
        lines += describe_checkpoint(case, prefix)
        names = ("new/W", "new/b") if case.startswith("renamed") else ("W", "b")
        lines.append(describe(case, "scores", restored_scores(prefix, names), tf.float32))
    for frozen in sorted((folder / "java").glob("*.pb")):
        graph = tf1.GraphDef.FromString(frozen.read_bytes())
        lines.append(describe(frozen.name, "scores", scores(graph), tf.float32))
    (folder / "read.txt").write_text("".join(lines))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[2]](pathlib.Path(sys.argv[1]))
