package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.model.FetchRequest;
import org.imagebeam.model.ModelCache;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam model fetch}. */
final class FetchCommand implements ImagebeamCommand.Subcommand {
  private static final String TO = "--to";
  private static final String URL = "--url";

  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  FetchCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("fetch"));
    spec.usageMessage()
        .description(
            "Fetches and unpacks a model, and prints the folder. What is there and sound stays.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("NAME")
            .type(String.class)
            .index("0")
            .arity("1")
            .required(true)
            .description(
                "A name that 'imagebeam model list' shows; with --url= also one of your own; or"
                    + " the address of an archive.")
            .build());
    spec.addOption(
        Options.valued(TO, "DIR", "The folder to put it into, in place of one in the cache."));
    spec.addOption(
        Options.valued(
            URL,
            "ADDRESS",
            "Where the archive (.tgz, .zip) is, in place of the catalogue's address: http(s)://,"
                + " gs://, or a file."));
    spec.addOption(ModelCacheOption.spec());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    FetchRequest request =
        new FetchRequest(
            arguments.matchedPositionalValue(0, ""),
            Options.value(arguments, URL),
            Options.value(arguments, TO));
    ModelCache cache = ModelCache.of(ModelCacheOption.value(arguments));
    out.println(request.run(cache, ProgressChoice.of(err)));
  }
}
