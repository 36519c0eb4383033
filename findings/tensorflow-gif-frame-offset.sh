#!/usr/bin/env bash
# TensorFlow 2.18.0 shifts and cuts off the first frame of a GIF that doesn't begin at the upper left.
#
# A frame of a GIF has a place on the canvas. tf.io.decode_gif makes an image as large as the largest
# frame, instead of the canvas, and draws the frame at its place on the canvas. What is shifted out is
# lost, and what is uncovered is black. There is no error.
#
# Expected: both pixels of the frame, red and green, on their own or on the canvas of four. Seen: black
# and red.
#
# Needs python3. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install -q 'tensorflow-cpu==2.18.0'

cat >read.py <<'PY'
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

colours = bytes([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255])
canvas = b"GIF89a" + (4).to_bytes(2, "little") + (1).to_bytes(2, "little") + b"\x81\0\0" + colours


def frame(left):
    place = b"".join(n.to_bytes(2, "little") for n in (left, 0, 2, 1))
    # Clear, colour 1, colour 2, end; three bits each.
    return b"," + place + b"\0" + b"\x02\x02\x8c\x0a\0" + b";"


seen = {left: tf.io.decode_gif(canvas + frame(left)).numpy().tolist() for left in (0, 1)}
for left, pixels in seen.items():
    print(f"TensorFlow {tf.__version__}, frame at {left}: {pixels}")
red, green, black = [255, 0, 0], [0, 255, 0], [0, 0, 0]
sys.exit(0 if seen == {0: [[[red, green]]], 1: [[[black, red]]]} else 1)
PY
venv/bin/python read.py
