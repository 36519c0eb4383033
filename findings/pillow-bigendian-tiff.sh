#!/usr/bin/env bash
# Pillow 13.0.0 reads compressed big-endian TIFFs of 32-bit samples with their bytes swapped.
#
# Uncompressed, and little-endian, the same numbers come out right. There is no error: an image of
# floats from 0 to 1 becomes one of tiny numbers, as its bytes stand in the other order. This matters
# to whoever takes Pillow's pixels for the right ones of scientific TIFFs, which may be big-endian.
#
# Expected: [0.0, 0.25, 0.5, 1.0] from all four files, as tifffile reads them. Seen: other numbers
# from the big-endian file in LZW.
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

print("Pillow", PIL.__version__, "expected: 0, 0.25, 0.5, 1 from each")
right = np.array([[0, 0.25, 0.5, 1]], "float32")
seen = {}
for order in "<>":
    for compression in (None, "lzw"):
        name = f"{'little' if order == '<' else 'big'}-endian, {compression or 'uncompressed'}"
        tifffile.imwrite("x.tif", right, byteorder=order, compression=compression)
        assert (tifffile.imread("x.tif") == right).all()
        seen[name] = np.asarray(Image.open("x.tif")).ravel()
        print(f"{name}: {seen[name].tolist()}")
wrong = [name for name, values in seen.items() if not np.array_equal(values, right.ravel())]
print("wrong:", wrong)
sys.exit(0 if wrong == ["big-endian, lzw"] else 1)
PY
venv/bin/python read.py
