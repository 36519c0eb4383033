#!/usr/bin/env bash
# A SavedModel that tf.saved_model.save makes of a Keras 3 model can't be run by a session.
#
# Keras 3.15.1 with TensorFlow 2.18.0: tf.saved_model.save(model, folder) writes a graph in which the
# signature reads one set of variables, and the nodes for restoring fill another, copies of the
# first. tf.saved_model.load in Python gives the right answers all the same, since it takes the
# variables' values by the graph of objects. Whatever runs the graph in a session, as TensorFlow 1's
# loader and TensorFlow Java do, finds the signature's variables without values. model.export(folder)
# writes a SavedModel that both can run.
#
# Expected: the same answer from both. Seen: "Could not find variable" from the session.
#
# Needs python3. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip --disable-pip-version-check install --quiet \
  tensorflow-cpu==2.18.0 keras==3.15.1 numpy==2.0.2 protobuf==5.29.6

cat >save.py <<'PYTHON'
import sys

import keras
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
tf1.logging.set_verbosity(tf1.logging.ERROR)
keras.utils.set_random_seed(1)

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
tf.saved_model.save(model, "saved")
model.export("exported", verbose=False)
x = np.ones((1, 4), "float32")
right = model(x).numpy()


def by_objects(folder):
    signature = tf.saved_model.load(folder).signatures["serving_default"]
    name = next(iter(signature.structured_input_signature[1]))
    return next(iter(signature(**{name: tf.constant(x)}).values())).numpy()


def by_session(folder):
    with tf1.Session(graph=tf.Graph()) as session:
        signature = tf1.saved_model.load(session, ["serve"], folder).signature_def[
            "serving_default"
        ]
        fed = next(iter(signature.inputs.values())).name
        fetched = next(iter(signature.outputs.values())).name
        try:
            return session.run(fetched, {fed: x})
        except tf.errors.FailedPreconditionError as e:
            return e.message.split(".")[0].splitlines()[-1]
        except tf.errors.NotFoundError as e:
            return e.message.split(".")[0].splitlines()[-1]


print("keras", keras.__version__, "tensorflow", tf.__version__)
seen = {}
for folder in ("saved", "exported"):
    seen[folder] = by_session(folder)
    print(f"{folder:9s} load:    {by_objects(folder)}")
    print(f"{folder:9s} session: {seen[folder]}")
    assert np.allclose(by_objects(folder), right), "load no longer gives the model's own answer"
assert np.allclose(seen["exported"], right), "a session no longer runs what export wrote"
if not isinstance(seen["saved"], str) or "Could not find variable" not in seen["saved"]:
    sys.exit("a session runs what tf.saved_model.save wrote: this is no longer so")
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python save.py
