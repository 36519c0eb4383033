package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.local.OutputException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.testing.Digits;
import org.imagebeam.testing.RecordedPhases;
import org.imagebeam.tfrecord.ScalarEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class TrainPipelineTest {
  @TempDir Path temp;
  private Path data;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    data = Digits.write(temp.resolve("data"), 1700, 300, 4, 1);
    folder = temp.resolve("checkpoints");
  }

  @Test
  void shouldTrainSaveAndTell() throws IOException {
    TrainSummary summary = TrainFixture.pipeline(args("--epochs=3")).run(row -> {});
    assertEquals(30, summary.last().step());
    assertEquals(30, summary.steps());
    assertEquals(2, summary.last().epoch());
    assertTrue(summary.last().testAccuracy() > 0.3, summary.toString());
    assertTrue(summary.last().trainAccuracy() > 0.3, summary.toString());
    assertTrue(summary.last().validationAccuracy() > 0.3, summary.toString());
    assertEquals(
        List.of(
            "checkpoint",
            "curves.html",
            "events.out.tfevents.0000000000.imagebeam",
            "metrics.csv",
            "model.ckpt-10.data-00000-of-00001",
            "model.ckpt-10.index",
            "model.ckpt-10.meta",
            "model.ckpt-20.data-00000-of-00001",
            "model.ckpt-20.index",
            "model.ckpt-20.meta",
            "model.ckpt-30.data-00000-of-00001",
            "model.ckpt-30.index",
            "model.ckpt-30.meta",
            "training.json"),
        files());
    String page = Files.readString(folder.resolve(RunFiles.CURVES));
    assertTrue(page.contains("<td>" + summary.last().testAccuracy() + "</td>"), page);
    assertTrue(page.contains("imagebeam train: sgd, softmax_cross_entropy"), page);
  }

  @Test
  void shouldTellHowFarItIs() throws IOException {
    RecordedPhases phases = new RecordedPhases();
    for (String epochs : List.of("--epochs=2", "--epochs=3")) {
      TrainFixture.pipeline(phases, args(epochs)).run(row -> {});
    }
    assertEquals(
        List.of("training 20 of 20 steps", "training 30 of 30 steps, 20 before"), phases.seen());
    assertEquals(2, phases.endings());
  }

  @Test
  void shouldSayWhatAStoppedRunKeeps() throws IOException {
    TrainPipeline pipeline = TrainFixture.pipeline(args("--epochs=1"));
    assertEquals(
        "; there is no checkpoint to go on from, the same command starts anew",
        pipeline.describeKept());
    pipeline.run(row -> {});
    assertEquals(
        "; the checkpoints so far are kept in '"
            + folder
            + "', and the same command goes on from the newest",
        pipeline.describeKept());
  }

  @Test
  void shouldTellOfTheRowsOfThisRun() throws IOException {
    List<EpochRow> first = TrainFixture.run(args("--epochs=2"));
    assertEquals(List.of(0L, 1L), first.stream().map(EpochRow::epoch).toList());
    List<EpochRow> second = TrainFixture.run(args("--epochs=3"));
    assertEquals(List.of(2L), second.stream().map(EpochRow::epoch).toList());
    assertEquals(List.of(), TrainFixture.run(args("--epochs=3")));
    assertTrue(second.get(0).loss() < first.get(0).loss());
    assertTrue(second.get(0).seconds() > first.get(1).seconds());
  }

  @Test
  void shouldGoOnAsIfUnbroken() throws IOException {
    Path unbroken = temp.resolve("unbroken");
    String[] settings = {"--optimizer=adam", "--emaDecay=0.9", "--batchSize=70"};
    TrainFixture.run(with(args("--epochs=5", "--checkpointDir=" + unbroken), settings));
    TrainFixture.run(with(args("--epochs=2", "--saveEverySteps=7"), settings));
    TrainFixture.run(with(args("--epochs=3"), settings));
    TrainFixture.run(with(args("--epochs=5", "--saveEverySteps=11"), settings));
    TrainFixture.assertSame(unbroken, folder);
    assertEquals(5, TrainFixture.rows(folder).size());
  }

  @Test
  void shouldGoOnFromTheCheckpointThatTheStateNames() throws IOException {
    Path unbroken = temp.resolve("unbroken");
    TrainFixture.run(args("--epochs=4", "--checkpointDir=" + unbroken));
    TrainFixture.run(args("--epochs=4"));
    CheckpointState state = CheckpointState.read(folder.toString());
    CheckpointState.of(folder.resolve("model.ckpt-20").toString(), state.allPaths())
        .write(folder.toString());
    List<EpochRow> again = TrainFixture.run(args("--epochs=4"));
    assertEquals(List.of(2L, 3L), again.stream().map(EpochRow::epoch).toList());
    TrainFixture.assertSame(unbroken, folder);
  }

  @Test
  void shouldWriteTheSameFilesWhenNothingIsLeftToDo() throws IOException {
    TrainFixture.run(args("--epochs=2"));
    byte[] metrics = Files.readAllBytes(folder.resolve(RunFiles.METRICS));
    byte[] events = Files.readAllBytes(folder.resolve(ScalarEvents.FILE_NAME));
    byte[] page = Files.readAllBytes(folder.resolve(RunFiles.CURVES));
    Files.delete(folder.resolve(ScalarEvents.FILE_NAME));
    Files.delete(folder.resolve(RunFiles.CURVES));
    TrainFixture.run(args("--epochs=2"));
    assertArrayEquals(metrics, Files.readAllBytes(folder.resolve(RunFiles.METRICS)));
    assertArrayEquals(events, Files.readAllBytes(folder.resolve(ScalarEvents.FILE_NAME)));
    assertArrayEquals(page, Files.readAllBytes(folder.resolve(RunFiles.CURVES)));
  }

  @Test
  void shouldKeepOnlySoMany() throws IOException {
    TrainFixture.run(args("--epochs=4", "--maxToKeep=2"));
    assertEquals(
        List.of("model.ckpt-30.index", "model.ckpt-40.index"),
        files().stream().filter(name -> name.endsWith(".index")).toList());
    TrainFixture.run(args("--epochs=5", "--maxToKeep=2"));
    assertEquals(
        List.of("model.ckpt-40.index", "model.ckpt-50.index"),
        files().stream().filter(name -> name.endsWith(".index")).toList());
  }

  @Test
  void shouldRefuseToGoOnWithOtherSettings() throws IOException {
    TrainFixture.run(args("--epochs=1"));
    assertRefused("has --batchSize=100, and not 50: give the same", "--batchSize=50");
    assertRefused("has --optimizer=sgd, and not adam", "--optimizer=adam");
    assertRefused("has --learningRate=0.2, and not 0.1", "--learningRate=0.1");
    assertRefused("has --seed=1, and not 2", "--seed=2");
    assertRefused("has --loss=softmax_cross_entropy, and not quadratic", "--loss=quadratic");
    assertRefused("has --emaDecay=0.0, and not 0.5", "--emaDecay=0.5");
    assertRefused("has --validationSize=700, and not 600", "--validationSize=600");
    Path other = Digits.write(temp.resolve("other"), 1700, 300, 4, 2);
    assertRefused("has --data=1700 + 300 pictures of 4x4, ", "--data=" + other);
    Path larger = Digits.write(temp.resolve("larger"), 1700, 300, 5, 1);
    assertRefused("and not 1700 + 300 pictures of 5x5, ", "--data=" + larger);
    assertEquals(1, TrainFixture.rows(folder).size());
    Files.delete(folder.resolve(TrainingRecord.NAME));
    assertRefused("holds checkpoints, and no training.json");
    Files.writeString(folder.resolve(TrainingRecord.NAME), "{");
    assertRefused("training.json is damaged");
  }

  @Test
  void shouldNotStartAnewBesideAStateWhoseCheckpointIsGone() throws IOException {
    TrainFixture.run(args("--epochs=1"));
    Files.delete(folder.resolve("model.ckpt-10.index"));
    UncheckedIOException e =
        assertThrows(UncheckedIOException.class, () -> TrainFixture.run(args("--epochs=1")));
    CheckpointException cause = (CheckpointException) e.getCause();
    assertEquals(CheckpointException.Kind.NOT_FOUND, cause.kind());
    assertTrue(cause.getMessage().contains("model.ckpt-10, which isn't there"), e.getMessage());
  }

  @Test
  void shouldRefuseATableThatIsDamaged() throws IOException {
    TrainFixture.run(args("--epochs=1"));
    Files.writeString(folder.resolve(RunFiles.METRICS), "a,b\r\n1,2\r\n");
    IOException e = assertThrows(IOException.class, () -> TrainFixture.run(args("--epochs=1")));
    assertTrue(e.getMessage().contains("metrics.csv is no table of this kind"), e.getMessage());
    Files.delete(folder.resolve(RunFiles.METRICS));
    assertEquals(1, TrainFixture.run(args("--epochs=2")).size());
  }

  @Test
  void shouldReportDamagedDataOfTheWorker() throws IOException {
    Path labels = data.resolve(Digits.TEST_LABELS);
    byte[] bad = Digits.idx(new byte[300], 300);
    bad[20] = 11;
    Files.write(labels, bad);
    InputException e =
        assertThrows(InputException.class, () -> TrainFixture.run(args("--epochs=1")));
    assertTrue(
        e.getMessage().startsWith(labels + ": label 12 (counted from 0) is 11"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("checkpoint")));
  }

  @Test
  void shouldReportAFolderThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    OutputException e =
        assertThrows(
            OutputException.class, () -> TrainFixture.run(args("--checkpointDir=" + file + "/x")));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  void shouldRefuseInvalidValues() {
    assertUsage("epochs must be at least 1, not 0", "--epochs=0");
    assertUsage("batchSize must be at least 1, not 0", "--batchSize=0");
    assertUsage(
        "batchSize must be at most the number of training examples, 1000, not 1001",
        "--batchSize=1001");
    assertUsage("learningRate must be above 0, not -1.0", "--learningRate=-1");
    assertUsage("learningRate must be above 0, not NaN", "--learningRate=NaN");
    assertUsage("emaDecay must be at least 0 and below 1, not 1.0", "--emaDecay=1");
    assertUsage("maxToKeep must be at least 0, not -1", "--maxToKeep=-1");
    assertUsage("saveEverySteps must be at least 0, not -1", "--saveEverySteps=-1");
    assertUsage("validationSize must be at least 0, not -1", "--validationSize=-1");
    assertUsage("keepCheckpointEveryNHours must be above 0", "--keepCheckpointEveryNHours=0");
    assertUsage("loss must be softmax_cross_entropy or quadratic, not 'hinge'", "--loss=hinge");
    assertUsage("optimizer must be sgd, momentum or adam, not 'lbfgs'", "--optimizer=lbfgs");
  }

  private void assertUsage(String message, String option) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TrainFixture.pipeline(args(option)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private void assertRefused(String message, String... options) {
    Executable run = () -> TrainFixture.run(args(options));
    SettingsException e = assertThrows(SettingsException.class, run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String[] args(String... more) {
    return with(
        new String[] {"--validationSize=700", "--targetParallelism=1"},
        with(
            Stream.of(more).anyMatch(arg -> arg.startsWith("--data="))
                ? new String[0]
                : new String[] {"--data=" + data},
            with(
                Stream.of(more).anyMatch(arg -> arg.startsWith("--checkpointDir="))
                    ? new String[0]
                    : new String[] {"--checkpointDir=" + folder},
                more)));
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more))
        .filter(arg -> !isOverridden(arg, more, args))
        .toArray(String[]::new);
  }

  private static boolean isOverridden(String arg, String[] more, String[] args) {
    String name = arg.substring(0, arg.indexOf('=') + 1);
    return Stream.of(args).anyMatch(arg::equals)
        && Stream.of(more).anyMatch(other -> other.startsWith(name));
  }
}
