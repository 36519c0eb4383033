"""Networks that Keras 3 builds, with seeded weights, in the kinds of files that it is found in."""

import keras
import numpy as np
import tensorflow as tf

from . import graphs
from .network import TOLERANCE, Network, Source, pixels, whole


def from_keras(name, size, preprocessing, builder, tolerance=TOLERANCE, exports=True):
    """A network in four kinds of files.

    preprocessing None is for a network that scales pixels by itself; if it also takes images of
    any size, it resizes them by itself. exports is False where Keras exports it for training.
    """

    def make(images, work):
        batch = np.concatenate([pixels(path, size, preprocessing) for path in images[:4]])
        model = _seeded(name, builder, batch)
        run = tf.function(lambda image: model(image, training=False))
        of_any_size = model.input_shape[1] is None
        resizes = of_any_size and not preprocessing

        def answer(path):
            fed = whole(path) if resizes else pixels(path, size, preprocessing)
            return run(tf.constant(fed)).numpy()[0]

        options = (f"--preprocessing={preprocessing}",) if preprocessing else ()
        if of_any_size and not resizes:
            options += (f"--size={size}",)
        if not exports:
            trained = work / "for_training"
            model.export(str(trained), verbose=False)
            refusal = "export the model for inference"
            yield Source("SavedModel for training", trained, answer, options, refusal)
            [image] = model.inputs
            model = keras.Model(image, model(image, training=False))
        for kind, path in _files(model, run, work):
            yield Source(kind, path, answer, options)

    return Network(name, make, tolerance)


def _seeded(name, builder, batch):
    """The network with seeded weights, whose batch norms have seen the images."""
    keras.utils.set_random_seed(len(name))
    model = builder()
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    # In training mode each norm takes its statistics from the batch, and keeps them.
    model(batch, training=True)
    spread(model, batch)
    return model


def spread(model, batch):
    """Makes the scores differ: seeded weights alone give all classes the same."""
    last = [layer for layer in model.layers if layer.get_weights()][-1]
    logits = np.log(np.maximum(model(batch).numpy(), 1e-30))
    factor = 3 / max(float(logits.std()), 1e-3)
    last.set_weights([last.get_weights()[0] * factor, *last.get_weights()[1:]])


def _files(model, run, work):
    saved = work / "saved_model"
    model.export(str(saved), verbose=False)
    yield "SavedModel", saved
    shape = [None, *model.input_shape[1:]]
    concrete = run.get_concrete_function(tf.TensorSpec(shape, tf.float32, name="image"))
    frozen = graphs.freeze(concrete, work / "frozen.pb")
    yield "frozen", frozen
    lowered = graphs.freeze(concrete, work / "control_flow_1.pb", control_flow_1=True)
    if graphs.ops(lowered) != graphs.ops(frozen):
        yield "frozen, control flow 1", lowered
    yield "frozen by TF1", graphs.freeze_in_session(saved, work / "session.pb")
