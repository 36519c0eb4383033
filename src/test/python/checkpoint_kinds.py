"""TensorFlow's own side of SaverKindsTest: makes checkpoints, and says what is in them.

Works in one folder and writes

    KIND/...        a checkpoint, with its graph, in a folder of its own
    values.txt      kind, prefix, tensor, dtype and shape, and its bytes in hex; tabs between
    frozen.txt      kind, prefix, a node of the graph, and the bytes of its value in hex
    sm/...          a SavedModel

The values are those that the session had which saved them.
"""

import os
import pathlib
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.framework import dtypes

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)

V1 = tf1.train.SaverDef.V1
V2 = tf1.train.SaverDef.V2
# What format V1 can hold; the others end in "Saving data type ... not yet supported".
V1_DTYPES = (
    "float32 float64 float16 int8 int16 int32 int64 uint8 uint16 bool complex64 complex128"
).split()
QUANTIZED = {"qint8": np.int8, "quint8": np.uint8, "qint32": np.int32}


def to_hex(array):
    array = np.asarray(array)
    if array.dtype == object or array.dtype.kind == "S":
        return ",".join(bytes(s).hex() for s in array.ravel().tolist())
    return np.ascontiguousarray(array).tobytes().hex()


class Facts:
    def __init__(self, folder):
        self.values = (folder / "values.txt").open("w")
        self.frozen = (folder / "frozen.txt").open("w")

    def value(self, kind, prefix, name, dtype, value):
        value = np.asarray(value)
        shape = ",".join(str(n) for n in value.shape)
        self.values.write(f"{kind}\t{prefix}\t{name}\t{dtype}\t{shape}\t{to_hex(value)}\n")

    def node(self, kind, prefix, name, value):
        self.frozen.write(f"{kind}\t{prefix}\t{name}\t{to_hex(value)}\n")


def arrays(rng):
    made = {}
    for dtype in V1_DTYPES:
        as_numpy = tf.as_dtype(dtype).as_numpy_dtype
        if dtype == "bool":
            made[dtype] = rng.integers(0, 2, [3, 5]).astype(bool)
        elif dtype.startswith("complex"):
            made[dtype] = (rng.normal(size=[4]) + 1j * rng.normal(size=[4])).astype(as_numpy)
        elif dtype.startswith("float"):
            made[dtype] = rng.normal(size=[2, 3, 4]).astype(as_numpy)
        else:
            info = np.iinfo(as_numpy)
            made[dtype] = np.array([info.min, info.max, 0, 1, 77], as_numpy)
    made["float32/special"] = np.array([np.inf, -np.inf, np.nan, -0.0, 1e-45], np.float32)
    made["scalar"] = np.array(-7, np.int64)
    made["empty"] = np.zeros([0, 3], np.float32)
    made["zeros"] = np.zeros([100, 100], np.float32)
    made["many"] = rng.normal(size=[300, 500]).astype(np.float32)
    made["strings"] = np.array([[b"", b"a\0b"], ["\u00e9".encode(), b"x" * 300]], dtype=object)
    return made


def plain_v1(folder, facts, sharded):
    kind = "v1-sharded" if sharded else "v1"
    rng = np.random.default_rng(1)
    with tf1.Graph().as_default(), tf1.Session() as session:
        made = arrays(rng)
        for i, (name, value) in enumerate(made.items()):
            # A shard for each device.
            with tf.device("/cpu:0" if i % 2 else None):
                tf1.Variable(tf.constant(value, shape=value.shape), name=name, use_resource=False)
        session.run(tf1.global_variables_initializer())
        saver = tf1.train.Saver(write_version=V1, sharded=sharded)
        prefix = saver.save(session, str(folder / kind / "model.ckpt"), global_step=3)
        for name, value in made.items():
            dtype = "string" if value.dtype == object else tf.as_dtype(value.dtype).name
            facts.value(kind, prefix, name, dtype, value)


def raw_v1(folder, facts):
    """Quantized dtypes, which have no variables, and slices along both axes."""
    path = str(folder / "v1-raw" / "raw.ckpt")
    os.makedirs(folder / "v1-raw")
    rng = np.random.default_rng(2)
    whole = rng.normal(size=[6, 4]).astype(np.float32)
    words = np.array([[b"%d-%d" % (i, j) for j in range(4)] for i in range(6)], dtype=object)
    names, slices, data = [], [], []
    with tf1.Graph().as_default(), tf1.Session() as session:
        for dtype, storage in QUANTIZED.items():
            value = np.array([np.iinfo(storage).min, -1 if dtype != "quint8" else 255, 5], storage)
            names.append(dtype)
            slices.append("")
            data.append(tf.bitcast(tf.constant(value), getattr(tf, dtype)))
            facts.value("v1-raw", path, dtype, dtype, value)
        for name, array in (("grid", whole), ("words", words)):
            for rows in ((0, 2), (2, 4)):
                for columns in ((0, 1), (1, 3)):
                    part = array[rows[0] : sum(rows), columns[0] : sum(columns)]
                    names.append(name)
                    slices.append("6 4 %d,%d:%d,%d" % (rows + columns))
                    data.append(tf.constant(part))
            facts.value("v1-raw", path, name, "string" if array is words else "float32", array)
        session.run(
            tf.raw_ops.SaveSlices(
                filename=path, tensor_names=names, shapes_and_slices=slices, data=data
            )
        )


