package org.imagebeam.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagebeamCommandTest extends ImagebeamCommandFixture {
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
        List.of("--maxFailureRatio", "--maxPruneRatio", "--maxImageBytes", "--maxPixels"),
        completed.stream().map(String::strip).toList());
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
}
