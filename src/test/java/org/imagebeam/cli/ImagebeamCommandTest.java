package org.imagebeam.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagebeamCommandTest {
  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path photos;
  private Path model;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.png"), Images.png(20, 20, 1));
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
  }

  @Test
  void shouldClassifyAndSayHowItWent() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    assertEquals(ExitCode.OK.code(), run(args()));
    List<String> lines = err.toString().lines().toList();
    assertTrue(
        lines
            .get(0)
            .matches("classified 1, failed 1 \\(decode 1\\), in [0-9.]+ s \\([0-9.]+ images/s\\)"),
        lines.get(0));
    assertEquals("results:  " + temp + "/x.csv", lines.get(1));
    assertEquals("failures: " + temp + "/x.failures.csv", lines.get(2));
    assertEquals("metrics:  " + temp + "/x.csv.metrics.json", lines.get(3));
    assertEquals(4, lines.size());
    assertEquals("", out.toString());
    assertTrue(Files.exists(temp.resolve("x.csv")));
  }

  @Test
  void shouldSayWhatALedgerHasAlready() {
    assertEquals(0, run(args("--output=" + temp + "/ledger/")));
    assertEquals(0, run(args("--output=" + temp + "/ledger/")));
    assertTrue(err.toString().contains("classified 0, failed 0, skipped 1 done before, in "));
  }

  @Test
  void shouldTakeValuesAfterASpace() {
    int code =
        run(
            "classify",
            "--input",
            photos.toString(),
            "--output",
            temp + "/x.csv",
            "--model",
            model.toString());
    assertEquals(0, code, err.toString());
  }

  @Test
  void shouldReadAnArgumentFileAndOverrideIt() throws IOException {
    Path file = temp.resolve("job.args");
    Files.writeString(
        file,
        String.join(
            "\n",
            "# a job",
            "classify",
            "--input=" + photos,
            "--output=" + temp + "/first.csv",
            "--model=" + model));
    assertEquals(0, run("@" + file, "--output=" + temp + "/second.csv"), err.toString());
    assertFalse(Files.exists(temp.resolve("first.csv")));
    assertTrue(Files.exists(temp.resolve("second.csv")));
  }

  @Test
  void shouldAddUpInputs() throws IOException {
    Path more = Files.createDirectory(temp.resolve("more, and more"));
    Files.write(more.resolve("b.png"), Images.png(20, 20, 2));
    Path list = Files.writeString(temp.resolve("list.txt"), photos + "/a.png\n");
    Path file = Files.writeString(temp.resolve("job.args"), "--input=" + temp + "/none\n");
    assertEquals(
        0, run(args("@" + file, "--input=@" + list, "--input", more.toString())), err.toString());
    assertTrue(err.toString().startsWith("classified 2, failed 0"), err.toString());
    err.getBuffer().setLength(0);
    assertEquals(
        0,
        run("classify", "--input", "@" + list, "--output=" + temp + "/y.csv", "--model=" + model));
    assertTrue(err.toString().startsWith("classified 1, failed 0"), err.toString());
  }

  @Test
  void shouldKeepTheFilesOfOutputsApart() throws IOException {
    for (String output : List.of("a", "b.csv", "a.csv", "a.txt", "a.CSV")) {
      Files.writeString(photos.resolve(output.length() + ".txt"), "text");
      assertEquals(0, run(args("--output=" + temp + "/out/" + output)), err.toString());
    }
    try (Stream<Path> files = Files.list(temp.resolve("out"))) {
      assertEquals(15, files.count());
    }
    assertEquals(2, Files.readAllLines(temp.resolve("out/a.failures")).size());
    assertEquals(3, Files.readAllLines(temp.resolve("out/a.failures.csv")).size());
    assertEquals(0, run("show", temp + "/out/a"), err.toString());
    assertTrue(out.toString().contains("photos/1.txt  failed"), out.toString());
    assertFalse(out.toString().contains("photos/5.txt"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list.txt",
        "job.args",
        "link.csv",
      })
  void shouldNotReplaceWhatItHasNotWritten(String output) throws IOException {
    Path list = Files.writeString(temp.resolve("list.txt"), photos + "/a.png\n");
    Files.writeString(temp.resolve("job.args"), "--topK=3\n");
    Files.createSymbolicLink(temp.resolve("link.csv"), list);
    byte[] before = Files.readAllBytes(temp.resolve(output));
    assertFails(
        ExitCode.OUTPUT,
        "there is a file which isn't a table of imagebeam's, and is not replaced",
        args("@" + temp + "/job.args", "--input=@" + list, "--output=" + temp + "/" + output));
    assertArrayEquals(before, Files.readAllBytes(temp.resolve(output)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photos/a.png",
        "model/classify_image_graph_def.pb",
        "x.xlsx",
        "x.parquet",
        "x.json",
      })
  void shouldRefuseNamesOfOtherFormats(String output) {
    String name = output.substring(output.lastIndexOf('/') + 1);
    assertFails(
        ExitCode.USAGE,
        "--output '" + name + "' ends as the name of",
        args("--output=" + temp + "/" + output));
    assertFalse(Files.exists(temp.resolve("x.xlsx")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_METRICS.json",
        "x.failures.csv",
        "x.csv.metrics.json",
        "x.failures",
        "results-20260101T000000000Z.csv",
        ".x.csv.work",
      })
  void shouldRefuseNamesOfOtherFiles(String output) {
    assertFails(
        ExitCode.USAGE,
        "the output can't be called '" + output + "'",
        args("--output=" + temp + "/" + output));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.failures.csv", "x.csv.metrics.json"})
  void shouldFindOutAtTheStartWhatCannotBeWritten(String file) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("out/" + file));
    Files.createFile(folder.resolve("inside"));
    boolean ledger = file.equals("x.csv");
    assertFails(
        ledger ? ExitCode.NO_INPUT : ExitCode.OUTPUT,
        ledger ? "nothing matches" : "it is a folder",
        args("--output=" + temp + "/out/x.csv", "--input=" + temp + "/none"));
    try (Stream<Path> files = Files.list(temp.resolve("out"))) {
      assertEquals(List.of(folder), files.toList());
    }
  }

  @Test
  void shouldRefuseTwoOfItsFilesInOne() throws IOException {
    assertEquals(0, run(args()));
    Files.delete(temp.resolve("x.failures.csv"));
    Files.createSymbolicLink(temp.resolve("x.failures.csv"), temp.resolve("x.csv"));
    assertFails(ExitCode.OUTPUT, "by a link it is the same file as", args());
    Files.delete(temp.resolve("x.csv"));
    assertFails(ExitCode.OUTPUT, "it is a device or a pipe", args("--output=/dev/null"));
  }

  @Test
  void shouldMissAnArgumentFile() {
    assertFails(ExitCode.USAGE, "there is no argument file 'no.args'", "@no.args");
  }

  @Test
  void shouldSayThatAnArgumentFileIsNoUtf8() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_8)) {
      Path file = Files.write(temp.resolve("x.args"), "\ufeffclassify\n".getBytes(charset));
      assertFails(
          ExitCode.USAGE,
          "the argument file '"
              + file
              + "' isn't plain UTF-8 text: save it as UTF-8 without a byte order mark",
          "@" + file);
    }
    Path file = Files.write(temp.resolve("x.args"), "--input=naïve".getBytes(ISO_8859_1));
    assertFails(ExitCode.USAGE, "isn't plain UTF-8 text", "classify", "@" + file);
    Files.write(file, "model\n".getBytes(StandardCharsets.UTF_16BE));
    assertFails(ExitCode.USAGE, "isn't plain UTF-8 text", "@" + file);
  }

  @Test
  void shouldSuggestTheNearestOption() {
    assertFails(
        ExitCode.USAGE,
        "unknown option '--inptu=x': did you mean --input? (imagebeam classify --help shows",
        "classify",
        "--inptu=x",
        "--output=y");
    assertFails(ExitCode.USAGE, "did you mean --targetParallelism?", args("--targetParalelism=2"));
  }

  @Test
  void shouldSuggestTheNearestCommand() {
    assertFails(ExitCode.USAGE, "unknown argument 'clasify': did you mean classify?", "clasify");
  }

  @Test
  void shouldAskForWhatIsMissing() {
    assertFails(
        ExitCode.USAGE, "Missing required option: '--output=VALUE'", "classify", "--input=x");
    assertFails(ExitCode.USAGE, "which command?");
    assertFails(ExitCode.USAGE, "Missing required parameter: 'RESULTS'", "show");
  }

  @Test
  void shouldRefuseInvalidValues() {
    assertFails(ExitCode.USAGE, "--topK must be at least 1, not 0", args("--topK=0"));
    assertFails(ExitCode.USAGE, "many", args("--topK=many"));
    assertFails(ExitCode.USAGE, "--exif must be apply or ignore", args("--exif=maybe"));
    assertFails(ExitCode.USAGE, "--decode must be exact or fast", args("--decode=FAST"));
    assertFails(ExitCode.USAGE, "NoSuchRunner", args("--runner=NoSuchRunner"));
  }

  @Test
  void shouldReportThatNothingMatches() {
    assertFails(
        ExitCode.NO_INPUT,
        "nothing matches '" + temp + "/none'",
        args("--input=" + temp + "/none"));
    assertFails(ExitCode.NO_INPUT, "can't read the list 'no.txt'", args("--input=@no.txt"));
    assertFalse(Files.exists(temp.resolve("x.csv")));
    assertFalse(Files.exists(temp.resolve("x.failures.csv")));
    assertFalse(Files.exists(temp.resolve("x.csv.metrics.json")));
  }

  @Test
  void shouldReportAMissingModel() {
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "there is no model folder '" + temp + "/none': a model is a folder that holds",
        args("--model=" + temp + "/none"));
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "the model folder '" + photos + "' has no classify_image_graph_def.pb",
        args("--model=" + photos));
  }

  @Test
  void shouldReportAGraphThatCannotBeUsed() throws IOException {
    Files.writeString(model.resolve("model.json"), "{\"output\": \"logits\"}");
    assertFails(ExitCode.MODEL_UNUSABLE, "the graph has no node 'logits'", args());
    Files.writeString(model.resolve("model.json"), "{\"input\": \"nothing\"}");
    assertFails(ExitCode.MODEL_UNUSABLE, "the graph has no node 'nothing'", args());
    Files.delete(model.resolve("model.json"));
    Files.writeString(model.resolve("classify_image_graph_def.pb"), "garbage");
    assertFails(
        ExitCode.MODEL_UNUSABLE, "classify_image_graph_def.pb is no frozen GraphDef", args());
  }

  @Test
  void shouldReportLabelsThatDoNotParse() throws IOException {
    Path labels = model.resolve("imagenet_2012_challenge_label_map_proto.pbtxt");
    Files.writeString(labels, "entry {\n oops\n}");
    assertFails(ExitCode.LABELS_UNUSABLE, labels + ":", args());
    Files.delete(labels);
    assertFails(ExitCode.LABELS_UNUSABLE, labels + ": there is no such file", args());
  }

  @Test
  void shouldReportAnOutputThatCannotBeWritten() {
    assertFails(
        ExitCode.OUTPUT,
        "a.png is a file where a folder is needed",
        args("--output=" + photos + "/a.png/x.csv"));
  }

  @Test
  void shouldShowStackTracesOnlyForDebugging() {
    String[] args = args("--model=" + temp + "/none");
    assertEquals(ExitCode.MODEL_NOT_FOUND.code(), run(args));
    assertEquals(1, err.toString().lines().count());
    err.getBuffer().setLength(0);
    String[] debugging = Arrays.copyOf(args, args.length + 1);
    debugging[args.length] = "--debug";
    assertEquals(ExitCode.MODEL_NOT_FOUND.code(), run(debugging));
    assertTrue(err.toString().contains("\tat org.imagebeam.model.ModelFolder"));
  }

  @Test
  void shouldShowHelpAndVersions() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("classify"), out.toString());
    assertEquals(0, run("classify", "--help"));
    assertTrue(out.toString().contains("--maxPixels=VALUE"), out.toString());
    assertTrue(out.toString().contains("Default: embedded"), out.toString());
    assertFalse(out.toString().contains("--tempLocation"), "Beam's other options are not shown");
    assertEquals(0, run("--version"));
    assertTrue(out.toString().contains("Apache Beam 2.70.0"), out.toString());
  }

  @Test
  void shouldTakeHelpAndVersionAsCommands() {
    assertEquals(0, run("help", "classify"));
    String help = out.toString();
    out.getBuffer().setLength(0);
    assertEquals(0, run("classify", "--help"));
    assertEquals(help, out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("help", "model", "fetch"));
    assertTrue(out.toString().startsWith("Usage: imagebeam model fetch"), out.toString());
    assertFails(
        ExitCode.USAGE, "unknown command 'fetsch' of imagebeam model", "help", "model", "fetsch");
    out.getBuffer().setLength(0);
    assertEquals(0, run("version"));
    assertEquals(
        List.of("imagebeam", "Apache", "Java"),
        out.toString().lines().map(line -> line.substring(0, line.indexOf(' '))).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void shouldPrintAScriptThatCompletesOptions(String shell) throws Exception {
    assertEquals(0, run("completion", shell), err.toString());
    Path script = Files.writeString(temp.resolve("completion"), out.toString());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + script
                    + "'; COMP_WORDS=(imagebeam classify --max); COMP_CWORD=2;"
                    + " _complete_imagebeam; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> completed =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertEquals(
        List.of("--maxImageBytes", "--maxPixels"), completed.stream().map(String::strip).toList());
  }

  @Test
  void shouldSayWhichOptionABareArgumentIsFor() {
    assertFails(
        ExitCode.USAGE,
        "unknown argument 'my photos': give it as --input=my photos (imagebeam classify --help",
        "classify",
        "my photos");
    assertFails(ExitCode.USAGE, "give it as --images=flowers", "retrain", "flowers");
  }

  @Test
  void shouldTakeBeamsOtherOptions() {
    assertEquals(0, run(args("--targetParallelism=1", "--jobName=night")), err.toString());
  }

  @Test
  void shouldShowResults() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    run(args());
    assertEquals(0, run("show", temp + "/x.csv"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(3, lines.size());
    assertEquals("IMAGE         SCORE   LABEL", lines.get(0));
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
  }

  @Test
  void shouldShowWhateverAResultHolds() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    run(args("--format=jsonl", "--output=" + temp + "/x.jsonl"));
    assertEquals(0, run("show", temp + "/x.jsonl"), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).matches("photos/a\\.png  0\\.\\d{4}  word \\d"), lines.get(1));
    assertTrue(lines.get(2).startsWith("photos/b.png  failed  not an image"), lines.get(2));
    for (String ending : List.of("csv", "jsonl")) {
      String file = "--output=" + temp + "/y." + ending;
      run(args(file, "--minScore=1"));
      run("show", temp + "/y." + ending);
      assertTrue(out.toString().contains("photos/a.png          (no label)"), out.toString());
      run(args(file, "--outputs=embedding"));
      run("show", temp + "/y." + ending);
      assertTrue(out.toString().contains("photos/a.png          (an embedding)"), out.toString());
    }
    Path other = Files.writeString(temp.resolve("other.jsonl"), "{\"a\":1}\n");
    assertFails(ExitCode.OUTPUT, "row 1, is neither a result nor", "show", other.toString());
  }

  @Test
  void shouldNotShowOtherTables() throws IOException {
    Path other = Files.writeString(temp.resolve("other.csv"), "a,b\n");
    assertFails(
        ExitCode.OUTPUT, other + "', row 1, is no header of imagebeam's", "show", other.toString());
    assertFails(
        ExitCode.OUTPUT,
        "there is no file '" + temp + "/gone.csv': name a results file that classify has written",
        "show",
        temp + "/gone.csv");
    assertFails(ExitCode.OUTPUT, "is a folder: name one of the", "show", temp.toString());
    run(args());
    Path table = temp.resolve("x.csv");
    String rows = Files.readString(table);
    Files.writeString(table, rows.substring(0, rows.length() - 40));
    assertFails(ExitCode.OUTPUT, "x.csv', row 2, has", "show", table.toString());
    Files.writeString(table, rows.replaceFirst(",0\\.\\d+,", ",\"0,5\","));
    assertFails(ExitCode.OUTPUT, "row 2, has the score '0,5'", "show", table.toString());
  }

  @Test
  void shouldShowTheTablesOfALedger() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    assertEquals(0, run(args("--output=" + temp + "/night/")), err.toString());
    String results = err.toString().lines().filter(l -> l.startsWith("results:")).findFirst().get();
    assertEquals(0, run("show", results.substring("results:".length()).strip()), err.toString());
    assertEquals(3, out.toString().lines().count(), out.toString());
    assertTrue(out.toString().contains("photos/b.png  failed  not an image"), out.toString());
  }

  @Test
  void shouldRefuseToGoOnFromOtherSettings() throws IOException {
    Path work = Files.createDirectories(temp.resolve(".x.csv.work/parts")).getParent();
    Files.writeString(work.resolve("parts/results-1.csv"), "x");
    for (String run :
        List.of("{\"run\":\"x\",\"settings\":\"y\"}", "{", "{\"run\":\"x\",\"attempt\":\"1\"}")) {
      Files.writeString(work.resolve("run.json"), run);
      assertFails(ExitCode.USAGE, "remove that folder to start anew", args());
      assertTrue(Files.exists(work.resolve("parts/results-1.csv")));
    }
  }

  private String[] args(String... more) {
    return Args.of(
        List.of("classify", "--input=" + photos, "--output=" + temp + "/x.csv", "--model=" + model),
        more);
  }

  private void assertFails(ExitCode code, String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code.code(), run(args), err.toString());
    String text = err.toString();
    assertTrue(text.startsWith("imagebeam: "), text);
    assertTrue(text.contains(message), text);
    assertEquals(1, text.lines().count(), text);
  }

  private int run(String... args) {
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
  }
}
