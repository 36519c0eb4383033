"""The folded graph as a function of pixels in memory.

    tensorflow_network.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH
"""

import sys

import contender
import frozen
import tensorflow as tf

network = contender.Network(sys.argv[1:])
function = frozen.function(network.graph, network.input, network.output)
pixels = tf.constant(network.pixels())
contender.serve_batches(lambda: function(pixels).numpy(), network.batch)
