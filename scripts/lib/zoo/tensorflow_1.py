"""Networks as TensorFlow 1 made them: control flow of its own, its checkpoints, retrain.py's files."""

import shutil

import numpy as np
import tensorflow as tf

from . import graphs
from .by_end import INCEPTION, in_pixels
from .network import Network, Source, resized, scaled
from .trunk import SIZE, Trunk

v1 = tf.compat.v1


class _Session:
    """A graph of TensorFlow 1, whose variables hold the trunk's weights."""

    def __init__(self, trunk, body, resource=False):
        v1.disable_control_flow_v2()
        try:
            with tf.Graph().as_default() as graph:
                self.graph, self.trunk, self.variables = graph, trunk, []
                for i, weight in enumerate(trunk.weights):
                    self.variables.append(
                        v1.get_variable(f"weights{i}", initializer=weight, use_resource=resource)
                    )
                body(self)
                self.session = v1.Session(graph=graph)
                self.session.run(v1.global_variables_initializer())
        finally:
            v1.enable_control_flow_v2()

    def weights(self):
        return [tf.convert_to_tensor(variable) for variable in self.variables]

    def images(self, name="image", shape=(None, SIZE, SIZE, 3)):
        return v1.placeholder(tf.float32, shape, name=name)

    def freeze(self, file, output="scores"):
        return graphs.write(graphs.constants(self.session, [output]), file)

    def save(self, checkpoint):
        with self.graph.as_default():
            v1.train.Saver(v1.global_variables()).save(self.session, str(checkpoint))
        return checkpoint

    def export(self, folder, image="image:0", scores="scores:0"):
        tensors = [self.graph.get_tensor_by_name(name) for name in (image, scores)]
        inputs, outputs = {"image": tensors[0]}, {"scores": tensors[1]}
        shutil.rmtree(folder, ignore_errors=True)
        with self.graph.as_default():
            v1.saved_model.simple_save(self.session, str(folder), inputs, outputs)
        return folder


def _trunk(images):
    return Trunk(np.concatenate([in_pixels(path) for path in images]))


def _network(name, body, options=(INCEPTION,), resource=False, feeds=()):
    """A network in the files that TensorFlow 1 has; feeds are what imagebeam is told to feed."""

    def make(images, work):
        made = _Session(_trunk(images), body, resource)

        def answer(path):
            fed = {"image:0": in_pixels(path)}
            fed |= {f"{key}:0": value for key, value in feeds}
            return made.session.run("scores:0", fed)[0]

        frozen, saved = made.freeze(work / "frozen.pb"), made.export(work / "saved_model")
        checkpoint = made.save(work / "model.ckpt-1")
        given = ",".join(f"{key}={str(value).lower()}" for key, value in feeds)
        stated = (*options, f"--feeds={given}") if feeds else options
        files = {"frozen, TF1": frozen, "SavedModel, TF1": saved, "checkpoint with .meta": checkpoint}
        for kind, path in files.items():
            if feeds:
                yield Source(f"{kind}, no feeds", path, answer, options, feeds[0][0])
            yield Source(kind, path, answer, stated)

    return Network(name, make)


def _plain(s):
    tf.nn.softmax(s.trunk.logits(s.images(), s.weights()), name="scores")


def _switched_norms(s):
    """Norms that Switch between training and not, by a placeholder with a default."""
    training = v1.placeholder_with_default(False, [], name="is_training")
    x, weights = s.images(), s.weights()
    x = _normed(tf.nn.conv2d(x, weights[0], 2, "SAME") + weights[1], training)
    x = _normed(tf.nn.conv2d(tf.nn.relu(x), weights[2], 2, "SAME") + weights[3], training)
    x = tf.nn.relu(tf.nn.conv2d(tf.nn.relu(x), weights[4], 2, "SAME") + weights[5])
    logits = tf.matmul(tf.reduce_mean(x, [1, 2]), weights[6]) + weights[7]
    tf.nn.softmax(logits, name="scores")


def _normed(x, training):
    channels = x.shape[-1]
    scale, offset = tf.linspace(0.5, 1.5, channels), tf.linspace(-0.5, 0.5, channels)
    mean, variance = tf.linspace(-0.1, 0.1, channels), tf.linspace(0.5, 2.0, channels)

    def norm(**statistics):
        is_training = not statistics
        fused = v1.nn.fused_batch_norm(x, scale, offset, is_training=is_training, **statistics)
        return fused[0]

    return v1.cond(training, norm, lambda: norm(mean=mean, variance=variance))


