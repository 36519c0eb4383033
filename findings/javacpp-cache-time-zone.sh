#!/usr/bin/env bash
# JavaCPP 1.5.11 unpacks native libraries anew for each process of another time zone.
#
# Loader.cacheResource copies a resource of a jar into a cache folder that all processes of a user
# share, and takes a copy for current if its size and its time are those of the jar's entry. A jar
# stores times without a time zone, so the same entry has another time in each zone. Two processes
# in different zones overwrite each other's copy each time they start: TensorFlow's libraries are
# 650 MB, and a file that another process has mapped is written to under it. This matters where a
# service runs with TZ=UTC and people run the same program with the machine's zone.
#
# Expected: the second process of the same jar finds the file and leaves it, whatever its zone.
# Seen: with the same zone it does; with another zone it writes the file again.
#
# Needs Java 17 and Maven. Exits with 1 if what was seen is no longer so.
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
      <groupId>org.bytedeco</groupId>
      <artifactId>javacpp</artifactId>
      <version>1.5.11</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib

mkdir content
echo 'a library of some size' >content/library.txt
jar --create --file=library.jar -C content library.txt

cat >Unpack.java <<'JAVA'
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.bytedeco.javacpp.Loader;

class Unpack {
  public static void main(String[] args) throws Exception {
    File file = Loader.cacheResource(new URL("jar:file:" + args[0] + "!/library.txt"));
    FileTime time = Files.getLastModifiedTime(file.toPath());
    System.out.println(time.toMillis() / 1000 + " " + Files.getAttribute(file.toPath(), "unix:ctime"));
  }
}
JAVA

# Prints the time of the entry as the process sees it, and the time at which the file was written.
unpack() {
  TZ=$1 java -Dorg.bytedeco.javacpp.cachedir="$folder/cache" -cp "lib/*" Unpack.java \
    "$folder/library.jar"
}

first=$(unpack UTC)
same=$(unpack UTC)
other=$(unpack Asia/Kolkata)
echo "javacpp 1.5.11"
echo "TZ=UTC           $first"
echo "TZ=UTC again     $same"
echo "TZ=Asia/Kolkata  $other"

[ "$first" = "$same" ] || { echo 'the same zone wrote the file again'; exit 1; }
[ "$first" != "$other" ] || { echo 'another zone no longer writes the file again'; exit 1; }
echo 'as described: only the process of another zone wrote the file again'
