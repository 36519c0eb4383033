"""The folded graph, converted by tf2onnx, in ONNX Runtime with its defaults.

    onnxruntime_network.py GRAPH INPUT OUTPUT HEIGHT WIDTH BATCH
"""

import pathlib
import subprocess
import sys

import contender
import onnxruntime

network = contender.Network(sys.argv[1:])
onnx = pathlib.Path(network.graph).with_suffix(".onnx")
if not onnx.exists() or onnx.stat().st_mtime < pathlib.Path(network.graph).stat().st_mtime:
    convert = ["--graphdef", network.graph, "--output", str(onnx), "--opset", "18"]
    convert += ["--inputs", f"{network.input}:0", "--outputs", f"{network.output}:0"]
    # Its children's stdout is ours, which belongs to the protocol.
    subprocess.run(
        [sys.executable, "-m", "tf2onnx.convert", *convert], check=True, stdout=sys.stderr
    )
session = onnxruntime.InferenceSession(str(onnx), providers=["CPUExecutionProvider"])
pixels = {session.get_inputs()[0].name: network.pixels()}
contender.serve_batches(lambda: session.run(None, pixels), network.batch)
