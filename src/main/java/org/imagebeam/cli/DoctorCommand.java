package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.session.NativeLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imagebeam doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Unpacks the native libraries of TensorFlow and others ahead of all runs.",
    footer = {"", "Examples:", "  imagebeam doctor --unpackTo=/opt/imagebeam/libraries"})
final class DoctorCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Option(
      names = "--unpackTo",
      required = true,
      paramLabel = "FOLDER",
      description = {
        "Unpacks the native libraries (some 500 MB) to this folder. Runs with IMAGEBEAM_LIBRARIES"
            + " set to it use them there and unpack nothing; it may be read-only then."
      })
  private Optional<String> unpackTo = Optional.empty();

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    if (unpackTo.isPresent()) {
      Path folder = Path.of(unpackTo.get()).toAbsolutePath();
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s holds the native libraries, %,d bytes%n",
              folder,
              NativeLibraries.unpackTo(folder));
    }
  }
}
