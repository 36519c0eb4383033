"""Networks of Keras 3 made by hand: the layers that keras.applications has few or none of."""

import keras
import tensorflow as tf

from .from_keras import from_keras
from .network import TOLERANCE, TOLERANCE_OF_16_BITS

SIZE = 96
layers = keras.layers


class Position(layers.Layer):
    """Adds a learnt value to each place."""

    def build(self, shape):
        init = keras.initializers.RandomNormal(stddev=0.02)
        self.value = self.add_weight(shape=(1, *shape[1:]), initializer=init, name="value")

    def call(self, x):
        return x + self.value


def vit():
    """A vision transformer of the tiny size: 12 blocks of 192 channels, 3 heads."""
    width = 192
    image = layers.Input((224, 224, 3))
    x = layers.Conv2D(width, 16, 16)(image)
    x = Position()(layers.Reshape((196, width))(x))
    for _ in range(12):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(3, 64)(y, y)])
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        y = layers.Dense(4 * width, activation="gelu")(y)
        x = layers.Add()([x, layers.Dense(width)(y)])
    x = layers.GlobalAveragePooling1D()(layers.LayerNormalization(epsilon=1e-6)(x))
    return keras.Model(image, layers.Dense(1000, activation="softmax")(x))


def small(*body, in_front=(), size=SIZE):
    """A small network with these layers between its first and its last, and in front of both."""

    def build_it():
        image = x = layers.Input((size, size, 3))
        for make in in_front:
            x = make()(x)
        x = layers.Conv2D(16, 3, strides=2, padding="same")(x)
        x = layers.BatchNormalization()(x)
        for make in body:
            x = make()(x)
        if len(x.shape) == 4:
            x = layers.GlobalAveragePooling2D()(x)
        return keras.Model(image, layers.Dense(10, activation="softmax", dtype="float32")(x))

    return build_it


def conv(channels=32, **more):
    return lambda: layers.Conv2D(channels, 3, padding="same", **more)


def activation(name):
    return lambda: layers.Activation(name)


def gate():
    """A block with a sigmoid gate (squeeze and excitation)."""

    def block(x):
        g = layers.GlobalAveragePooling2D(keepdims=True)(x)
        g = layers.Conv2D(4, 1, activation="silu")(g)
        return layers.Multiply()([x, layers.Conv2D(x.shape[-1], 1, activation="sigmoid")(g)])

    return block


def residual():
    return lambda x: layers.ReLU()(layers.Add()([x, conv(x.shape[-1])()(x)]))


def recurrent(kind):
    return lambda: lambda x: kind(16)(layers.Reshape((-1, x.shape[-1]))(x[:, ::8, ::8]))


def scaled_and_shifted():
    """Multiplied and added to by the channel, as a batch norm that somebody wrote out."""

    def block(x):
        init = keras.initializers.RandomUniform(0.5, 1.5)
        normed = layers.BatchNormalization(center=False, gamma_initializer=init)(x)
        factors, offsets = (tf.linspace(start, 1.0, x.shape[-1]) for start in (0.5, -1.0))
        return layers.Lambda(lambda x: x * factors + offsets)(normed)

    return block


def in_precision(policy, builder):
    def build_it():
        before = keras.config.dtype_policy()
        keras.config.set_dtype_policy(policy)
        try:
            return builder()
        finally:
            keras.config.set_dtype_policy(before)

    return build_it


def handmade(name, builder, tolerance=TOLERANCE):
    return from_keras(name, SIZE, "inception", builder, tolerance)


def rescaling():
    return layers.Rescaling(1 / 127.5, -1)


def normalization():
    return layers.Normalization(mean=[123.0, 117.0, 104.0], variance=[3400.0, 3300.0, 3500.0])


def resizing(**more):
    return lambda: layers.Resizing(SIZE, SIZE, **more)


# Networks that prepare pixels themselves: name, size of the images that they take, first layers.
SCALING = [
    ("Rescaling", SIZE, [rescaling]),
    ("Normalization", SIZE, [normalization]),
]
# Those whose first layers do something else in training, or might: Keras exports all for training.
RESIZING = [
    ("Resizing", None, [resizing(), rescaling]),
    ("ResizingNearest", None, [resizing(interpolation="nearest"), rescaling]),
    ("ResizingAntialias", None, [resizing(antialias=True), rescaling]),
    ("ResizingCrop", None, [resizing(crop_to_aspect_ratio=True), rescaling]),
    ("CenterCrop", 128, [lambda: layers.CenterCrop(SIZE, SIZE), rescaling]),
    ("Augmented", SIZE, [layers.RandomFlip, lambda: layers.RandomRotation(0.1), rescaling]),
]


def preparing(name, size, in_front, **more):
    builder = small(conv(), activation("relu"), in_front=in_front, size=size)
    return from_keras(name, size or SIZE, None, builder, **more)


NETWORKS = [
    from_keras("ViT", 224, "inception", vit),
    handmade("Dilated", small(conv(dilation_rate=2))),
    handmade("GroupedNarrow", small(conv(groups=4), activation("relu"))),
    handmade("GroupedWide", small(conv(640, groups=2), activation("relu"))),
    handmade("GroupedWithoutBias", small(conv(groups=4, use_bias=False), activation("relu"))),
    handmade("GroupedMulAdd", small(conv(groups=4, use_bias=False), scaled_and_shifted)),
    handmade("GroupsOfOneChannel", small(conv(groups=16), activation("gelu"))),
    handmade("Transposed", small(lambda: layers.Conv2DTranspose(16, 3, strides=2))),
    handmade("PReLU", small(conv(), lambda: layers.PReLU(shared_axes=[1, 2]))),
    handmade("LeakyReLU", small(conv(), lambda: layers.LeakyReLU(0.1))),
    handmade("HardSwish", small(conv(), activation("hard_silu"), conv(), activation("silu"))),
    handmade("Mish", small(conv(), activation("mish"), conv(), activation("elu"))),
    handmade("GELU", small(conv(), activation("gelu"), lambda: layers.Dense(24, "gelu"))),
    handmade("GELUByTanh", small(lambda: layers.Dense(24), lambda: lambda x: keras.ops.gelu(x, True))),
    handmade("Gate", small(conv(), activation("silu"), gate)),
    handmade("Residual", small(conv(16), residual, residual)),
    handmade("LayerNorm", small(conv(), layers.LayerNormalization)),
    handmade("GroupNorm", small(conv(), lambda: layers.GroupNormalization(8))),
    handmade("InstanceNorm", small(conv(), lambda: layers.GroupNormalization(-1), activation("relu"))),
    handmade("GRU", small(recurrent(layers.GRU))),
    handmade("LSTM", small(recurrent(layers.LSTM))),
    handmade("PaddedPools", small(lambda: layers.MaxPooling2D(3, 2, "same"),
                                  lambda: layers.AveragePooling2D(3, 1, "same"))),
    handmade("GlobalMax", small(conv(), layers.GlobalMaxPooling2D)),
    handmade("Pad", small(lambda: layers.ZeroPadding2D(((0, 1), (0, 1))),
                          lambda: layers.DepthwiseConv2D(3, 2), activation("relu6"))),
    handmade("MixedFloat16", in_precision("mixed_float16", small(conv(), activation("relu"))), TOLERANCE_OF_16_BITS),
    handmade("MixedBfloat16",
             in_precision("mixed_bfloat16", small(conv(), activation("relu"))), TOLERANCE_OF_16_BITS),
    *(preparing(*of) for of in SCALING),
    *(preparing(*of, exports=False) for of in RESIZING),
]
