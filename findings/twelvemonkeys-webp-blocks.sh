#!/usr/bin/env bash
# TwelveMonkeys imageio-webp 3.15.0 decodes lossy WebP without part of the smoothing between blocks.
#
# VP8 smooths the edges of each block of 16 x 16 pixels after decoding, which changes up to three
# pixels on both sides of an edge. The reader copies a block to the image right after decoding it,
# before its right and lower neighbours have smoothed the edges that they share, so the last rows
# and columns of each block stay as they were. This matters to whoever feeds a neural network: at
# low qualities other classes come out than of libwebp's pixels.
#
# A gray image shows it by itself, as its colours are the same everywhere and how they are
# interpolated is no matter. Expected: libwebp's pixels, which Pillow has; at strength 0 (no
# smoothing) they are, so all else is right. Seen: other pixels at strength 60, nearly all of them
# in the last three rows or columns of a block.
#
# Needs python3, Java 17 and Maven. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install -q 'pillow==12.0.0' 'webp==0.4.0' 'numpy==2.2.6'

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.twelvemonkeys.imageio</groupId>
      <artifactId>imageio-webp</artifactId>
      <version>3.15.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib

cat >make.py <<'PY'
import numpy as np, webp
from PIL import Image

y, x = np.mgrid[0:96, 0:96]
gray = (120 + 60 * np.sin(x / 9.0) * np.cos(y / 13.0) + (x * y) % 40).astype("uint8")
image = Image.fromarray(gray).convert("RGB")
for strength in (0, 60):
    config = webp.WebPConfig.new(quality=10)
    config.ptr.filter_strength = strength
    encoded = bytes(webp.WebPPicture.from_pil(image).encode(config).buffer())
    open(f"{strength}.webp", "wb").write(encoded)
PY
venv/bin/python make.py

cat >Decode.java <<'JAVA'
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

class Decode {
  public static void main(String[] names) throws Exception {
    for (String name : names) {
      BufferedImage image = ImageIO.read(new File(name));
      byte[] green = new byte[image.getWidth() * image.getHeight()];
      for (int i = 0; i < green.length; i++) {
        green[i] = (byte) (image.getRGB(i % image.getWidth(), i / image.getWidth()) >> 8);
      }
      Files.write(Path.of(name + ".green"), green);
    }
  }
}
JAVA
java -cp 'lib/*' Decode.java 0.webp 60.webp

cat >compare.py <<'PY'
import sys
import numpy as np
from PIL import Image

print("imageio-webp 3.15.0; expected: no pixel off by more than 1, at either strength")
off = {}
for strength in (0, 60):
    right = np.asarray(Image.open(f"{strength}.webp").convert("RGB"))[..., 1].astype(int)
    seen = np.fromfile(f"{strength}.webp.green", "uint8").reshape(right.shape)
    off[strength] = np.abs(right - seen) > 1
    print(f"strength {strength}: {off[strength].sum()} of {right.size} pixels are off by more than 1")
edges = np.zeros_like(off[60])
for line in (13, 14, 15):
    edges[line::16, :] = True
    edges[:, line::16] = True
share = off[60][edges].sum() / max(1, off[60].sum())
print(f"of those at 60, {share:.0%} are in the last three rows or columns of a block")
sys.exit(0 if off[0].sum() == 0 and off[60].sum() > 300 and share > 0.8 else 1)
PY
venv/bin/python compare.py
