"""Networks made by hand that differ in what goes in and what comes out."""

import numpy as np
import tensorflow as tf

from . import graphs
from .network import TOLERANCE, TOLERANCE_OF_16_BITS, Network, Source, pixels, resized, whole
from .trunk import SIZE, Trunk

INCEPTION = "--preprocessing=inception"
PICTURES = "--input=map/TensorArrayV2Stack/TensorListStack"
IMAGES = [None, SIZE, SIZE, 3]


class _Served(tf.Module):
    """A body, called with the trunk, its weights and what is fed, over variables."""

    def __init__(self, trunk, body, spec):
        self.weights = [tf.Variable(weight) for weight in trunk.weights]
        self.call = tf.function(lambda x: body(trunk, self.weights, x), autograph=False, input_signature=[spec])


def in_pixels(path):
    return pixels(path, SIZE, "inception")


def end(
    name,
    body,
    shape=IMAGES,
    dtype=tf.float32,
    prepare=in_pixels,
    options=(INCEPTION,),
    heads=None,
    classes=10,
    tolerance=TOLERANCE,
    expected=lambda scores: scores,
    refusal=None,
    frozen=True,
    more=(),
):
    """A network in three kinds of files.

    body gives scores, or a dictionary of them, of which heads tells the options that choose one;
    prepare, what is fed for an image; expected, what is made of the scores outside of the graph.
    refusal is what the message must say if it can't be taken with these options; more are options
    with which it is tried too, each with its refusal or None.
    """

    def make(images, work):
        trunk = Trunk(np.concatenate([in_pixels(path) for path in images]), classes)
        served = _Served(trunk, body, tf.TensorSpec(shape, dtype, name="image"))
        concrete = served.call.get_concrete_function()

        def answer(head):
            def scores(path):
                fed = tf.convert_to_tensor(prepare(path))
                out = concrete(fed if dtype == tf.string else tf.cast(fed, dtype))
                out = tf.cast(out[head] if head else out, tf.float32)
                return expected(out[0] if len(out.shape) == 2 else out).numpy()

            return scores

        saved = work / "saved_model"
        tf.saved_model.save(served, str(saved), signatures={"serving_default": concrete})
        files = {"SavedModel": saved}
        if frozen:
            files["frozen"] = graphs.freeze(concrete, work / "frozen.pb")
            files["frozen by TF1"] = graphs.freeze_in_session(saved, work / "session.pb")
        for kind, path in files.items():
            if heads:
                yield Source(kind, path, answer(next(iter(heads))), options, refusal)
                for head, chosen in heads.items():
                    yield Source(f"{kind}, {head}", path, answer(head), (*options, *chosen))
            else:
                yield Source(kind, path, answer(None), options, refusal)
            for other, refusal_then in more:
                said = ", ".join(option.lstrip("-") for option in other) or "no options"
                yield Source(f"{kind}, {said}", path, answer(None), other, refusal_then)

    return Network(name, make, tolerance)


def _softmax(t, w, x):
    return t.scores(x, w)


def _two(t, w, x):
    logits = t.logits(x, w)
    return {
        "age": tf.nn.softmax(logits[:, 6:], name="age"),
        "species": tf.nn.softmax(logits[:, :6], name="species"),
    }


def _one_image(t, w, x):
    return t.scores(x[None], w)[0]


def _eight(path):
    return np.repeat(in_pixels(path), 8, 0)


def _in(dtype):
    def body(t, w, x):
        x = tf.cast(x, dtype)
        return t.scores(x, [tf.cast(weight, dtype) for weight in w])

    return body


def _half_weights(t, w, x):
    """Weights that are stored in 16 bits, and cast as they are used."""
    return t.scores(x, [tf.cast(tf.constant(k.astype("e")), tf.float32) for k in t.weights])


def _unscaled(t, w, x):
    """Scales pixels itself."""
    return t.scores(tf.cast(x, tf.float32) / 127.5 - 1, w)


def _resized(resize):
    return lambda t, w, x: _unscaled(t, w, resize(x))


def _blue_first(t, w, x):
    x = x[..., ::-1] - tf.constant([103.939, 116.779, 123.68])
    return t.scores(x / 127.5, w)


def _channels_first(t, w, x):
    """Takes [batch, 3, height, width]."""
    return t.scores(tf.transpose(x, [0, 2, 3, 1]), w)


def last_layer(features, matrix):
    """Scores that differ, of features that the trunk's last layer wasn't made for."""
    features -= tf.reduce_mean(features, 1, keepdims=True)
    features *= tf.math.rsqrt(tf.reduce_mean(features * features, 1, keepdims=True))
    return tf.nn.softmax(tf.matmul(features, matrix * tf.math.rsqrt(tf.reduce_mean(matrix * matrix) * 8)))


