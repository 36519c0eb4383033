package org.imagebeam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.show.RowFilter;
import org.imagebeam.cli.show.RowPrinter;
import org.imagebeam.cli.show.ShownTables;
import org.imagebeam.cli.text.Pager;
import org.imagebeam.pipeline.OptionChecks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Prints what classify has written, for people: the five best labels of each image, and why"
            + " failed. On a terminal, page by page, through $PAGER or less.",
    footer = {
      "",
      "Examples:",
      "  imagebeam show photos.csv --topK=1",
      "  imagebeam show night/ --under=dog --minScore=0.8"
    })
final class ShowCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      arity = "1..*",
      paramLabel = "RESULTS",
      description =
          "Files given to classify as --output, shown with the failures beside each; or a folder given"
              + " as --output: of each image the row that counts.")
  private List<String> results = new ArrayList<>();

  @Option(
      names = "--topK",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many labels of each image at most, a line each. Default: 5.")
  private int topK;

  @Option(
      names = "--label",
      paramLabel = "WORDS",
      description =
          "Only images whose best label has these words, in letters of either case; several --label:"
              + " one of them.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--under",
      paramLabel = "GROUP",
      description =
          "Only images whose best label is of this group, by a word of WordNet's such as dog, or its"
              + " id such as n02084071; see 'imagebeam labels'.")
  private Optional<String> under;

  @Option(
      names = "--minScore",
      paramLabel = "SCORE",
      description = "Only images whose best label has at least this score.")
  private @Nullable Double minScore;

  @Option(
      names = "--maxScore",
      paramLabel = "SCORE",
      description = "Only images whose best label has at most this score.")
  private @Nullable Double maxScore;

  @Option(names = "--failures", description = "Only images that failed.")
  private boolean failures;

  @Option(
      names = "--path",
      paramLabel = "TEXT|GLOB",
      description =
          "Only images with this text in their path; or, if it has one of *?[{, whose name matches the"
              + " glob, or the end of whose path does if there is a / in it.")
  private Optional<String> path;

  @Option(names = "--limit", paramLabel = "N", description = "No more than so many images.")
  private @Nullable Long limit;

  @Option(
      names = "--wholePaths",
      description = "Prints all of each path, and not its last two names alone.")
  private boolean wholePaths;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    OptionChecks.atLeastOne("topK", topK);
    long most = limit == null ? Long.MAX_VALUE : OptionChecks.atLeastOne("limit", limit);
    RowFilter filter =
        new RowFilter(new RowFilter.Wanted(labels, under, minScore, maxScore, failures, path));
    ShownTables tables = ShownTables.find(results, line -> console.err().println(line));
    boolean all;
    try (Pager pager = Pager.open(console.out())) {
      all =
          tables.print(
              filter, most, new RowPrinter(pager.out(), topK, wholePaths, Pager.terminalColumns()));
    }
    if (all) {
      filter.count().ifPresent(console.err()::println);
    }
  }
}