def _cond(s):
    """Switch and Merge by the pixels."""
    x, weights = s.images(), s.weights()
    ways = [lambda: s.trunk.logits(x, weights), lambda: s.trunk.logits(x * 2, weights) / 2]
    tf.nn.softmax(v1.cond(tf.reduce_mean(x) > 0, *ways), name="scores")


def _while(s):
    """Enter, Merge, Switch, NextIteration and Exit."""
    weights = s.weights()
    logits = s.trunk.logits(s.images(), weights)
    turn = lambda i, y: (i + 1, y + tf.tanh(tf.matmul(y, weights[6][:10]) * 0.1))
    _, logits = v1.while_loop(lambda i, _: i < 3, turn, (0, logits))
    tf.nn.softmax(logits, name="scores")


def _dropout(s):
    """Dropout that a placeholder turns off."""
    keep = v1.placeholder(tf.float32, [], name="keep_prob")
    weights = s.weights()
    features = v1.nn.dropout(s.trunk.features(s.images(), weights), keep_prob=keep)
    tf.nn.softmax(tf.matmul(features, weights[6]) + weights[7], name="scores")


def _retrained(name, build, fed, feed, options=()):
    """What retrain.py writes: output_graph.pb, and output_labels.txt beside it."""

    def make(images, work):
        made = _Session(_trunk(images), build)
        graph = made.freeze(work / "output_graph.pb", "final_result")
        (work / "output_labels.txt").write_text("".join(f"flower {i}\n" for i in range(10)))
        answer = graphs.answer(graph, fed, "final_result:0", feed)
        yield Source("retrain.py", graph, answer, options)

    return Network(name, make)


def _last_layer(s, x):
    """What retrain.py adds: the bottleneck can be fed, and is what comes from the network if not."""
    weights = s.weights()
    bottleneck = tf.reshape(s.trunk.features(x, weights), [-1, 64], name="pool_3/_reshape")
    with v1.name_scope("input"):
        fed = v1.placeholder_with_default(bottleneck, [None, 64], name="BottleneckInputPlaceholder")
    with v1.name_scope("final_training_ops"), v1.name_scope("Wx_plus_b"):
        logits = tf.matmul(fed, weights[6]) + weights[7]
    tf.nn.softmax(logits, name="final_result")


def _retrained_inception(s):
    """As the graph of 2015: bytes in, resized and scaled by DecodeJpeg, ResizeBilinear, Sub, Mul."""
    contents = tf.convert_to_tensor("", name="DecodeJpeg/contents")
    image = tf.cast(tf.io.decode_jpeg(contents, channels=3, name="DecodeJpeg"), tf.float32, name="Cast")
    image = tf.expand_dims(image, 0, name="ExpandDims")
    image = v1.image.resize_bilinear(image, [SIZE, SIZE], name="ResizeBilinear")
    image = tf.subtract(image, 127.5, name="Sub")
    _last_layer(s, tf.multiply(image, 1 / 127.5, name="Mul"))


def _retrained_mobilenet(s):
    _last_layer(s, s.images("input", (1, SIZE, SIZE, 3)))


def _retrained_hub(s):
    """Of a module of TF-hub: it wants 0 to 1."""
    image = s.images("Placeholder")
    with v1.name_scope("module_apply_default"):
        x = image * 2.0 - 1.0
    _last_layer(s, x)


NETWORKS = [
    _network("Plain-TF1", _plain),
    _network("Resources-TF1", _plain, resource=True),
    _network("SwitchedNorms-TF1", _switched_norms),
    _network("Cond-TF1", _cond),
    _network("While-TF1", _while),
    _network("KeepProb-TF1", _dropout, feeds=[("keep_prob", 1.0)]),
    _retrained("RetrainInception", _retrained_inception,
               "DecodeJpeg/contents:0", lambda path: path.read_bytes()),
    _retrained("RetrainInceptionMul", _retrained_inception, "Mul:0",
               lambda path: (resized(path, SIZE) - 128) / 128,
               ("--input=Mul",)),
    _retrained("RetrainMobileNet", _retrained_mobilenet, "input:0", in_pixels),
    _retrained("RetrainHub", _retrained_hub,
               "Placeholder:0", lambda path: scaled(resized(path, SIZE), "unit")),
]
