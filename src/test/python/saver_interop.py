"""TensorFlow's own side of SaverInteropTest: saves, and restores what Java has saved.

Works in one folder, in which Java has put

    values.txt      a variable a line: name, type, shape, and its bytes in hex; tabs between
    java/CASE/      checkpoints
    sequences/N     what to save when, see run_sequence

and writes python/CASE/ and, into restored.txt, what it found: case, name and bytes in hex.
"""

import os
import pathlib
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.training import saver as saver_module

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)

FORMS = {"REFERENCE": False, "RESOURCE": True}


def read_values(path):
    values = {}
    for line in path.read_text().splitlines():
        name, dtype, shape, content = line.split("\t")
        dims = [int(d) for d in shape.split(",") if d]
        if dtype == "string":
            flat = np.array([bytes.fromhex(s) for s in content.split(",")], dtype=object)
        else:
            flat = np.frombuffer(bytes.fromhex(content), tf.as_dtype(dtype).as_numpy_dtype)
        values[name] = flat.reshape(dims)
    return values


def to_hex(array):
    if array.dtype == object or array.dtype.kind == "S":
        return ",".join(bytes(s).hex() for s in array.ravel().tolist())
    return np.ascontiguousarray(array).tobytes().hex()


class Found:
    def __init__(self, path):
        self.file = path.open("w")

    def add(self, case, name, value):
        value = np.asarray(value, dtype=object if isinstance(value, bytes) else None)
        self.file.write(f"{case}\t{name}\t{to_hex(value)}\n")


def variables(values, use_resource):
    return {
        name: tf1.Variable(tf.constant(v, shape=v.shape), name=name, use_resource=use_resource)
        for name, v in values.items()
    }


def zeros(values):
    return {
        name: np.full_like(v, b"") if v.dtype == object else np.zeros_like(v)
        for name, v in values.items()
    }


def prefix(folder, case):
    # TensorFlow makes one missing folder and no more.
    (folder / case).mkdir(parents=True)
    return str(folder / case / "model.ckpt")


def save_all(folder, values):
    for form, use_resource in FORMS.items():
        for sharded in (False, True):
            case = f"{form}-{str(sharded).lower()}"
            with tf1.Graph().as_default(), tf1.Session() as session:
                made = variables(values, use_resource)
                tf.add(made["float32"], made["float32"], name="twice")
                saver = tf1.train.Saver(sharded=sharded)
                session.run(tf1.global_variables_initializer())
                saver.save(session, prefix(folder, case))
        with tf1.Graph().as_default(), tf1.Session() as session:
            made = variables(values, use_resource)
            session.run(tf1.global_variables_initializer())
            some = tf1.train.Saver([made["float32"], made["a/int64"]])
            some.save(session, prefix(folder, f"{form}-some"), global_step=7)
            renamed = tf1.train.Saver({"other/name": made["float32"]})
            renamed.save(session, prefix(folder, f"{form}-renamed"))
        with tf1.Graph().as_default(), tf1.Session() as session:
            v = tf1.Variable(0, dtype=tf.float32, name="v", use_resource=use_resource)
            w = tf1.Variable([1.0, 2.0], name="w", use_resource=use_resource, trainable=False)
            step = tf1.Variable(0, name="step", use_resource=use_resource, trainable=False)
            ema = tf1.train.ExponentialMovingAverage(0.99, num_updates=step)
            maintain = ema.apply([v, w])
            # The shadows' initializers may read a reference before it has a value.
            session.run(tf1.variables_initializer([v, w, step]))
            session.run(tf1.global_variables_initializer())
            for i in range(20):
                session.run([v.assign(i * 1.5), w.assign([i, -i])])
                session.run(step.assign_add(1))
                session.run(maintain)
            tf1.train.Saver().save(session, prefix(folder, f"{form}-ema"))


def restore_all(folder, values, found):
    for case in sorted(p.name for p in folder.iterdir()):
        latest = tf1.train.latest_checkpoint(str(folder / case))
        with tf1.Graph().as_default() as graph, tf1.Session() as session:
            saver = tf1.train.import_meta_graph(latest + ".meta")
            saver.restore(session, latest)
            for v in tf1.global_variables():
                found.add(f"{case}-meta", v.op.name, session.run(v))
            found.add(f"{case}-meta", "twice", session.run("twice:0"))
            session.run(tf1.global_variables_initializer())
            for v in tf1.trainable_variables():
                found.add(f"{case}-initial", v.op.name, session.run(v))
            saver.restore(session, latest)
            saver.save(session, prefix(folder.parent / "python", f"{case}-again"))
        for form, use_resource in FORMS.items():
            with tf1.Graph().as_default(), tf1.Session() as session:
                made = variables(zeros(values), use_resource)
                tf1.train.Saver().restore(session, latest)
                for name, v in made.items():
                    found.add(f"{case}-{form}", name, session.run(v))


class Clock:
    def __init__(self):
        self.now = 0.0

    def time(self):
        return self.now


def run_sequence(plan, folder):
    """Saves as the plan says; its first line has max_to_keep, hours and whether paths are relative.

    Each further line has the time in seconds, the step (or none), whether to write the graph, and
    whether a new saver goes on from the state first. After each save a line of the files goes to
    files.txt, and the state to states.txt.
    """
    lines = plan.read_text().splitlines()
    keep, hours, relative = lines[0].split()
    folder.mkdir(parents=True)
    clock = Clock()
    saver_module.time = clock
    files, states = [], []
    with tf1.Graph().as_default(), tf1.Session() as session:
        tf1.Variable([1.0], name="v")
        session.run(tf1.global_variables_initializer())
        saver = None
        for line in lines[1:]:
            time, step, meta, restart = line.split()
            clock.now = float(time)
            if saver is None or restart == "true":
                saver = tf1.train.Saver(
                    max_to_keep=int(keep),
                    keep_checkpoint_every_n_hours=float(hours),
                    save_relative_paths=relative == "true",
                )
                state = tf1.train.get_checkpoint_state(str(folder))
                if state:
                    saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
            saver.save(
                session,
                str(folder / "model.ckpt"),
                global_step=None if step == "none" else int(step),
                write_meta_graph=meta == "true",
            )
            files.append(" ".join(sorted(os.listdir(folder))))
            states.append((folder / "checkpoint").read_text().replace(str(folder), "DIR"))
    out = folder.parent
    (out / f"{folder.name}.files").write_text("\n".join(files))
    (out / f"{folder.name}.states").write_text("\n".join(states))


def main(folder):
    values = read_values(folder / "values.txt")
    save_all(folder / "python", values)
    found = Found(folder / "restored.txt")
    restore_all(folder / "java", values, found)
    found.file.close()
    for plan in sorted((folder / "sequences").iterdir()):
        run_sequence(plan, folder / "python-sequences" / plan.name)


main(pathlib.Path(sys.argv[1]))
