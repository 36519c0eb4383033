"""What a network of the zoo is, and the pixels that it is fed."""

import dataclasses
import pathlib
import typing

import numpy as np
import tensorflow as tf

tf.get_logger().setLevel("ERROR")

TOLERANCE = 1e-4
TOLERANCE_OF_16_BITS = 1e-2

_TORCH_MEAN = np.array([0.485, 0.456, 0.406], "f") * 255
_TORCH_SCALE = 1 / (np.array([0.229, 0.224, 0.225], "f") * 255)
_CAFFE_MEAN = np.array([123.68, 116.779, 103.939], "f")


@dataclasses.dataclass
class Source:
    """A network in a kind of file.

    kind says which; path is what imagebeam imports, with options; answer gives TensorFlow's scores
    for an image's path. Where imagebeam has to refuse it, refusal is what its message must hold.
    """

    kind: str
    path: pathlib.Path
    answer: typing.Callable
    options: tuple = ()
    refusal: str | None = None


@dataclasses.dataclass
class Network:
    """A network of the zoo.

    make, called with images and a folder, writes it in all its kinds and gives the Sources.
    """

    name: str
    make: typing.Callable
    tolerance: float = TOLERANCE


def decoded(path):
    """The image as it is, [height, width, 3], bytes."""
    return tf.io.decode_image(path.read_bytes(), channels=3, expand_animations=False)


def whole(path):
    """The image in its own size, values of 0 to 255: [1, height, width, 3]."""
    return tf.cast(decoded(path), tf.float32).numpy()[None]


def resized(path, size):
    """As TensorFlow 1 resizes, which is what imagebeam does without a word: [1, size, size, 3]."""
    return tf.compat.v1.image.resize_bilinear(whole(path), [size, size]).numpy()


def scaled(image, preprocessing):
    """Pixel values of 0 to 255 as the network wants them; preprocessing is imagebeam's word.

    None is for a network that takes them as they are, and scales them itself.
    """
    if preprocessing == "inception":
        image = (image - 127.5) * np.float32(1 / 127.5)
    elif preprocessing == "unit":
        image = image * np.float32(1 / 255)
    elif preprocessing == "torch":
        image = (image - _TORCH_MEAN) * _TORCH_SCALE
    elif preprocessing == "caffe":
        image = (image - _CAFFE_MEAN)[..., ::-1]
    return np.ascontiguousarray(image, dtype="f")


def pixels(path, size, preprocessing):
    return scaled(resized(path, size), preprocessing)
