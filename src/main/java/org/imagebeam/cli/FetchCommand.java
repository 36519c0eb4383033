package org.imagebeam.cli;

import java.io.IOException;
import java.util.Optional;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.shared.ModelCacheOption;
import org.imagebeam.model.FetchRequest;
import org.imagebeam.model.ModelCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam model fetch}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = "Fetches and unpacks a model, and prints the folder. Intact files are kept.",
    footer = {
      "",
      "Examples:",
      "  imagebeam model fetch inception-v3",
      "  imagebeam model fetch flowers --url=gs://bucket/flowers.tgz"
    })
final class FetchCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      paramLabel = "NAME",
      description =
          "A name that 'imagebeam model list' shows; with --url also a new name; or the address of"
              + " an archive.")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder to put it into, instead of one in the cache.")
  private Optional<String> folder;

  @Option(
      names = "--url",
      paramLabel = "ADDRESS",
      description =
          "Where the archive (.tgz, .zip) is, instead of the catalogue's address: http(s)://,"
              + " gs://, or a file.")
  private Optional<String> url;

  @Mixin private ModelCacheOption modelCache;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    FetchRequest request = new FetchRequest(name, url, folder);
    ModelCache cache = modelCache.open();
    console.out().println(request.run(cache, ImagebeamCommand.progress(console.command())));
  }
}
