package org.imagebeam.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What the image is made of; {@code scripts/container-check} makes it and runs it. */
class ContainerProfileTest {
  @Test
  void shouldTakeAnyBaseImage() throws Exception {
    assertEquals("${container.baseImage}", ContainerProfile.text("from/image"));
    assertEquals("eclipse-temurin:17-jre", ContainerProfile.property("container.baseImage"));
  }

  @Test
  void shouldStartJavaByTheFileOfDist() throws Exception {
    List<String> flags =
        ContainerProfile.elements("container/jvmFlags/jvmFlag").stream()
            .map(Element::getTextContent)
            .toList();
    assertEquals("@/opt/imagebeam/dist/jvm.options", flags.get(0));
    assertTrue(
        Files.readAllLines(Path.of("src/dist/jvm.options")).contains("-XX:MaxRAMPercentage=50"));
    Map<String, String> folders =
        ContainerProfile.elements("extraDirectories/paths/path").stream()
            .filter(path -> path.getElementsByTagName("includes").getLength() == 0)
            .collect(Collectors.toMap(path -> child(path, "into"), path -> child(path, "from")));
    assertEquals("${project.basedir}/src/dist", folders.get("/opt/imagebeam/dist"));
    assertEquals("${container.folder}/libraries", folders.get("/opt/imagebeam/libraries"));
    // All others name the folder with the unpacked libraries.
    for (String flag : flags.subList(1, flags.size())) {
      assertTrue(
          flag.endsWith("=/opt/imagebeam/libraries") || flag.endsWith(".pathsFirst=true"), flag);
    }
  }

  private static String child(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  /** Those of all commands; the CronJob has those of classify. */
  @Test
  void shouldSetTheVariablesOfDist() throws Exception {
    Map<String, String> wanted = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("src/dist/environment"))) {
      if (line.matches("[A-Z_]+=.*")) {
        String name = line.substring(0, line.indexOf('='));
        wanted.put(name, "${environment." + name + "}");
      }
    }
    assertEquals(3, wanted.size());
    wanted.put("LC_ALL", "C.UTF-8");
    wanted.put("TF_CPP_MIN_LOG_LEVEL", "3");
    assertEquals(
        wanted,
        ContainerProfile.elements("container/environment/*").stream()
            .collect(
                Collectors.toMap(
                    Element::getTagName, Element::getTextContent, (a, b) -> b, TreeMap::new)));
  }

  @Test
  void shouldNotRunAsRoot() throws Exception {
    assertTrue(ContainerProfile.text("container/user").matches("[1-9]\\d+:[1-9]\\d+"));
  }

  @Test
  void shouldHaveTheSameBytesEachTime() throws Exception {
    for (String time : List.of("creationTime", "filesModificationTime")) {
      assertEquals("${project.build.outputTimestamp}", ContainerProfile.text("container/" + time));
    }
  }
}
