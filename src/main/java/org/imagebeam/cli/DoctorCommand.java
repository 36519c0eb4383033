package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.doctor.Doctor;
import org.imagebeam.doctor.Finding;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.Json;
import org.imagebeam.session.NativeLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imagebeam doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks whether images can be classified on this machine, and what could be better. Prints a"
          + " line for each topic: versions, Java, processor, limits, folders and their size, and a"
          + " trial with the embedded model. A line with '!' says why images can't be classified,"
          + " one with '-' what could be better."
    },
    footer = {
      "",
      "Examples:",
      "  imagebeam doctor",
      "  imagebeam doctor --unpackTo=/opt/imagebeam/libraries"
    })
final class DoctorCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Option(names = "--json", description = "Prints JSON instead of the lines.")
  private boolean json;

  @Option(
      names = "--unpackTo",
      paramLabel = "FOLDER",
      description =
          "Only unpacks the native libraries (some 500 MB) to this folder. Runs with"
              + " IMAGEBEAM_LIBRARIES=FOLDER in the environment use them there and unpack none; the"
              + " folder may be read-only then.")
  private Optional<String> unpackTo = Optional.empty();

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    call();
  }

  @Override
  public Integer call() throws IOException {
    if (unpackTo.isPresent()) {
      unpack(Path.of(unpackTo.get()).toAbsolutePath().normalize());
      return ExitCode.OK.code();
    }
    List<Finding> found = new ArrayList<>();
    boolean ready =
        Doctor.examine(
            finding -> {
              found.add(finding);
              if (!json) {
                print(finding);
              }
            });
    if (json) {
      printJson(found, ready);
    } else {
      console.out().println(ready ? "ready" : "not ready: see the lines with '!'");
    }
    return (ready ? ExitCode.OK : ExitCode.NOT_READY).code();
  }

  private void unpack(Path folder) throws IOException {
    long bytes = NativeLibraries.unpackTo(folder);
    console.out().printf(Locale.ROOT, "%s: %,d bytes of native libraries%n", folder, bytes);
  }

  private void print(Finding finding) {
    String mark =
        switch (finding.level()) {
          case FINE -> " ";
          case REMARK -> "-";
          case PROBLEM -> "!";
        };
    console.out().printf(Locale.ROOT, "%s %-12s %s%n", mark, finding.topic(), finding.text());
    console.out().flush();
  }

  private void printJson(List<Finding> found, boolean ready) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ready", ready);
    members.put(
        "findings",
        found.stream()
            .map(
                finding ->
                    Map.of(
                        "topic", finding.topic(),
                        "text", finding.text(),
                        "level", finding.level().name().toLowerCase(Locale.ROOT)))
            .toList());
    console.out().println(Json.INDENTED.writeValueAsString(members));
  }
}
