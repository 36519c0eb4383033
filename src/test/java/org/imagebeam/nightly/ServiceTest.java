package org.imagebeam.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pipelines/nightly/imagebeam.service} and {@code imagebeam.timer}. */
class ServiceTest {
  private static final Path FOLDER = Path.of("pipelines/nightly");
  private static final Path SERVICE = FOLDER.resolve("imagebeam.service");
  private static final Path TIMER = FOLDER.resolve("imagebeam.timer");

  /** The systemd that looks at a unit without asking a running one. */
  private static final int OFFLINE = 250;

  @TempDir Path temp;

  private static List<String> values(Path unit, String key) throws Exception {
    return Files.readAllLines(unit).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  /** Copies both, with the launcher of this clone in place of the one that is installed. */
  private Path installed() throws Exception {
    String unit = Files.readString(SERVICE);
    String launcher = Path.of("scripts/imagebeam").toAbsolutePath().toString();
    assertTrue(unit.contains("ExecStart=/opt/imagebeam/scripts/imagebeam @"), unit);
    Files.copy(TIMER, temp.resolve("imagebeam.timer"));
    return Files.writeString(
        temp.resolve("imagebeam.service"),
        unit.replace("/opt/imagebeam/scripts/imagebeam", launcher));
  }

  @Test
  void shouldBeWhatSystemdTakes() throws Exception {
    Path service = installed();
    String unit = Files.readString(service);
    Files.writeString(service, unit.replace("ProtectSystem=", "ProtectSytem="));
    List<String> mistake = verify();
    Assumptions.assumeTrue(
        mistake.toString().contains("ProtectSytem"),
        "needs a systemd-analyze that verifies units, and here it says " + mistake);
    Files.writeString(service, unit);
    assertEquals(List.of(), verify());
  }

  /** What systemd says of the two, and not of the units of this machine that they name. */
  private List<String> verify() throws Exception {
    Tool verified =
        Tool.run(
            Map.of(),
            "systemd-analyze",
            "verify",
            temp.resolve("imagebeam.service").toString(),
            temp.resolve("imagebeam.timer").toString());
    return verified.said().lines().filter(line -> line.contains("imagebeam.")).toList();
  }

  @Test
  void shouldStartEachNight() throws Exception {
    Tool calendar =
        Tool.run(
            Map.of("TZ", "UTC"),
            "systemd-analyze",
            "calendar",
            "--base-time=2026-12-24 12:00:00 UTC",
            "--iterations=2",
            values(TIMER, "OnCalendar").get(0));
    assertEquals(0, calendar.code(), calendar.said());
    assertTrue(calendar.said().contains("2026-12-25 01:30:00 UTC"), calendar.said());
    assertTrue(calendar.said().contains("2026-12-26 01:30:00 UTC"), calendar.said());
    assertEquals(List.of("true"), values(TIMER, "Persistent"));
    assertEquals(List.of("timers.target"), values(TIMER, "WantedBy"));
  }

  @Test
  void shouldLeaveLittleToAProgramThatIsTakenOver() throws Exception {
    Matcher version =
        Pattern.compile("systemd (\\d+)")
            .matcher(Tool.run(Map.of(), "systemd-analyze", "--version").said());
    assertTrue(version.find());
    int found = Integer.parseInt(version.group(1));
    Assumptions.assumeTrue(found >= OFFLINE, "needs systemd " + OFFLINE + ", found " + found);
    Tool security =
        Tool.run(
            Map.of(),
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=25",
            installed().toString());
    assertEquals(0, security.code(), security.said());
  }

  @Test
  void shouldHideNoFailure() throws Exception {
    assertEquals(List.of("143"), values(SERVICE, "SuccessExitStatus"));
    assertEquals(
        List.of(ExitCode.PIPELINE.code() + " " + ExitCode.FETCH.code()),
        values(SERVICE, "RestartForceExitStatus"));
    assertTrue(values(SERVICE, "Restart").isEmpty());
    assertFalse(values(SERVICE, "ExecStart").get(0).startsWith("-"));
  }

  @Test
  void shouldFindWhatTheDocumentInstalls() throws Exception {
    String document = Files.readString(Path.of("docs/nightly.md"));
    assertEquals(
        List.of("/opt/imagebeam/scripts/imagebeam @/etc/imagebeam/nightly.args"),
        values(SERVICE, "ExecStart"));
    for (String path :
        List.of(
            "/opt/imagebeam/scripts",
            "/opt/imagebeam/src/dist",
            "/opt/imagebeam/imagebeam.jar",
            "/etc/imagebeam/nightly.args",
            "/etc/systemd/system")) {
      assertTrue(document.contains(path), path);
    }
    assertTrue(
        values(SERVICE, "Environment").contains("IMAGEBEAM_JAR=/opt/imagebeam/imagebeam.jar"));
    // The state folder holds what the arguments name.
    assertEquals(List.of("imagebeam"), values(SERVICE, "StateDirectory"));
    assertTrue(
        Files.readAllLines(FOLDER.resolve("nightly.args"))
            .contains("--output=/var/lib/imagebeam/nightly/"));
  }
}