def partitioned(folder, facts, kind, resource, version, axis, optimizer, sharded=False):
    with tf1.Graph().as_default(), tf1.Session() as session:
        rng = np.random.default_rng(3)
        tf1.set_random_seed(3)
        table = tf1.get_variable(
            "table",
            shape=[7, 6],
            initializer=tf1.random_normal_initializer(),
            partitioner=tf1.fixed_size_partitioner(3, axis=axis),
            use_resource=resource,
        )
        with tf.device("/cpu:0" if sharded else None):
            weights = tf1.get_variable(
                "weights",
                initializer=rng.normal(size=[6, 2]).astype(np.float32),
                use_resource=resource,
            )
        parts = list(table)
        whole = tf.identity(tf.convert_to_tensor(table), name="whole")
        out = tf.identity(tf.matmul(whole, weights), name="out")
        alone = tf.identity(tf.convert_to_tensor(parts[1]), name="alone")
        looked_up = tf.identity(
            tf.nn.embedding_lookup(whole, tf.constant([5, 0, 6])), name="looked_up"
        )
        step = tf1.train.get_or_create_global_step()
        if optimizer:
            train = optimizer().minimize(tf.reduce_sum(out * out), global_step=step)
        session.run(tf1.global_variables_initializer())
        if optimizer:
            for _ in range(3):
                session.run(train)
        (folder / kind).mkdir()
        saver = tf1.train.Saver(write_version=version, sharded=sharded)
        prefix = saver.save(session, str(folder / kind / "model.ckpt"), global_step=step)
        for node in (out, whole, alone, looked_up, parts[0].op.outputs[0]):
            if node.dtype != tf.resource:
                facts.node(kind, prefix, node.op.name, session.run(node))
        facts.value(kind, prefix, "table", "float32", session.run(whole))
        for slot in ("Adam", "Adam_1", "Momentum"):
            named = [
                v for v in tf1.global_variables() if v.op.name.endswith("/" + slot)
                and v.op.name.startswith("table/")
            ]
            if named:
                values = np.concatenate(session.run(named), axis=axis)
                facts.value(kind, prefix, "table/" + slot, "float32", values)


def renamed(folder, facts):
    """A saver whose names are not the graph's, two of them exchanged."""
    with tf1.Graph().as_default(), tf1.Session() as session:
        a = tf1.get_variable("a", initializer=[1.0, 2.0])
        b = tf1.get_variable("b", initializer=[3.0, 4.0])
        out = tf.subtract(a, b, name="out")
        session.run(tf1.global_variables_initializer())
        (folder / "renamed").mkdir()
        saver = tf1.train.Saver({"b": a, "a": b})
        prefix = saver.save(session, str(folder / "renamed" / "model.ckpt"))
        facts.node("renamed", prefix, "out", session.run(out))


def int4(folder):
    """All values of int4 and uint4, whose cast from int8 TensorFlow has."""
    with tf1.Graph().as_default(), tf1.Session() as session:
        signed = tf.cast(tf.constant(np.arange(-8, 8), tf.int8), dtypes.int4)
        unsigned = tf.cast(tf.constant(np.arange(16), tf.uint8), dtypes.uint4)
        (folder / "int4").mkdir()
        session.run(
            tf.raw_ops.SaveV2(
                prefix=str(folder / "int4" / "model.ckpt"),
                tensor_names=["signed", "unsigned"],
                shape_and_slices=["", ""],
                tensors=[signed, unsigned],
            )
        )


def saved_model(folder):
    with tf1.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, 2], name="x")
        y = tf.multiply(x, tf1.get_variable("v", initializer=[2.0, 3.0]), name="y")
        session.run(tf1.global_variables_initializer())
        tf1.saved_model.simple_save(session, str(folder / "sm"), {"x": x}, {"y": y})


def main(folder):
    facts = Facts(folder)
    for sharded in (False, True):
        (folder / ("v1-sharded" if sharded else "v1")).mkdir()
        plain_v1(folder, facts, sharded)
    raw_v1(folder, facts)
    adam = lambda: tf1.train.AdamOptimizer(0.1)
    momentum = lambda: tf1.train.MomentumOptimizer(0.1, 0.9)
    partitioned(folder, facts, "part-ref", False, V2, 0, None)
    partitioned(folder, facts, "part-res-adam", True, V2, 0, adam)
    partitioned(folder, facts, "part-ref-momentum-1", False, V2, 1, momentum)
    partitioned(folder, facts, "part-res-sharded", True, V2, 1, None, sharded=True)
    partitioned(folder, facts, "part-v1-adam", False, V1, 0, adam)
    partitioned(folder, facts, "part-v1-sharded", True, V1, 1, momentum, sharded=True)
    renamed(folder, facts)
    int4(folder)
    saved_model(folder)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
