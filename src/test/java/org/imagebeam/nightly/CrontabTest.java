package org.imagebeam.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pipelines/nightly/crontab}. */
class CrontabTest {
  private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=(\\S*)");
  private static final Pattern JOB = Pattern.compile("((?:\\S+ ){5})(flock -n -E 75 \\S+ .+)");
  private static final List<Integer> HIGHEST = List.of(59, 23, 31, 12, 7);

  @TempDir Path temp;
  private final Map<String, String> variables = new HashMap<>();
  private String schedule = "";
  private String command = "";
  private Path log;

  /** Reads it as cron does, and puts all that it names below a folder of the test. */
  @BeforeEach
  void install() throws Exception {
    Tool.run(Map.of(), "flock", "--version");
    for (String line : Files.readAllLines(Path.of("pipelines/nightly/crontab"))) {
      Matcher assignment = ASSIGNMENT.matcher(line);
      Matcher job = JOB.matcher(line);
      if (assignment.matches()) {
        variables.put(assignment.group(1), assignment.group(2));
      } else if (job.matches()) {
        assertEquals("", command, "there is more than one job");
        schedule = job.group(1).strip();
        command = job.group(2);
      } else {
        assertTrue(line.isEmpty() || line.startsWith("#"), line);
      }
    }
    assertFalse(command.contains("%"), "cron makes a line break of it");
    for (String folder :
        List.of("opt/imagebeam/scripts", "var/lib/imagebeam", "var/log/imagebeam")) {
      Files.createDirectories(temp.resolve(folder));
    }
    command = command.replaceAll("(?<=[ @>])/(?=(opt|var|etc)/)", temp + "/");
    log = temp.resolve("var/log/imagebeam/nightly.log");
  }

  private void launcher(String script) throws Exception {
    Path launcher = temp.resolve("opt/imagebeam/scripts/imagebeam");
    Files.writeString(launcher, "#!/bin/bash\n" + script + "\n");
    assertTrue(launcher.toFile().setExecutable(true));
  }

  private Tool night() throws Exception {
    return Tool.run(variables, variables.get("SHELL"), "-c", command);
  }

  @Test
  void shouldRunOnceANight() {
    String[] fields = schedule.split(" ", -1);
    assertEquals(5, fields.length);
    for (int i = 0; i < fields.length; i++) {
      assertTrue(fields[i].equals("*") || Integer.parseInt(fields[i]) <= HIGHEST.get(i), schedule);
    }
    assertEquals("* * *", String.join(" ", fields[2], fields[3], fields[4]));
    assertEquals("root", variables.get("MAILTO"));
  }

  @Test
  void shouldLogWhatIsSaidAndSendNoMail() throws Exception {
    launcher("echo \"$IMAGEBEAM_JAR $XDG_CACHE_HOME $*\"; echo classified 3 >&2");
    assertEquals("", night().said());
    assertEquals(
        List.of(
            "/opt/imagebeam/imagebeam.jar /var/cache @" + temp + "/etc/imagebeam/nightly.args",
            "classified 3"),
        Files.readAllLines(log));
    assertEquals("", night().said());
    assertEquals(4, Files.readAllLines(log).size(), "the second night is added to the first");
  }

  @Test
  void shouldSendMailWithTheExitCodeOfANightThatFailed() throws Exception {
    launcher("echo 'imagebeam: 1 of 6 images failed' >&2; exit 14");
    assertEquals("imagebeam ended with exit code 14, see " + log, night().said().strip());
    assertEquals(List.of("imagebeam: 1 of 6 images failed"), Files.readAllLines(log));
  }

  @Test
  void shouldNotRunBesideTheNightBefore() throws Exception {
    launcher("echo ran");
    Path lock = temp.resolve("var/lib/imagebeam/nightly.lock");
    Process before =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo held; cat").start();
    assertEquals("held", before.inputReader().readLine());
    assertEquals("imagebeam ended with exit code 75, see " + log, night().said().strip());
    assertEquals(List.of(), Files.readAllLines(log));
    before.getOutputStream().close();
    assertEquals(0, before.waitFor());
    assertEquals("", night().said());
    assertEquals(List.of("ran"), Files.readAllLines(log));
  }
}
