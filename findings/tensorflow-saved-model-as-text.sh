#!/usr/bin/env bash
# TensorFlow 2.18.0 writes SavedModels as text that TensorFlow can't load.
#
# tf.compat.v1.saved_model.Builder.save(as_text=True) writes str() of the message. With protobuf
# 5.29.6, str() leaves a quote inside a bytes field as it is, where text_format.MessageToString
# escapes it. The graph's collections hold serialized messages, in which a quote is the tag of a
# field of its own: in the definition of a partitioned variable it begins the slice. So the file of
# a model with such a variable is no text format any more, and nobody says so when it is written.
#
# Expected: what save(as_text=True) wrote loads again. Seen: "Cannot parse file". The same message
# written by MessageToString loads, so the model itself is sound.
#
# Needs python3. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip --disable-pip-version-check install --quiet \
  tensorflow-cpu==2.18.0 numpy==2.0.2 protobuf==5.29.6

cat >save.py <<'PYTHON'
import pathlib
import shutil

import google.protobuf
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.protobuf import saved_model_pb2

tf1 = tf.compat.v1
tf1.logging.set_verbosity(tf1.logging.ERROR)


def save(folder, as_text):
    with tf.Graph().as_default():
        w = tf1.get_variable(
            "w",
            [4, 4],
            initializer=tf1.random_uniform_initializer(seed=1),
            partitioner=tf1.fixed_size_partitioner(2),
            use_resource=False,
        )
        x = tf1.placeholder(tf.float32, [None, 4])
        y = tf.matmul(x, tf.convert_to_tensor(w))
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            builder = tf1.saved_model.Builder(folder)
            signature = tf1.saved_model.predict_signature_def({"x": x}, {"y": y})
            builder.add_meta_graph_and_variables(
                session, ["serve"], signature_def_map={"serving_default": signature}
            )
            builder.save(as_text=as_text)


def load(folder):
    try:
        with tf1.Session(graph=tf.Graph()) as session:
            tf1.saved_model.load(session, ["serve"], folder)
        return "loads"
    except OSError as e:
        return str(e).split(" b'")[0]


save("binary", as_text=False)
save("text", as_text=True)
model = saved_model_pb2.SavedModel.FromString(pathlib.Path("binary/saved_model.pb").read_bytes())
shutil.copytree("binary", "escaped")
pathlib.Path("escaped/saved_model.pb").unlink()
pathlib.Path("escaped/saved_model.pbtxt").write_text(text_format.MessageToString(model))

print("TensorFlow", tf.__version__, "protobuf", google.protobuf.__version__)
seen = {name: load(name) for name in ("binary", "escaped", "text")}
print("save()                  ", seen["binary"])
print("MessageToString         ", seen["escaped"])
print("save(as_text=True)      ", seen["text"])
expected = {"binary": "loads", "escaped": "loads", "text": "Cannot parse file"}
raise SystemExit(0 if seen == expected else "this is no longer so")
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python save.py 2>/dev/null || { echo 'this is no longer so'; exit 1; }
echo 'as described: what save(as_text=True) wrote can not be parsed'
