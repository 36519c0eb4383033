"""Networks of tf_slim, as frozen graphs of TensorFlow 1 and as checkpoints with their .meta."""

import functools
import importlib
import inspect
import sys

import numpy as np
import tensorflow as tf

from . import graphs
from .network import Network, Source, pixels

v1 = tf.compat.v1


def _slim(network):
    """The module of tf_slim.nets that defines the network."""
    # The layers of TensorFlow 1 are looked for under the name that Keras 2 had for them once.
    for name in ("", ".base", ".convolutional", ".core", ".normalization", ".pooling"):
        module = importlib.import_module(f"tf_keras.src.legacy_tf_layers{name}")
        sys.modules[f"tf_keras.legacy_tf_layers{name}"] = module
    return importlib.import_module(f"tf_slim.nets.{network}")


class _Kind:
    """What tells the networks apart: their module, function, scope of arguments, and outputs."""

    def __init__(self, module, function, scope, size, last, scores):
        self.module, self.function, self.scope = module, function, scope
        self.size, self.last, self.scores = size, last, scores

    def build(self, image, is_training):
        import tf_slim

        module = _slim(self.module)
        # In training mode each norm takes its statistics from the batch, and keeps them.
        scope, norms = getattr(module, self.scope), {}
        if "batch_norm_decay" in inspect.signature(scope).parameters:
            scope = functools.partial(scope, batch_norm_decay=0.0)
        else:
            norms = {"normalizer_params": {"decay": 0.0, "epsilon": 0.001}}
        with tf_slim.arg_scope(scope()), tf_slim.arg_scope([tf_slim.conv2d], **norms):
            function = getattr(module, self.function)
            return function(image, num_classes=1001, is_training=is_training)


def _train_once(kind, batch, checkpoint):
    """Seeded weights, and norms that have seen the images, in a checkpoint."""
    with tf.Graph().as_default(), v1.Session() as session:
        v1.set_random_seed(1)
        # Variables as TensorFlow 1 made them: of references, not of resources.
        with v1.variable_scope("", use_resource=False):
            kind.build(tf.constant(batch), is_training=True)
        session.run(v1.global_variables_initializer())
        session.run(v1.get_collection(v1.GraphKeys.UPDATE_OPS))
        v1.train.Saver(v1.global_variables()).save(session, str(checkpoint), write_meta_graph=False)


def _spread(session, logits, weights, batch):
    """Makes the scores differ: seeded weights alone give all classes the same."""
    deviation = float(session.run(logits, {"input:0": batch}).std())
    session.run(v1.assign(weights, weights * (3 / max(deviation, 1e-3))))


def _network(name, kind):
    def make(images, work):
        batch = np.concatenate([pixels(path, kind.size, "inception") for path in images[:4]])
        _slim(kind.module)
        _train_once(kind, batch, work / "trained")
        checkpoint, frozen = work / "model.ckpt-1", work / "frozen.pb"
        with tf.Graph().as_default(), v1.Session() as session:
            image = v1.placeholder(tf.float32, [None, kind.size, kind.size, 3], name="input")
            with v1.variable_scope("", use_resource=False):
                logits, _ = kind.build(image, is_training=False)
            v1.train.Saver(v1.global_variables()).restore(session, str(work / "trained"))
            [weights] = [v for v in v1.global_variables() if v.op.name == kind.last]
            _spread(session, logits, weights, batch)
            v1.train.Saver(v1.global_variables()).save(session, str(checkpoint))
            graphs.write(graphs.constants(session, [kind.scores]), frozen)
        scores = graphs.answer(
            frozen, "input:0", f"{kind.scores}:0", lambda p: pixels(p, kind.size, "inception")
        )
        options = ("--preprocessing=inception",)
        yield Source("frozen, TF1", frozen, scores, options)
        yield Source("checkpoint with .meta", checkpoint, scores, options)

    return Network(name, make)


NETWORKS = [
    _network(
        "InceptionV1-Slim",
        _Kind(
            "inception_v1", "inception_v1", "inception_v1_arg_scope", 224,
            "InceptionV1/Logits/Conv2d_0c_1x1/weights", "InceptionV1/Logits/Predictions/Reshape_1",
        ),
    ),
    _network(
        "InceptionV3-Slim",
        _Kind(
            "inception_v3", "inception_v3", "inception_v3_arg_scope", 299,
            "InceptionV3/Logits/Conv2d_1c_1x1/weights", "InceptionV3/Predictions/Reshape_1",
        ),
    ),
    _network(
        "ResNetV2-50-Slim",
        _Kind(
            "resnet_v2", "resnet_v2_50", "resnet_arg_scope", 224,
            "resnet_v2_50/logits/weights", "resnet_v2_50/predictions/Reshape_1",
        ),
    ),
]
