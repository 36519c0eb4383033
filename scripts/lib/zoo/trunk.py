"""A small network of plain ops, for what matters only at the ends of a graph."""

import numpy as np
import tensorflow as tf

SIZE = 96


class Trunk:
    """Three convolutions and a matrix, seeded; pixels of -1 to 1 in, logits out.

    weights may be arrays, which become constants, or variables made of them.
    """

    def __init__(self, batch, classes=10):
        random = np.random.default_rng(7)
        self.weights = []
        for before, after in ((3, 16), (16, 32), (32, 64)):
            kernel = random.normal(0, (2 / (9 * before)) ** 0.5, (3, 3, before, after))
            self.weights += [kernel.astype("f"), random.normal(0, 0.1, after).astype("f")]
        features = self.features(batch).numpy()
        matrix = random.normal(0, 1, (64, classes))
        matrix *= 3 / max(1e-3, float(((features - features.mean(0)) @ matrix).std()))
        self.weights += [matrix.astype("f"), -(features.mean(0) @ matrix).astype("f")]

    def features(self, x, weights=None):
        weights = weights or self.weights
        for kernel, bias in zip(weights[0:6:2], weights[1:6:2]):
            x = tf.nn.relu(tf.nn.conv2d(x, kernel, 2, "SAME") + bias)
        return tf.reduce_mean(x, [1, 2])

    def logits(self, x, weights=None):
        weights = weights or self.weights
        return tf.matmul(self.features(x, weights), weights[6]) + weights[7]

    def scores(self, x, weights=None):
        return tf.nn.softmax(self.logits(x, weights))