def _channels_first_inside(t, w, x):
    """Computes the first layers channels first."""
    x = tf.transpose(x, [0, 3, 1, 2])
    x = tf.nn.conv2d(x, w[0], 1, "SAME", data_format="NCHW")
    x = tf.nn.relu(tf.nn.bias_add(x, w[1], data_format="NCHW"))
    x = tf.nn.max_pool2d(x, 2, 2, "SAME", data_format="NCHW")
    ones, zeros = np.ones(16, "f"), np.zeros(16, "f")
    x = tf.compat.v1.nn.fused_batch_norm(
        x, ones * 2, ones, zeros, ones / 2, is_training=False, data_format="NCHW"
    )[0]
    x = tf.nn.conv2d(x, w[2], 1, "SAME", data_format="NCHW")
    x = tf.nn.relu(tf.nn.bias_add(x, w[3], data_format="NCHW"))
    return last_layer(tf.reduce_mean(x, [2, 3]), w[6][:32])


def _resized_inside(t, w, x):
    x = tf.nn.relu(tf.nn.conv2d(x, w[0], 2, "SAME") + w[1])
    x = tf.image.resize(x, [30, 30]) + tf.image.resize(x, [30, 30], "nearest")
    x = x + tf.image.resize(x[:, ::2, ::2], [30, 30], "bicubic")
    x = tf.nn.relu(tf.nn.conv2d(x, w[2], 2, "SAME") + w[3])
    return last_layer(tf.reduce_mean(tf.nn.conv2d(x, w[4], 2, "SAME"), [1, 2]), w[6])


def _resized_inside_by_its_shape(t, w, x):
    """Brings one layer to the size of another, as networks with skips do."""
    first = tf.nn.relu(tf.nn.conv2d(x, w[0], 2, "SAME") + w[1])
    small = tf.nn.max_pool2d(first, 2, 2, "SAME")
    first = first + tf.image.resize(small, tf.shape(first)[1:3])
    x = tf.nn.relu(tf.nn.conv2d(first, w[2], 2, "SAME") + w[3])
    x = tf.nn.relu(tf.nn.conv2d(x, w[4], 2, "SAME") + w[5])
    return tf.nn.softmax(tf.matmul(tf.reduce_mean(x, [1, 2]), w[6]) + w[7])


def _space_to_batch(t, w, x):
    """A dilated convolution as TensorFlow 1 wrote it."""
    x = tf.nn.relu(tf.nn.conv2d(x, w[0], 2, "SAME") + w[1])
    x = tf.nn.with_space_to_batch(
        x, [2, 2], "SAME", lambda x, *_: tf.nn.conv2d(x, w[2], 1, "VALID"), [3, 3]
    )
    x = tf.nn.relu(x + w[3])
    x = tf.nn.relu(tf.nn.conv2d(x, w[4], 2, "SAME") + w[5])
    return tf.nn.softmax(tf.matmul(tf.reduce_mean(x, [1, 2]), w[6]) + w[7])


def _cond(t, w, x):
    """Takes a way by the pixels of all images."""
    bright = tf.reduce_mean(x) > 0
    return tf.nn.softmax(tf.cond(bright, lambda: t.logits(x, w), lambda: t.logits(x * 2, w) / 2))


def _cond_by_a_flag(t, w, x):
    """Takes a way by a constant, as what is on in training only does."""
    training = tf.compat.v1.placeholder_with_default(False, [])
    return tf.nn.softmax(tf.cond(training, lambda: t.logits(x * 2, w), lambda: t.logits(x, w)))


def _while(t, w, x):
    """A loop whose number of turns is a constant."""
    logits = t.logits(x, w)
    turn = lambda i, y: (i + 1, y + tf.tanh(tf.matmul(y, w[6][:10]) * 0.1))
    _, logits = tf.while_loop(lambda i, _: i < 3, turn, (0, logits))
    return tf.nn.softmax(logits)


def _while_by_image(t, w, x):
    """A loop over the images of a batch."""
    return tf.map_fn(lambda image: t.scores(image[None], w)[0], x)


def _picture(content):
    image = tf.image.decode_jpeg(content, channels=3)
    image = tf.compat.v1.image.resize_bilinear(tf.cast(image, tf.float32)[None], [SIZE, SIZE])[0]
    image.set_shape([SIZE, SIZE, 3])
    return image / 127.5 - 1


def _bytes(t, w, content):
    return t.scores(_picture(content)[None], w)


def _many_bytes(t, w, contents):
    pictures = tf.map_fn(_picture, contents, fn_output_signature=tf.float32)
    return t.scores(pictures, w)


def _examples(t, w, examples):
    features = {"image/encoded": tf.io.FixedLenFeature([], tf.string)}
    parsed = tf.io.parse_example(examples, features)
    return _many_bytes(t, w, parsed["image/encoded"])


def _example(path):
    value = tf.train.Feature(bytes_list=tf.train.BytesList(value=[path.read_bytes()]))
    features = tf.train.Features(feature={"image/encoded": value})
    return [tf.train.Example(features=features).SerializeToString()]


def _best(t, w, x):
    return tf.argmax(t.logits(x, w), 1)


