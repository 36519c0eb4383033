package org.imagebeam.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.classify.answer.LabelGroups;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.cli.report.LabelReport;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.shared.ModelCacheOption;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelRef;
import org.imagebeam.modelimport.CachedImport;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.wordnet.GroupName;
import org.imagebeam.wordnet.Synset;
import org.imagebeam.wordnet.WordNet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam labels}. */
@Command(
    name = "labels",
    mixinStandardHelpOptions = true,
    description =
        "Prints the classes of a model: their numbers and labels; of ImageNet's classes also their"
            + " WordNet ids, and the groups that they are kinds of.",
    footer = {
      "",
      "Examples:",
      "  imagebeam labels --under=dog",
      "  imagebeam labels flower-model --format=csv"
    })
final class LabelsCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = "embedded",
      description =
          "The model, as for classify --model: a name that 'imagebeam model list' shows, a folder,"
              + " an archive, or an address; fetched when needed. Default: embedded.")
  private String model;

  @Option(
      names = "--under",
      paramLabel = "GROUP",
      description =
          "Only classes of this group, by a word of WordNet's such as dog, or its id such as"
              + " n02084071.")
  private Optional<String> under;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv, or jsonl for JSON Lines; if not given, columns of text.")
  private Optional<String> format;

  @Mixin private ModelCacheOption modelCache;

  @Override
  public void run() throws IOException {
    Optional<TableFormat> wanted =
        format.map(name -> OptionChecks.oneOf(TableFormat.class, "format", name));
    Optional<Synset> group = under.map(name -> GroupName.find("under", name));
    String name =
        CachedImport.resolve(model, modelCache.folder(), line -> console.err().println(line));
    LabelMap labels =
        LabelFiles.read(
            new ModelRef(name, modelCache.folder())
                .open(ImagebeamCommand.progress(console.command())));
    if (group.isEmpty()) {
      print(LabelReport.of(labels, label -> true), wanted);
      return;
    }
    LabelGroups.requireFitting("under", labels);
    Set<String> ids = WordNet.ofImageNet().under(group.get());
    LabelReport report = LabelReport.of(labels, label -> ids.contains(label.synset()));
    print(report, wanted);
    console.out().flush();
    console.err().println(report.count() + " are of the group " + group.get());
  }

  private void print(LabelReport report, Optional<TableFormat> wanted) throws IOException {
    if (wanted.isEmpty()) {
      report.print(console.out());
    } else if (wanted.get() == TableFormat.CSV) {
      report.printCsv(console.out());
    } else {
      report.printLines(console.out());
    }
  }
}
