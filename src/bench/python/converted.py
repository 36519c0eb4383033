"""The folded graph as an ONNX file, converted by tf2onnx where it isn't there yet."""

import pathlib
import subprocess
import sys


def onnx(network):
    """Returns the file's path."""
    file = pathlib.Path(network.graph).with_suffix(".onnx")
    if not file.exists() or file.stat().st_mtime < pathlib.Path(network.graph).stat().st_mtime:
        convert = ["--graphdef", network.graph, "--output", str(file), "--opset", "18"]
        convert += ["--inputs", f"{network.input}:0", "--outputs", f"{network.output}:0"]
        # Its children's stdout is ours, which belongs to the protocol.
        subprocess.run(
            [sys.executable, "-m", "tf2onnx.convert", *convert], check=True, stdout=sys.stderr
        )
    return file
