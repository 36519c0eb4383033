"""Reads container images in files, as "docker save" and jib write them."""

import json
import pathlib
import shutil
import tarfile

OPAQUE = ".wh..wh..opq"
WHITEOUT = ".wh."


class Image:
    """An image in a tar file: its configuration, and its layers from the lowest up."""

    def __init__(self, file):
        self.file = file
        with tarfile.open(file) as archive:
            manifest = json.load(archive.extractfile("manifest.json"))[0]
            config = json.load(archive.extractfile(manifest["Config"]))
        self.layers = manifest["Layers"]
        self.config = config["config"]
        self.created = config["created"]
        # The history also has steps that made no layer.
        made = [step for step in config["history"] if not step.get("empty_layer")]
        self.names = [step.get("comment", "") for step in made]

    def unpack(self, root):
        """Puts the layers over each other, as a container sees them; gives a row for each layer."""
        rows = []
        with tarfile.open(self.file) as archive:
            for layer in self.layers:
                size = archive.getmember(layer).size
                with tarfile.open(fileobj=archive.extractfile(layer)) as files:
                    members = files.getmembers()
                    for member in members:
                        _remove(root, pathlib.PurePath(member.name))
                    kept = [m for m in members if WHITEOUT not in pathlib.PurePath(m.name).name]
                    files.extractall(root, kept, filter="tar")
                unpacked = sum(m.size for m in members)
                deepest = max((m.name for m in members if m.isfile()), key=len, default="")
                rows.append((size, unpacked, sum(m.isfile() for m in members), deepest))
        return rows


def _remove(root, name):
    """Takes away what a layer says is gone from those below it."""
    folder = root / name.parent
    if name.name == OPAQUE:
        for entry in list(folder.iterdir()) if folder.is_dir() else []:
            _delete(entry)
    elif name.name.startswith(WHITEOUT):
        _delete(folder / name.name[len(WHITEOUT) :])


def _delete(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
