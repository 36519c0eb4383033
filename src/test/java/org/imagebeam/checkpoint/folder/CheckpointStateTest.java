package org.imagebeam.checkpoint.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.checkpoint.Failures;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStateTest {
  @TempDir Path folder;

  private CheckpointState read(String text) throws IOException {
    Files.writeString(folder.resolve("checkpoint"), text);
    return CheckpointState.read(folder.toString());
  }

  /** The text is what Python 3.11 with protobuf 5.29.6 prints. */
  @Test
  void shouldPrintAsPythonDoes() {
    CheckpointState state =
        new CheckpointState(
            Optional.of("a\"b'c\\d\té模\u0001\u007f\n"),
            List.of("", "x", "1", "2", "3", "4", "5"),
            List.of(
                1.0,
                1700000000.123456,
                1e22,
                1e-7,
                Double.POSITIVE_INFINITY,
                0.1,
                123456789012345680.0),
            1.5);
    assertEquals(
        """
        model_checkpoint_path: "a\\"b\\'c\\\\d\\té模\\001\\177\\n"
        all_model_checkpoint_paths: ""
        all_model_checkpoint_paths: "x"
        all_model_checkpoint_paths: "1"
        all_model_checkpoint_paths: "2"
        all_model_checkpoint_paths: "3"
        all_model_checkpoint_paths: "4"
        all_model_checkpoint_paths: "5"
        all_model_checkpoint_timestamps: 1.0
        all_model_checkpoint_timestamps: 1700000000.123456
        all_model_checkpoint_timestamps: 1e+22
        all_model_checkpoint_timestamps: 1e-07
        all_model_checkpoint_timestamps: inf
        all_model_checkpoint_timestamps: 0.1
        all_model_checkpoint_timestamps: 1.2345678901234568e+17
        last_preserved_timestamp: 1.5
        """,
        state.toString());
    assertEquals(state, CheckpointStateText.parse(state.toString()));
  }

  @Test
  void shouldPrintTheSameDigitsWhateverTheLocale() {
    CheckpointState state =
        new CheckpointState(Optional.of("x"), List.of("x"), List.of(1e22), 1e-7);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals(state, CheckpointStateText.parse(state.toString()));
      assertEquals(
          List.of("all_model_checkpoint_timestamps: 1e+22", "last_preserved_timestamp: 1e-07"),
          state.toString().lines().skip(2).toList());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void shouldReadWhatWasWritten() throws IOException {
    CheckpointState state = CheckpointState.of("/a/m-2", List.of("/a/m-1", "/a/m-2"));
    state.write(folder.toString(), "other");
    assertEquals(state, CheckpointState.read(folder.toString(), "other"));
    state.write(folder.toString());
    assertEquals(state, CheckpointState.read(folder.toString()));
  }

  @Test
  void shouldReadWhatWasEditedByHand() throws IOException {
    CheckpointState state =
        read(
            """
            # The second is better.
            model_checkpoint_path: 'm-' "2"
            all_model_checkpoint_paths: ["m-1", '/abs/m\\0622']
            last_preserved_timestamp: 5;
            """);
    assertEquals(Optional.of(folder + "/m-2"), state.modelPath());
    assertEquals(List.of(folder + "/m-1", "/abs/m22"), state.allPaths());
    assertEquals(5, state.lastPreservedTimestamp());
  }

  @Test
  void shouldChooseTheModelByHand() throws IOException {
    Files.createFile(folder.resolve("m-1.index"));
    read("model_checkpoint_path: \"m-1\"\nall_model_checkpoint_paths: \"m-2\"\n");
    assertEquals(Optional.of(folder + "/m-1"), Checkpoints.latestCheckpoint(folder.toString()));
    read("model_checkpoint_path: \"m-2\"\n");
    assertEquals(Optional.empty(), Checkpoints.latestCheckpoint(folder.toString()));
  }

  @Test
  void shouldBeEmptyWithoutAFile() throws IOException {
    assertEquals(Optional.empty(), CheckpointState.read(folder.toString()).modelPath());
    assertEquals(List.of(), CheckpointState.read(folder + "/none").allPaths());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_checkpoint_path: \"m",
        "model_checkpoint_path: m",
        "model: \"m\"",
        "model_checkpoint_path: \"m\"\n\u0000",
        "",
        "all_model_checkpoint_paths: \"m\"",
        "model_checkpoint_path: \"\""
      })
  void shouldRefuseWhatIsNoState(String text) {
    Failures.assertKind(Kind.CORRUPT, () -> read(text), folder + "/checkpoint");
  }

  @Test
  void shouldRefuseTimesThatDoNotMatch() {
    Failures.assertFails(
        IllegalArgumentException.class,
        () -> new CheckpointState(Optional.of("a"), List.of("a"), List.of(1.0, 2.0), 0));
  }

  /** What Python's os.path and checkpoint_management.py make of these. */
  @Test
  void shouldWritePathsAsPythonDoes() {
    CheckpointState absolute = CheckpointState.of("/a/b/m-1", List.of("/a/m-0", "/a/b/m-1"));
    assertEquals(absolute, absolute.in("/a/b", false));
    assertEquals(CheckpointState.of("m-1", List.of("../m-0", "m-1")), absolute.in("/a/b", true));
    CheckpointState relative = CheckpointState.of("net/m-1", List.of("old/m-0", "net/m-1"));
    assertEquals(
        CheckpointState.of("m-1", List.of("../old/m-0", "m-1")), relative.in("net", false));
    CheckpointState here = CheckpointState.of("m-1", List.of("m-1"));
    assertEquals(here, here.in("", false));
    CheckpointState remote =
        CheckpointState.of("gs://b/d/m-1", List.of("gs://c/m-0", "gs://b/d/m-1"));
    assertEquals(
        CheckpointState.of("m-1", List.of("gs://c/m-0", "m-1")), remote.in("gs://b/d", false));
  }

  @Test
  void shouldTakePathsApartAsPythonDoes() {
    assertEquals("", CheckpointPaths.directory("m"));
    assertEquals("/", CheckpointPaths.directory("/m"));
    assertEquals("a", CheckpointPaths.directory("a//m"));
    assertEquals("gs://b", CheckpointPaths.directory("gs://b/m"));
    assertEquals("m-1.meta", CheckpointPaths.meta("m-1-00000-of-00002"));
    assertEquals("m-1.meta", CheckpointPaths.meta("m-1-?????-of-00002"));
    assertEquals(".", CheckpointPaths.relative("/a/b", "/a/b"));
  }
}
