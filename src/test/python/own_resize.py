"""TensorFlow's own side of ModelImportResizeTest: SavedModels that take images' bytes.

Works in one folder, which holds images, and writes

    KIND/...        a SavedModel that decodes and resizes each image of a batch by tf.map_fn
    answers.txt     kind, image, and the scores in hex (float32); tabs between
"""

import pathlib
import sys

import numpy as np
import tensorflow as tf

HEIGHT, WIDTH = 24, 32


def resized(image, method, antialias=False):
    return tf.image.resize(image, [HEIGHT, WIDTH], method=method, antialias=antialias)


def legacy(image):
    return tf.compat.v1.image.resize_bilinear(image[tf.newaxis], [HEIGHT, WIDTH])[0]


def cropped_first(image):
    return resized(tf.image.central_crop(image, 0.5), "bilinear")


def cropped_then(image):
    return tf.image.resize(image, [HEIGHT + 8, WIDTH + 8])[4:-4, 4:-4]


def scaled(image):
    return resized(tf.image.convert_image_dtype(image, tf.float32), "bilinear") * 255.0


KINDS = {
    "bilinear": lambda image: resized(image, "bilinear"),
    "bilinear-antialias": lambda image: resized(image, "bilinear", True),
    "bicubic": lambda image: resized(image, "bicubic"),
    "bicubic-antialias": lambda image: resized(image, "bicubic", True),
    "area": lambda image: resized(image, "area"),
    "tensorflow1": legacy,
    "scaled": scaled,
    "nearest": lambda image: resized(image, "nearest"),
    "lanczos": lambda image: resized(image, "lanczos3", True),
    "cropped-first": cropped_first,
    "cropped-then": cropped_then,
}


class Classifier(tf.Module):
    def __init__(self, resize):
        random = np.random.default_rng(1)
        self.resize = resize
        self.weights = tf.Variable(random.normal(size=(3, 3, 3, 8)).astype("f") * 0.3)
        self.dense = tf.Variable(random.normal(size=(8, 5)).astype("f"))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="image_bytes")])
    def serve(self, files):
        def pixels(file):
            image = tf.io.decode_image(file, channels=3, expand_animations=False)
            image.set_shape([None, None, 3])
            return tf.cast(self.resize(image), tf.float32)

        images = tf.map_fn(
            pixels, files, fn_output_signature=tf.TensorSpec([HEIGHT, WIDTH, 3], tf.float32)
        )
        x = tf.nn.relu(tf.nn.conv2d(images / 127.5 - 1, self.weights, 2, "SAME"))
        return {"scores": tf.nn.softmax(tf.reduce_mean(x, [1, 2]) @ self.dense)}


def main():
    folder = pathlib.Path(sys.argv[1])
    images = sorted(path for path in folder.iterdir() if path.suffix in (".jpg", ".png"))
    with (folder / "answers.txt").open("w") as answers:
        for kind, resize in KINDS.items():
            model = Classifier(resize)
            tf.saved_model.save(model, str(folder / kind), signatures=model.serve)
            for image in images:
                scores = model.serve(tf.constant([image.read_bytes()]))["scores"].numpy()
                answers.write(f"{kind}\t{image.name}\t{scores.astype('<f4').tobytes().hex()}\n")


main()
