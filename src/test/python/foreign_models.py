"""Makes models as TensorFlow and Keras save them, for ForeignModelInPythonTest.

Writes to one folder

    net.h5      a Keras model
    module      a tf.Module with a loop, a condition and a signature
    simple      what TensorFlow 1's simple_save writes
    NAME.txt    the scores of an image of 100s, one a line
"""

import pathlib
import sys

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
SHAPE = [None, 16, 16, 3]
IMAGE = np.full([1, 16, 16, 3], 100, np.float32)


def keras():
    pixels = tf.keras.Input(SHAPE[1:])
    x = tf.keras.layers.Rescaling(1 / 127.5, -1)(pixels)
    x = tf.keras.layers.Conv2D(6, 3, activation="relu")(x)
    x = tf.keras.layers.BatchNormalization()(x)
    x = tf.keras.layers.Dropout(0.3)(x)
    x = tf.keras.layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(pixels, tf.keras.layers.Dense(5, activation="softmax")(x))


class Module(tf.Module):
    def __init__(self):
        super().__init__()
        self.weights = tf.Variable(tf.random.normal([3, 5]))

    @tf.function(input_signature=[tf.TensorSpec(SHAPE, tf.float32)])
    def scores(self, images):
        x = tf.reduce_mean(images / 255.0, [1, 2])
        for _ in tf.range(3):
            x = x * 1.1
        x = tf.cond(tf.reduce_mean(x) > 0.5, lambda: x * 2, lambda: x)
        return tf.nn.softmax(tf.matmul(x, self.weights))


def simple(folder):
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, SHAPE, name="images")
        weights = tf1.get_variable("weights", [48, 5], use_resource=False)
        x = tf.reshape(tf.nn.avg_pool2d(images / 255.0, 4, 4, "VALID"), [-1, 48])
        scores = tf.nn.softmax(tf.matmul(x, weights), name="scores")
        session.run(tf1.global_variables_initializer())
        tf1.saved_model.simple_save(session, str(folder), {"images": images}, {"scores": scores})
        return session.run(scores, {images: IMAGE})


def main():
    folder = pathlib.Path(sys.argv[1])
    tf.keras.utils.set_random_seed(1)
    model = keras()
    model.save(folder / "net.h5")
    module = Module()
    tf.saved_model.save(module, str(folder / "module"), signatures=module.scores)
    scores = {
        "net.h5": model(IMAGE, training=False).numpy(),
        "module": module.scores(IMAGE).numpy(),
        "simple": simple(folder / "simple"),
    }
    for name, values in scores.items():
        (folder / f"{name}.txt").write_text("\n".join(map(str, values.ravel().tolist())))


main()
