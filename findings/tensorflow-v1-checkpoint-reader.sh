#!/usr/bin/env bash
# tf.train.NewCheckpointReader can't read every tensor of a checkpoint of format V1 that
# tf.train.Saver(write_version=V1) of the same TensorFlow writes: float16, uint16, complex64 and
# complex128 end in "Data type not supported", though the reader lists them with these dtypes and
# the op RestoreV2 restores them from the same file.
#
# Who converts or inspects old checkpoints with the reader (as TensorFlow's own inspect_checkpoint
# does) loses such tensors; a graph with RestoreV2 gets them.
#
# And where a sharded checkpoint of format V1 lacks one of its files, tf.train.checkpoint_exists
# says True and the reader opens it and lists fewer tensors, without a word, though the prefix
# "…-?????-of-00002" says that there should be two files.
#
# Exits non-zero if any of this changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tensorflow-cpu==2.18.0

cat > "$work/probe.py" <<'PYTHON'
import os
import sys

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_eager_execution()
print("TensorFlow", tf.__version__)
folder = sys.argv[1]
dtypes = [tf.float32, tf.int64, tf.float16, tf.uint16, tf.complex64, tf.complex128]
changed = 0

with tf1.Graph().as_default(), tf1.Session() as session:
    for i, dtype in enumerate(dtypes):
        # A file for each device: one without a device, one with.
        with tf1.device("/cpu:0" if i % 2 else None):
            tf1.Variable(tf.constant([1, 2, 3], dtype), name=dtype.name, use_resource=False)
    session.run(tf1.global_variables_initializer())
    version = tf1.train.SaverDef.V1
    one = tf1.train.Saver(write_version=version).save(session, folder + "/one.ckpt")
    two = tf1.train.Saver(write_version=version, sharded=True).save(session, folder + "/two.ckpt")

print("\nexpected: the reader gives each tensor that it lists")
reader = tf1.train.NewCheckpointReader(one)
for name, dtype in sorted(reader.get_variable_to_dtype_map().items()):
    with tf1.Graph().as_default(), tf1.Session() as session:
        restored = session.run(
            tf.raw_ops.RestoreV2(
                prefix=one, tensor_names=[name], shape_and_slices=[""], dtypes=[dtype]
            )
        )[0]
    assert np.array_equal(restored, np.array([1, 2, 3], dtype.as_numpy_dtype))
    try:
        seen = str(reader.get_tensor(name))
        refused = False
    except tf.errors.UnimplementedError as e:
        seen = f"UnimplementedError: {e}"
        refused = True
    print(f"  {name}: RestoreV2 {restored}, reader {seen}")
    changed += refused != (name in ("float16", "uint16", "complex64", "complex128"))

print("\nexpected: a checkpoint of two files that lacks one is said to lack it")
whole = sorted(tf1.train.NewCheckpointReader(two).get_variable_to_shape_map())
os.remove(folder + "/two.ckpt-00001-of-00002")
exists = tf1.train.checkpoint_exists(two)
left = sorted(tf1.train.NewCheckpointReader(two).get_variable_to_shape_map())
print(f"  {os.path.basename(two)}: exists {exists}, lists {left} of {whole}")
changed += not (exists and 0 < len(left) < len(whole))
sys.exit(1 if changed else 0)
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 "$work/venv/bin/python" "$work/probe.py" "$work"
