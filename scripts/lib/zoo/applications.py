"""The architectures of keras.applications, in Keras 3 and in Keras 2."""

import contextlib
import io

import keras
import numpy as np
import tensorflow as tf

from . import graphs
from .from_keras import from_keras, spread
from .network import Network, Source, pixels

_ARCHITECTURES = [
    ("MobileNet", 224, "inception"),
    ("MobileNetV2", 224, "inception"),
    ("MobileNetV3Small", 224, "none"),
    ("MobileNetV3Large", 224, "none"),
    ("EfficientNetB0", 224, "none"),
    ("EfficientNetB3", 300, "none"),
    ("EfficientNetV2B0", 224, "none"),
    ("EfficientNetV2S", 384, "none"),
    ("NASNetMobile", 224, "inception"),
    ("DenseNet121", 224, "torch"),
    ("DenseNet169", 224, "torch"),
    ("ResNet50", 224, "caffe"),
    ("ResNet101", 224, "caffe"),
    ("ResNet50V2", 224, "inception"),
    ("ResNet101V2", 224, "inception"),
    ("InceptionV3", 299, "inception"),
    ("InceptionResNetV2", 299, "inception"),
    ("Xception", 299, "inception"),
    ("VGG16", 224, "caffe"),
    ("VGG19", 224, "caffe"),
    ("ConvNeXtTiny", 224, "none"),
]
_IN_KERAS_2 = ["MobileNetV2", "EfficientNetB0", "ResNet50"]


def _keras_3(name, size, preprocessing):
    builder = lambda: getattr(keras.applications, name)(weights=None)
    return from_keras(name, size, preprocessing, builder)


def _keras_2(name, size, preprocessing):
    def make(images, work):
        import tf_keras

        tf_keras.utils.set_random_seed(len(name))
        model = getattr(tf_keras.applications, name)(weights=None)
        batch = np.concatenate([pixels(path, size, preprocessing) for path in images[:4]])
        for layer in model.layers:
            if isinstance(layer, tf_keras.layers.BatchNormalization):
                layer.momentum = 0.0
        model(batch, training=True)
        spread(model, batch)
        run = tf.function(lambda image: model(image, training=False))
        spec = tf.TensorSpec([None, size, size, 3], tf.float32, name="image")

        def answer(path):
            return run(tf.constant(pixels(path, size, preprocessing))).numpy()[0]

        options = (f"--preprocessing={preprocessing}",)
        by_keras, by_tensorflow, exported = (work / kind for kind in ("keras", "saved", "exported"))
        model.save(str(by_keras), save_format="tf")
        yield Source("model.save", by_keras, answer, options)
        tf.saved_model.save(model, str(by_tensorflow))
        yield Source("tf.saved_model.save", by_tensorflow, answer, options)
        with contextlib.redirect_stdout(io.StringIO()):
            model.export(str(exported))
        yield Source("model.export", exported, answer, options)
        frozen = graphs.freeze(run.get_concrete_function(spec), work / "frozen.pb")
        yield Source("frozen", frozen, answer, options)
        by_session = graphs.freeze_in_session(by_keras, work / "session.pb")
        yield Source("frozen by TF1", by_session, answer, options)

    return Network(f"{name}-Keras2", make)


NETWORKS = [_keras_3(*of) for of in _ARCHITECTURES]
NETWORKS += [_keras_2(*of) for of in _ARCHITECTURES if of[0] in _IN_KERAS_2]
