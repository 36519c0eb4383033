#!/usr/bin/env bash
# TensorFlow 2.18.0's int8 convolutions give another result on processors without VNNI, with no error.
#
# QuantizedConv2DWithBiasAndReluAndRequantize multiplies uint8 values by int8 weights. With AVX2,
# oneDNN adds the products of two neighbouring channels in 16 bits, and what doesn't fit is cut off.
# With VNNI it adds them in 32 bits. So a network that was quantized and checked on one machine can
# answer otherwise on another one. Neither the op's description nor a message says so.
#
# Here a layer of 64 channels has 255 at all of its inputs, and weights of the same size w; the
# result is a part of the right one. Expected: 1.00 whatever w is. Seen with AVX2: 1.00 up to w = 64,
# 0.51 for w = 127. The variable ONEDNN_MAX_CPU_ISA makes a newer processor compute as AVX2 does.
#
# Needs python3 and a processor with AVX2. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install -q 'tensorflow-cpu==2.18.0'

cat >layer.py <<'PY'
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_eager_execution()
CHANNELS, PLACES, LARGEST = 64, 4, 255


def part_of_the_right_result(weight):
    right = float(CHANNELS * LARGEST * weight)
    with tf1.Graph().as_default(), tf1.Session() as session:
        pixels = tf1.placeholder(tf.float32, [1, PLACES, PLACES, CHANNELS])
        bytes_ = tf.quantization.quantize(pixels, 0.0, float(LARGEST), tf.quint8, mode="MIN_FIRST")
        weights = tf.bitcast(
            tf.constant(np.full([1, 1, CHANNELS, CHANNELS], weight, np.int8)), tf.qint8
        )
        layer = tf.raw_ops.QuantizedConv2DWithBiasAndReluAndRequantize(
            input=bytes_.output,
            filter=weights,
            bias=tf.zeros([CHANNELS]),
            min_input=0.0,
            max_input=float(LARGEST),
            min_filter=tf.fill([CHANNELS], -127.0),
            max_filter=tf.fill([CHANNELS], 127.0),
            min_freezed_output=0.0,
            max_freezed_output=right,
            strides=[1, 1, 1, 1],
            padding="VALID",
        )
        result = tf.quantization.dequantize(layer.output, 0.0, right, mode="MIN_FIRST")
        values = session.run(result, {pixels: np.full([1, PLACES, PLACES, CHANNELS], LARGEST)})
    return values.max() / right


print(" ".join(f"{part_of_the_right_result(weight):.2f}" for weight in (32, 64, 127)))
PY

run() {
  TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=1 ONEDNN_MAX_CPU_ISA=$1 venv/bin/python layer.py 2>/dev/null
}
seen=$(run AVX2)
echo "TensorFlow 2.18.0, weights of 32, 64 and 127"
echo "  with AVX2:                      $seen"
echo "  with all that this processor has: $(run DEFAULT)"
[ "$seen" = '1.00 1.00 0.51' ]
