"""Networks made by hand around ops that older and rarer networks have."""

import tensorflow as tf

from .by_end import end, last_layer
from .network import resized
from .trunk import SIZE


def inside(block):
    """The trunk with a block behind its first convolution, which has 16 channels."""

    def body(t, w, x):
        x = block(tf.nn.relu(tf.nn.conv2d(x, w[0], 2, "SAME") + w[1]), w)
        x = tf.nn.relu(tf.nn.conv2d(x, w[2][:, :, : x.shape[-1]], 2, "SAME") + w[3])
        x = tf.nn.conv2d(x, w[4], 2, "SAME")
        return last_layer(tf.reduce_mean(x, [1, 2]), w[6])

    return body


def _explicit_padding(x, w):
    return tf.nn.relu(tf.nn.conv2d(x, w[2][:, :, :, :16], 2, [[0, 0], [0, 1], [2, 1], [0, 0]]))


def _separable(x, w):
    depthwise = tf.reshape(w[2], [3, 3, 32, 16])[:, :, :2, :]
    depthwise = tf.transpose(depthwise, [0, 1, 3, 2])
    pointwise = tf.reshape(w[6], [1, 1, 32, 20])[..., :16]
    return tf.nn.separable_conv2d(x, depthwise, pointwise, [1, 1, 1, 1], "SAME", dilations=[2, 2])


def _shuffled(x, w):
    """Channels of two groups mixed, as in ShuffleNet."""
    height, width = x.shape[1:3]
    x = tf.reshape(x, [-1, height, width, 2, 8])
    return tf.reshape(tf.transpose(x, [0, 1, 2, 4, 3]), [-1, height, width, 16])


def _branches(x, w):
    """Split, worked on in several ways, and put together again."""
    a, b, c, d = tf.split(x, 4, axis=3)
    b = tf.nn.max_pool2d(b, 3, 1, "SAME")
    c = tf.nn.avg_pool2d(c, 3, 1, "SAME")
    return tf.concat([tf.nn.elu(a), b, tf.math.softplus(c), tf.nn.selu(d)], 3)


def _windows(x, w):
    """Attention in windows that are shifted, as in Swin."""
    x = tf.roll(x, [-3, -3], [1, 2])
    side, windows = 6, x.shape[1] // 6
    x = tf.reshape(x, [-1, windows, side, windows, side, 16])
    x = tf.reshape(tf.transpose(x, [0, 1, 3, 2, 4, 5]), [-1, side * side, 16])
    scores = tf.einsum("bic,bjc->bij", x, x) / 4.0
    x = tf.einsum("bij,bjc->bic", tf.nn.softmax(scores), x)
    x = tf.reshape(x, [-1, windows, windows, side, side, 16])
    x = tf.reshape(tf.transpose(x, [0, 1, 3, 2, 4, 5]), [-1, windows * side, windows * side, 16])
    return tf.roll(x, [3, 3], [1, 2])


def _quantised(x, w):
    """As trained for quantisation: values and weights are rounded."""
    x = tf.quantization.fake_quant_with_min_max_vars(x, 0.0, 6.0)
    ranges = tf.fill([16], -1.0), tf.fill([16], 1.0)
    kernel = tf.quantization.fake_quant_with_min_max_vars_per_channel(w[2][..., :16], *ranges)
    return tf.nn.relu6(tf.nn.conv2d(x, kernel, 1, "SAME"))


def _squeezed_weights(x, w):
    """Weights that are standardised as they are used, as in BiT."""
    mean, variance = tf.nn.moments(w[2], [0, 1, 2], keepdims=True)
    return tf.nn.relu(tf.nn.conv2d(x, (w[2] - mean) * tf.math.rsqrt(variance + 1e-5), 1, "SAME"))[..., :16]


def _standardised(t, w, x):
    """Each image's pixels are standardised by its own."""
    return t.scores(tf.image.per_image_standardization(x), w)


def _grey(t, w, x):
    x = tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(x))
    return t.scores(tf.clip_by_value(x / 127.5 - 1, -0.9, 0.9), w)


