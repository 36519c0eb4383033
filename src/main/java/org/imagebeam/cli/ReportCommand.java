package org.imagebeam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.classify.report.Report;
import org.imagebeam.classify.report.ReportPlace;
import org.imagebeam.classify.report.ReportTables;
import org.imagebeam.classify.table.GoneTable;
import org.imagebeam.cli.shared.CommandOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes a page that shows the images of tables that classify wrote, each beside its labels."
            + " Small images are those that 'classify --report' has left. Of an image without one,"
            + " the page shows the image itself: by a relative address if it lies below the page's"
            + " folder or the one above that, or else by its file: address, and none of gs:// from"
            + " elsewhere.",
    footer = {
      "",
      "Examples:",
      "  imagebeam report night/",
      "  imagebeam report monday.csv tuesday.jsonl --output=week.html"
    })
final class ReportCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      paramLabel = "RESULTS",
      arity = "1..*",
      description =
          "Results files that classify wrote, with the failures beside them, or folders of such. Of"
              + " an image that several have, the row of the last one counts.")
  private List<String> results = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "PAGE",
      description =
          "The page, which ends in .html; if not given, x.html for x.csv, and report.html in a"
              + " folder. An older report there is replaced.")
  private String output = "";

  @Option(
      names = "--thumbnails",
      paramLabel = "FOLDER",
      description =
          "A folder of thumbnails that 'classify --report' left, if it is neither beside the page"
              + " nor beside the results.")
  private String thumbnails = "";

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    // A shell's night/*.csv names them, too.
    List<String> named = results.stream().filter(path -> !GoneTable.isOne(path)).toList();
    if (named.isEmpty()) {
      throw new IOException(
          "'"
              + results.get(0)
              + "' lists images that are gone, and has no labels: name its folder");
    }
    ReportPlace place =
        output.isEmpty() ? ReportTables.placeOf(named.get(0)) : ReportPlace.of("output", output);
    ReportTables tables = ReportTables.of(named);
    long rows =
        Report.write(
            title(named), thumbnails.isEmpty() ? tables : tables.withThumbnails(thumbnails), place);
    console.out().printf(Locale.ROOT, "images: %d%nreport: %s%n", rows, place.page());
  }

  private static String title(List<String> results) {
    return String.join(
        ", ",
        results.stream()
            .map(path -> path.replaceAll("/+$", ""))
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .toList());
  }
}
