#!/usr/bin/env bash
# Pillow 13.0.0 reads uncompressed planar TIFFs of 16-bit RGB wrong.
#
# Such a file stores all red samples, then all green ones, then all blue ones. Pillow reads the red
# plane as if it were pixels of three samples each, and leaves the rest of the image black. There is
# no error. With the samples of a pixel side by side, or compressed, the same numbers come out right.
# This matters to whoever takes Pillow's pixels for the right ones.
#
# Expected: 16, 32, 48, 64, 80, 96 (the upper 8 bits of what is stored) from all three files. Seen:
# other numbers from the uncompressed planar file.
#
# Needs python3. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install -q 'pillow==13.0.0' 'tifffile==2025.5.10' 'imagecodecs==2025.3.30' 'numpy==2.2.6'

cat >read.py <<'PY'
import sys
import numpy as np
import PIL, tifffile
from PIL import Image

print("Pillow", PIL.__version__, "expected: 16, 32, 48, 64, 80, 96 from each")
stored = np.arange(1, 7, dtype="uint16").reshape(1, 2, 3) * 0x1000
right = (stored >> 8).ravel().tolist()
wrong = []
for planar, compression in (("contig", None), ("separate", "lzw"), ("separate", None)):
    samples = stored if planar == "contig" else np.moveaxis(stored, 2, 0)
    tifffile.imwrite(
        "x.tif", samples, photometric="rgb", planarconfig=planar, compression=compression
    )
    assert (tifffile.imread("x.tif") == samples).all()
    seen = np.asarray(Image.open("x.tif").convert("RGB")).ravel().tolist()
    print(f"{planar}, {compression or 'uncompressed'}: {seen}")
    if seen != right:
        wrong.append((planar, compression))
print("wrong:", wrong)
sys.exit(0 if wrong == [("separate", None)] else 1)
PY
venv/bin/python read.py
