"""Shared by scripts that make committed files: a venv of their own, checked wheels, --check."""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import venv
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "target"


def run_in_venv(name, requirements):
    """Goes on in target/venv-NAME, which holds exactly these requirements; makes it at first."""
    folder = TARGET / f"venv-{name}"
    if pathlib.Path(sys.prefix) == folder:
        return
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    complete = folder / "complete"
    wanted = "\n".join(requirements)
    if not complete.exists() or complete.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--only-binary=:all:", *requirements], check=True)
        complete.write_text(wanted)
    sys.exit(subprocess.run([python, *sys.argv]).returncode)


def wheel(requirement, sha256, *pip_options):
    """The wheel NAME==VERSION as an open zip file, once its SHA-256 is the one given."""
    folder = TARGET / "wheels" / requirement.replace("==", "-")
    if not _with_sha256(folder, sha256):
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
        options = ["--no-deps", "--only-binary=:all:", *pip_options, "--dest", folder]
        subprocess.run([*pip, *options, requirement], check=True)
    found = _with_sha256(folder, sha256)
    if not found:
        sys.exit(f"{requirement}: no wheel in {folder} has the SHA-256 {sha256}")
    return zipfile.ZipFile(found[0])


def _with_sha256(folder, sha256):
    wheels = folder.glob("*.whl")
    return [w for w in wheels if hashlib.sha256(w.read_bytes()).hexdigest() == sha256]


def deliver(folder, files, description):
    """Writes files(), {relative name: bytes}, into the folder, or compares them with --check."""
    parser = argparse.ArgumentParser(description=description.strip().splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing: compare")
    check = parser.parse_args().check
    contents = files()
    for name, content in contents.items():
        path = folder / name
        if check:
            if not path.exists() or path.read_bytes() != content:
                sys.exit(f"{path.relative_to(ROOT)} is not what this script writes")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        print(f"{path.relative_to(ROOT)}\t{len(content)} bytes\t{'same' if check else 'written'}")
