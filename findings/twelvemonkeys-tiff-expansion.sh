#!/usr/bin/env bash
# TwelveMonkeys imageio-tiff 3.15.0 refuses sound TIFFs that are compressed to less than 1/512.
#
# A blank page, as a scanner or a fax makes it, is that small: Deflate reaches 1/1030, and CCITT G4
# needs a bit for a row of any length. The reader compares the bytes of the pixels with 512 times the
# length of the file, and says that the dimensions imply too large an allocation. Of many pages in
# one file each has the length of all, so the same page may be read there.
#
# Expected: both pages are read. Seen: an IIOException for the blank one; the other one is read.
#
# Needs Java 17, Maven and python3. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.twelvemonkeys.imageio</groupId>
      <artifactId>imageio-tiff</artifactId>
      <version>3.15.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib

cat >make.py <<'PY'
import struct, zlib

WIDTH, HEIGHT = 1600, 1600
for name, row in (("blank", bytes(WIDTH)), ("ramp", bytes(x % 256 for x in range(WIDTH)))):
    strip = zlib.compress(row * HEIGHT, 9)
    tags = ((256, WIDTH), (257, HEIGHT), (258, 8), (259, 8), (262, 1), (273, 122), (277, 1))
    tags += ((278, HEIGHT), (279, len(strip)))
    page = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    page += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    page += bytes(4)
    assert len(page) == 122
    open(name + ".tif", "wb").write(page + strip)
    print(f"{name}: {WIDTH * HEIGHT} bytes of pixels in a file of {len(page + strip)}")
PY
python3 make.py

cat >Read.java <<'JAVA'
import java.io.File;
import javax.imageio.ImageIO;

class Read {
  public static void main(String[] names) {
    for (String name : names) {
      try {
        System.out.println(name + ": read, " + ImageIO.read(new File(name)).getWidth() + " wide");
      } catch (Exception e) {
        System.out.println(name + ": " + e.getMessage());
      }
    }
  }
}
JAVA
java -cp 'lib/*' Read.java blank.tif ramp.tif | tee seen

grep -q '^blank.tif: .*maximum expansion ratio of 512:1' seen
grep -q '^ramp.tif: read, 1600 wide' seen