def _dropout(t, w, x):
    return tf.nn.softmax(tf.matmul(tf.nn.dropout(t.features(x, w), 0.5), w[6]) + w[7])


def _norm_over_all(t, w, x):
    """Depends on the other images of a batch."""
    return tf.nn.softmax(t.logits(x - tf.reduce_mean(x), w))


def _resizers():
    size = [SIZE, SIZE]
    return {
        "OwnBilinear": lambda x: tf.compat.v1.image.resize_bilinear(x, size),
        "OwnHalfPixel": lambda x: tf.image.resize(x, size),
        "OwnAlignCorners": lambda x: tf.compat.v1.image.resize_bilinear(x, size, True),
        "OwnAntialias": lambda x: tf.image.resize(x, size, antialias=True),
        "OwnBicubic": lambda x: tf.image.resize(x, size, "bicubic"),
        "OwnLanczos": lambda x: tf.image.resize(x, size, "lanczos3", antialias=True),
        "OwnArea": lambda x: tf.image.resize(x, size, "area"),
        "OwnNearest": lambda x: tf.image.resize(x, size, "nearest"),
        "OwnPad": lambda x: tf.image.resize_with_pad(x, *size),
    }


NETWORKS = [
    end("TwoOutputs", _two, refusal="outputNode", heads={
        "age": ("--outputNode=age",), "species": ("--outputNode=species",)}),
    end("Logits", lambda t, w, x: t.logits(x, w)),
    end("LogitsToSoftmax", lambda t, w, x: t.logits(x, w), expected=tf.nn.softmax,
        options=(INCEPTION, "--activation=softmax")),
    end("LogitsToSigmoid", lambda t, w, x: t.logits(x, w), expected=tf.nn.sigmoid,
        options=(INCEPTION, "--activation=sigmoid")),
    end("Sigmoid", lambda t, w, x: tf.nn.sigmoid(t.logits(x, w))),
    end("OneClass", lambda t, w, x: tf.nn.sigmoid(t.logits(x, w)), classes=1),
    end("OneClassFlat", lambda t, w, x: tf.nn.sigmoid(t.logits(x, w))[:, 0], classes=1),
    end("TwoClasses", _softmax, classes=2),
    end("FixedBatch1", _softmax, [1, SIZE, SIZE, 3]),
    end("FixedBatch8", _softmax, [8, SIZE, SIZE, 3], prepare=_eight),
    end("OneImage", _one_image, [SIZE, SIZE, 3], prepare=lambda p: in_pixels(p)[0]),
    end("DynamicSize", _softmax, [None, None, None, 3], options=(INCEPTION, f"--size={SIZE}"),
        more=[((INCEPTION,), "size")]),
    end("DynamicOneImage", _one_image, [None, None, 3], prepare=lambda p: in_pixels(p)[0],
        options=(INCEPTION, f"--size={SIZE}")),
    end("NoPreprocessing", _softmax, options=(), refusal="preprocessing"),
    end("UInt8", _unscaled, dtype=tf.uint8, prepare=lambda p: resized(p, SIZE), options=()),
    end("UInt8DynamicSize", _resized(lambda x: tf.image.resize(x, [SIZE, SIZE])),
        [None, None, None, 3], tf.uint8, whole, ()),
    end("Float16", _in(tf.float16), dtype=tf.float16, tolerance=TOLERANCE_OF_16_BITS),
    end("Float64", _in(tf.float64), dtype=tf.float64),
    end("Float16Weights", _half_weights),
    end("Rescaled", _unscaled, prepare=lambda p: resized(p, SIZE), options=()),
    *(
        end(name, _resized(resize), [None, None, None, 3], prepare=whole, options=())
        for name, resize in _resizers().items()
    ),
    end("BlueFirst", _blue_first, prepare=lambda p: resized(p, SIZE), options=()),
    end("ChannelsFirst", _channels_first, [None, 3, SIZE, SIZE],
        prepare=lambda p: in_pixels(p).transpose(0, 3, 1, 2)),
    end("ChannelsFirstInside", _channels_first_inside),
    end("ResizedInside", _resized_inside),
    end("ResizedInsideByShape", _resized_inside_by_its_shape),
    end("SpaceToBatch", _space_to_batch),
    end("Cond", _cond),
    end("CondByFlag", _cond_by_a_flag),
    end("While", _while),
    end("WhileByImage", _while_by_image),
    end("Bytes", _bytes, [], tf.string, lambda p: p.read_bytes(), ()),
    end("ManyBytes", _many_bytes, [None], tf.string, lambda p: [p.read_bytes()], (),
        refusal="as the input", more=[((PICTURES, INCEPTION), None)]),
    end("Examples", _examples, [None], tf.string, _example, (), refusal="as the input",
        more=[((PICTURES, INCEPTION), None)]),
    # Of a frozen graph, which names no outputs, the scores in front are taken.
    end("ArgMax", _best, refusal="not a score for each class", frozen=False),
    end("DropoutLeftOn", _dropout, refusal="allowRandom"),
    end("NormOverAll", _norm_over_all),
]
