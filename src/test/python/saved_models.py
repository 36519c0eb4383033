"""TensorFlow's own side of SavedModelFreezerTest: makes SavedModels, and says what they answer.

Works in one folder and writes

    KIND/...        a SavedModel in a folder of its own
    answers.txt     kind, signature, output, and the values of the output in hex (float32); tabs
                    between. The input is float32 of the signature's shape, two images; element i is
                    (i * 37 % 256) / 255.
"""

import pathlib
import sys

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.protobuf import saved_model_pb2

import keras

tf1 = tf.compat.v1
tf1.logging.set_verbosity(tf1.logging.ERROR)


def pixels(*shape):
    return ((np.arange(np.prod(shape)) * 37 % 256) / np.float32(255)).reshape(shape).astype("f")


class Answers:
    def __init__(self, folder):
        self.folder = folder
        self.file = (folder / "answers.txt").open("w")

    def add(self, kind, signature, **outputs):
        for name, value in outputs.items():
            data = np.ascontiguousarray(np.asarray(value), dtype="<f4").tobytes().hex()
            self.file.write(f"{kind}\t{signature}\t{name}\t{data}\n")

    def by_signature(self, kind, signature, **inputs):
        loaded = tf.saved_model.load(str(self.folder / kind))
        function = loaded.signatures[signature]
        self.add(kind, signature, **function(**{k: tf.constant(v) for k, v in inputs.items()}))


def keras_network():
    image = keras.Input((16, 16, 3), name="image")
    x = keras.layers.Conv2D(6, 3, padding="same", use_bias=False)(image)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.ReLU(6.0)(x)
    x = keras.layers.DepthwiseConv2D(3)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.3)(x)
    x = keras.layers.Dense(5, activation="softmax")(x)
    model = keras.Model(image, x, name="network")
    norm = model.get_layer("norm")
    norm.set_weights(
        [np.linspace(0.5, 1.5, w.size).astype("f").reshape(w.shape) for w in norm.get_weights()]
    )
    return model


def keras_kinds(answers):
    model = keras_network()
    folder = answers.folder
    model.export(str(folder / "keras"), verbose=False)
    answers.by_signature("keras", "serving_default", image=pixels(2, 16, 16, 3))

    # Its nodes for restoring fill copies of the variables; the object graph tells their keys.
    tf.saved_model.save(keras_network(), str(folder / "saved"))
    answers.by_signature("saved", "serving_default", inputs=pixels(2, 16, 16, 3))

    # Its loop reads variables that are handed in by their handles.
    rows = keras.Input((16, 16, 3), name="image")
    x = keras.layers.Reshape((16, 48))(rows)
    x = keras.layers.LSTM(4)(x)
    loop = keras.Model(rows, keras.layers.Dense(3)(x))
    loop.export(str(folder / "loop"), verbose=False)
    answers.by_signature("loop", "serving_default", image=pixels(2, 16, 16, 3))


class Nested(tf.Module):
    def __init__(self):
        self.kernel = tf.Variable(pixels(3, 3, 3, 4) - 0.5, name="kernel")
        self.scale = tf.Variable(2.0)
        self.unused = tf.Variable(1.0, name="unused")

    @tf.function
    def scaled(self, x):
        return x * self.scale

    @tf.function
    def convolved(self, x):
        return tf.nn.conv2d(self.scaled(x), self.kernel, 1, "SAME")

    @tf.function
    def two(self, image):
        first, second = tf.split(self.convolved(image), [1, 3], axis=3)
        # Both ways need a variable; which is taken, the pixels say.
        bright = tf.cond(
            tf.reduce_mean(image) > 0.1, lambda: second * self.scale, lambda: second - self.scale
        )
        return {
            "features": tf.reduce_mean(first, [1, 2]),
            "scores": tf.nn.softmax(tf.reduce_mean(bright, [1, 2])),
        }


def module_kinds(answers):
    folder = answers.folder
    spec = tf.TensorSpec([None, 8, 8, 3], tf.float32, name="image")
    module = Nested()
    tf.saved_model.save(
        module,
        str(folder / "module"),
        signatures={"predict": module.two.get_concrete_function(spec)},
    )
    answers.by_signature("module", "predict", image=pixels(2, 8, 8, 3))

    class Constant(tf.Module):
        @tf.function(input_signature=[spec])
        def mean(self, image):
            return {"mean": tf.reduce_mean(image, [1, 2])}

    constant = Constant()
    tf.saved_model.save(constant, str(folder / "constant"), signatures=constant.mean)
    answers.by_signature("constant", "serving_default", image=pixels(2, 8, 8, 3))

    class Table(tf.Module):
        def __init__(self):
            keys = tf.constant([0, 1, 2], tf.int64)
            values = tf.constant([0.25, 0.5, 0.75])
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.KeyValueTensorInitializer(keys, values), 0.0
            )

        @tf.function(input_signature=[spec])
        def look(self, image):
            best = tf.argmax(tf.reduce_mean(image, [1, 2]), 1)
            return {"looked_up": self.table.lookup(best)}

    table = Table()
    tf.saved_model.save(table, str(folder / "table"), signatures=table.look)


def session_kinds(answers):
    folder = answers.folder
    for kind in ("session", "text"):
        with tf.Graph().as_default():
            x = tf1.placeholder(tf.float32, [None, 8, 8, 3], name="x")
            w = tf1.get_variable(
                "w",
                [3, 3, 3, 4],
                initializer=tf1.random_uniform_initializer(-1, 1, seed=3),
                partitioner=tf1.fixed_size_partitioner(3, axis=3),
                use_resource=False,
            )
            b = tf1.get_variable("b", [4], initializer=tf1.constant_initializer(0.5))
            tf1.add_to_collection("unused", tf1.get_variable("unused", [4], use_resource=True))
            convolved = tf.nn.conv2d(x, tf.convert_to_tensor(w), 1, "SAME") + b
            y = tf.nn.softmax(tf.reduce_mean(convolved, [1, 2]), name="y")
            with tf1.Session() as session:
                session.run(tf1.global_variables_initializer())
                signature = tf1.saved_model.predict_signature_def({"in": x}, {"out": y})
                builder = tf1.saved_model.Builder(str(folder / kind))
                if kind == "text":
                    builder.add_meta_graph_and_variables(
                        session, ["train"], signature_def_map={"training": signature}
                    )
                    builder.add_meta_graph(
                        ["serve"], signature_def_map={"serving_default": signature}
                    )
                else:
                    builder.add_meta_graph_and_variables(
                        session, ["serve"], signature_def_map={"serving_default": signature}
                    )
                builder.save()
                out = session.run(y, {x: pixels(2, 8, 8, 3)})
                answers.add(kind, "serving_default", out=out)
    binary = folder / "text" / "saved_model.pb"
    model = saved_model_pb2.SavedModel.FromString(binary.read_bytes())
    # save(as_text=True) writes bytes with quotes that no parser takes, TensorFlow's included.
    (folder / "text" / "saved_model.pbtxt").write_text(text_format.MessageToString(model))
    binary.unlink()


def main(folder):
    answers = Answers(folder)
    keras.utils.set_random_seed(7)
    keras_kinds(answers)
    module_kinds(answers)
    session_kinds(answers)
    answers.file.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