def _pyramid(t, w, x):
    """Pools of several sizes, put together and reshaped by what the shape is in the run."""
    x = tf.nn.relu(tf.nn.conv2d(x, w[0], 2, "SAME") + w[1])
    pools = [tf.nn.max_pool2d(x, size, size, "VALID") for size in (48, 24)]
    flat = [tf.reshape(pool, [tf.shape(pool)[0], -1]) for pool in pools]
    return last_layer(tf.concat(flat, 1)[:, :64], w[6])


def _classes_by_convolution(t, w, x):
    """The last layer is a convolution, whose scores are reshaped by what the shape is in the run."""
    features = t.features(x, w)[:, None, None, :]
    x = tf.nn.conv2d(features, tf.reshape(w[6], [1, 1, 64, 10]), 1, "VALID") + w[7]
    return tf.nn.softmax(tf.reshape(x, [tf.shape(x)[0], -1]))


def _four_dimensions(t, w, x):
    """Scores of [batch, 1, 1, classes]."""
    features = t.features(x, w)[:, None, None, :]
    return tf.nn.softmax(tf.nn.conv2d(features, tf.reshape(w[6], [1, 1, 64, 10]), 1, "VALID") + w[7])


def _cosine(t, w, x):
    """Cosines to a vector for each class, sharpened."""
    features = tf.math.l2_normalize(t.features(x, w), 1)
    return tf.nn.softmax(tf.matmul(features, tf.math.l2_normalize(w[6], 0)) * 20.0)


def _mixture(t, w, x):
    """Two experts, weighed by a gate."""
    features = t.features(x, w)
    gate = tf.nn.softmax(tf.matmul(features, w[6][:, :2]))
    experts = tf.stack([tf.matmul(features, w[6]) + w[7], tf.matmul(features, w[6] * 0.5)], 1)
    return tf.nn.softmax(tf.reduce_sum(experts * gate[:, :, None], 1))


def _flipped(t, w, x):
    """The mean of an image's scores and its mirror image's."""
    both = tf.concat([x, tf.reverse(x, [2])], 0)
    return tf.reduce_mean(tf.stack(tf.split(t.scores(both, w), 2)), 0)


def _raw(path):
    return resized(path, SIZE)


NETWORKS = [
    end("LocalResponse", inside(lambda x, w: tf.nn.lrn(x, 5, 1.0, 1e-2, 0.75))),
    end("SpaceToDepth", inside(lambda x, w: tf.nn.depth_to_space(tf.nn.space_to_depth(x, 4), 4))),
    end("PixelShuffle", inside(lambda x, w: tf.tile(tf.nn.depth_to_space(x, 2), [1, 1, 1, 4]))),
    end("ExplicitPadding", inside(_explicit_padding)),
    end("MirrorPadding", inside(lambda x, w: tf.pad(x, [[0, 0], [2, 2], [2, 2], [0, 0]], "REFLECT"))),
    end("Separable", inside(_separable)),
    end("Shuffled", inside(_shuffled)),
    end("Branches", inside(_branches)),
    end("Windows", inside(_windows)),
    end("FakeQuantised", inside(_quantised)),
    end("StandardisedWeights", inside(_squeezed_weights)),
    end("Maxout", inside(lambda x, w: tf.repeat(tf.reduce_max(tf.reshape(x, [-1, 48, 48, 4, 4]), 4), 4, 3))),
    end("TopActivations", inside(lambda x, w: x * tf.cast(x >= tf.math.top_k(x, 4)[0][..., 3:], x.dtype))),
    end("StandardisedImages", _standardised, prepare=_raw, options=("--preprocessing=none",)),
    end("Grey", _grey, prepare=_raw, options=("--preprocessing=none",)),
    end("Pyramid", _pyramid),
    end("ClassesByConvolution", _classes_by_convolution),
    end("FourDimensions", _four_dimensions),
    end("Cosine", _cosine),
    end("Mixture", _mixture),
    end("Flipped", _flipped),
]
