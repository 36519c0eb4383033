"""Runs imagebeam's commands."""

import csv
import shutil
import subprocess
import time

from .environment import ROOT


class Refused(Exception):
    """The program refused something; the message is its own."""


def imagebeam(*arguments):
    command = [str(ROOT / "scripts/imagebeam"), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("imagebeam: ")]
        raise Refused(said[-1].removeprefix("imagebeam: ") if said else done.stderr)
    return done


def import_model(source, folder):
    """Gives the seconds that it took."""
    shutil.rmtree(folder, ignore_errors=True)
    started = time.time()
    imagebeam("model", "import", source.path, *source.options, f"--output={folder}")
    return time.time() - started


def classify(model, images, work):
    """Gives the rows by image, and the warnings."""
    listed = work / "images.txt"
    listed.write_text("".join(f"{path}\n" for path in images))
    results = work / "results.csv"
    results.unlink(missing_ok=True)
    done = imagebeam(
        "classify", f"--model={model}", f"--input=@{listed}", f"--output={results}", "--exif=ignore"
    )
    with results.open(newline="") as file:
        rows = {row["image"]: row for row in csv.DictReader(file)}
    warnings = [line.partition(" WARN ")[2] for line in done.stderr.splitlines() if " WARN " in line]
    return rows, [warning.partition(" - ")[2].replace(f"{model}/", "") for warning in warnings]


def rate(model, images, count, work):
    """How many images classify does a second, without its start: of two runs the difference."""
    seconds = []
    for many in (len(images), len(images) + count):
        folder = work / f"images-{many}"
        if not folder.is_dir():
            folder.mkdir()
            for i in range(many):
                source = images[i % len(images)]
                (folder / f"{i:05}{source.suffix}").symlink_to(source.resolve())
        results = work / "speed.csv"
        results.unlink(missing_ok=True)
        started = time.time()
        imagebeam("classify", f"--model={model}", f"--input={folder}", f"--output={results}")
        seconds.append(time.time() - started)
    return count / max(1e-3, seconds[1] - seconds[0])


def loop_rate(answer, images):
    """How many images the loop does a second: read, decoded, resized and run one by one."""
    for path in images[:3]:
        answer(path)
    started = time.time()
    for path in images:
        answer(path)
    return len(images) / (time.time() - started)
