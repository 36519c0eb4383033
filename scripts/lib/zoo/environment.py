"""The Python that the zoo runs in."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Keras 2, which TensorFlow 2.18 has beside Keras 3, and the layers and networks of TensorFlow 1.
PACKAGES = ["tf_keras==2.18.0", "tf_slim==1.1.0"]


def into_python_with_tensorflow():
    """Starts over in the Python that has TensorFlow, and adds the packages that it lacks."""
    if not os.environ.get("IMAGEBEAM_MODEL_ZOO"):
        found = subprocess.run(
            [str(ROOT / "scripts/lib/tensorflow-python")], stdout=subprocess.PIPE, text=True
        )
        if found.returncode != 0:
            sys.exit(found.returncode)
        environment = dict(os.environ, IMAGEBEAM_MODEL_ZOO="1", TF_CPP_MIN_LOG_LEVEL="3")
        python = found.stdout.strip()
        os.execve(python, [python, *sys.argv], environment)
    sys.path.append(str(_installed_packages()))


def _installed_packages():
    folder = ROOT / "target/model-zoo-packages"
    complete = folder / "complete"
    wanted = "\n".join(PACKAGES)
    if not complete.exists() or complete.read_text() != wanted:
        # They ask for nothing that TensorFlow doesn't bring.
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        options = ["--only-binary=:all:", "--no-deps", "--upgrade", f"--target={folder}"]
        subprocess.run([*pip, *options, *PACKAGES], check=True)
        complete.write_text(wanted)
    return folder
