"""The network of that name that Keras has itself, with random weights, by predict.

    keras_predict.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH NAME
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

import contender
import keras
import numpy as np

network = contender.Network(sys.argv[1:])
(name,) = network.more
model = getattr(keras.applications, name)(
    weights=None, input_shape=(network.height, network.width, 3)
)
# A call of predict has costs of its own, so it gets as many pictures as a user would give it.
CALL = 8 * network.batch
pixels = np.concatenate([network.pixels()] * (CALL // network.batch)) / 127.5 - 1
contender.serve_batches(
    lambda: model.predict(pixels, batch_size=network.batch, verbose=0), CALL
)
