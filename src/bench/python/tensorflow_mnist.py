"""The loop that trains softmax(x W + b) on MNIST, as for TensorFlow 1; a turn counts steps.

    tensorflow_mnist.py FOLDER
"""

import gzip
import pathlib
import sys

import contender
import numpy as np
import tensorflow.compat.v1 as tf

BATCH = 100
VALIDATION = 5000


def idx(name, header):
    """The bytes of an idx file behind its header."""
    with gzip.open(pathlib.Path(sys.argv[1]) / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


class Examples:
    """DataSet of tensorflow.examples.tutorials.mnist: shuffled anew for each pass."""

    def __init__(self):
        images = idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[VALIDATION:]
        labels = idx("train-labels-idx1-ubyte.gz", 8)[VALIDATION:]
        self.images = np.multiply(images.astype(np.float32), 1.0 / 255.0, dtype=np.float32)
        self.labels = np.eye(10)[labels]
        self.next = len(self.labels)

    def next_batch(self):
        if self.next + BATCH > len(self.labels):
            order = np.random.permutation(len(self.labels))
            self.images, self.labels, self.next = self.images[order], self.labels[order], 0
        start, self.next = self.next, self.next + BATCH
        return self.images[start : self.next], self.labels[start : self.next]


tf.disable_eager_execution()
examples = Examples()
x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))
prediction = tf.nn.softmax(tf.matmul(x, W) + b)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=prediction))
train_step = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
session = tf.Session()
session.run(tf.global_variables_initializer())


def run(steps):
    """Does that many steps."""
    for _ in range(steps):
        batch_xs, batch_ys = examples.next_batch()
        session.run(train_step, feed_dict={x: batch_xs, y: batch_ys})
    return steps


contender.serve(run, 100)
