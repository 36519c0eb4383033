"""Holds what imagebeam answers to what TensorFlow for Python answers."""

import dataclasses

import numpy as np

from . import running


@dataclasses.dataclass
class Outcome:
    """What became of a source: verdict is equal, refused (as it has to be), or DIFFERS."""

    network: str
    kind: str
    verdict: str
    images: int
    same: int = 0
    worst: float = float("nan")
    imported: float = float("nan")
    speed: str = ""
    remarks: tuple = ()

    def line(self):
        numbers = ""
        if self.verdict != "refused" and not np.isnan(self.imported):
            numbers = f"{self.same}/{self.images} same, {self.worst:.1e}, import {self.imported:.1f} s"
        text = "; ".join(filter(None, [numbers, self.speed, *self.remarks]))
        return f"{self.network:20} {self.kind:24} {self.verdict:8} {text}"

    def row(self):
        """Of the table in Markdown."""
        refused = self.verdict == "refused" or np.isnan(self.imported)
        same = "" if refused else f"{self.same}/{self.images}"
        worst = "" if refused else f"{self.worst:.1e}"
        imported = "" if refused else f"{self.imported:.1f}"
        verdict = "" if self.verdict == "equal" else self.verdict
        remark = "; ".join(filter(None, [verdict, self.speed, *self.remarks])).replace("|", "\\|")
        return f"| {self.network} | {self.kind} | {same} | {worst} | {imported} | {remark} |"


HEADER = "| network | kind | same | worst difference | import s | remark |\n|---|---|---|---|---|---|\n"


def compare(expected, rows, tolerance):
    """The number of images with the same best classes, and the largest difference of a score."""
    same, worst = 0, 0.0
    for path, scores in expected.items():
        row = rows.get(str(path))
        if row is None:
            return same, float("inf")
        ranks = range(1, min(5, scores.size) + 1)
        ids = [int(row[f"node_id_{rank}"]) for rank in ranks]
        if max(ids) >= scores.size:
            return same, float("inf")
        got = np.array([float(row[f"score_{rank}"]) for rank in ranks])
        best = np.argsort(-scores, kind="stable")[: len(ids)]
        # Scores nearer to each other than what is allowed may change places.
        same += bool(np.all(np.abs(scores[ids] - scores[best]) <= tolerance))
        worst = max(worst, float(np.abs(scores[ids] - got).max()))
    return same, worst


def try_source(network, source, images, work, speed):
    outcome = Outcome(network.name, source.kind, "DIFFERS", len(images))
    folder = work / "model"
    try:
        outcome.imported = running.import_model(source, folder)
        rows, warnings = running.classify(folder, images, work)
    except running.Refused as e:
        outcome.imported = float("nan")
        outcome.remarks = (str(e),)
        if source.refusal and source.refusal in str(e):
            outcome.verdict = "refused"
        return outcome
    expected = {path: np.asarray(source.answer(path), "f8").reshape(-1) for path in images}
    outcome.same, outcome.worst = compare(expected, rows, network.tolerance)
    outcome.remarks = tuple(warnings)
    equal = outcome.same == len(images) and outcome.worst <= network.tolerance
    if source.refusal:
        outcome.remarks += (f"was to be refused: {source.refusal}",)
    elif equal:
        outcome.verdict = "equal"
    if speed > 0:
        ours = running.rate(folder, images, speed, work)
        loop = running.loop_rate(source.answer, images)
        outcome.speed = f"{ours:.0f} images/s, {ours / loop:.1f} times the loop"
    return outcome
