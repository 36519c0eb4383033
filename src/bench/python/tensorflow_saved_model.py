"""A SavedModel as it is, as a function of pixels in memory.

    tensorflow_saved_model.py FOLDER HEIGHT WIDTH BATCH
"""

import sys

import contender
import numpy as np
import tensorflow as tf

folder, *numbers = sys.argv[1:]
height, width, batch = map(int, numbers)
loaded = tf.saved_model.load(folder)
function = loaded.signatures["serving_default"]
(name,) = function.structured_input_signature[1]
shape = (batch, height, width, 3)
pixels = tf.constant(np.random.default_rng(1).integers(0, 256, shape).astype(np.float32))


def run_batch():
    for scores in function(**{name: pixels}).values():
        scores.numpy()


contender.serve_batches(run_batch, batch)
