package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ExampleReaderTest {
  private static final int TRAINING = 2300;
  private static final int TEST = 1200;
  private static final int SIDE = 3;
  private static final int FEATURES = SIDE * SIDE;

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    folder = Digits.write(temp.resolve("data"), TRAINING, TEST, SIDE, 1);
  }

  @Test
  void shouldKeepTheFirstTrainingExamplesForValidation() throws IOException {
    DatasetShape shape = DatasetShape.of(open(), 500);
    assertEquals(new DatasetShape(1800, 500, TEST, SIDE, SIDE), shape);
    assertEquals(FEATURES, shape.features());
    assertEquals(3500, shape.total());
    assertEquals(500, shape.firstTraining());
    assertEquals(2300, shape.firstTest());
  }

  @Test
  void shouldReadInChunksThatAreNumbered() throws IOException {
    DatasetShape shape = DatasetShape.of(open(), 500);
    List<ExampleChunk> chunks = read(open().training(), shape, 0, TRAINING);
    assertEquals(List.of(0, 1000, 2000), chunks.stream().map(ExampleChunk::first).toList());
    assertEquals(List.of(1000, 1000, 300), chunks.stream().map(ExampleChunk::count).toList());
    byte[] images = unpacked(Digits.TRAIN_IMAGES);
    byte[] labels = unpacked(Digits.TRAIN_LABELS);
    assertEquals(images[16 + 1000 * FEATURES], chunks.get(1).pixels()[0]);
    assertEquals(images[images.length - 1], chunks.get(2).pixels()[300 * FEATURES - 1]);
    assertEquals(labels[8 + 2299], chunks.get(2).labels()[299]);
    assertEquals(7, read(open().test(), shape, 7, TEST).get(0).first());
  }

  @Test
  void shouldEncodeAChunk() throws IOException {
    ExampleChunk chunk = new ExampleChunk(70_000, new byte[] {1, -1, 0, 5}, new byte[] {3, 9});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExampleChunk.Coder.of().encode(chunk, out);
    ExampleChunk decoded =
        ExampleChunk.Coder.of().decode(new ByteArrayInputStream(out.toByteArray()));
    assertEquals(70_000, decoded.first());
    assertArrayEquals(chunk.pixels(), decoded.pixels());
    assertArrayEquals(chunk.labels(), decoded.labels());
  }

  @Test
  void shouldKnowTheDataHoweverTheyCome() throws IOException {
    DatasetShape shape = DatasetShape.of(open(), 500);
    String inOrder = fingerprint(shape, false);
    assertEquals(inOrder, fingerprint(shape, true));
    Files.write(folder.resolve("train-images-idx3-ubyte"), unpacked(Digits.TRAIN_IMAGES));
    Files.delete(folder.resolve(Digits.TRAIN_IMAGES));
    assertEquals(inOrder, fingerprint(shape, false));
    byte[] labels = unpacked(Digits.TRAIN_LABELS);
    labels[8] = (byte) ((labels[8] + 1) % 10);
    Files.write(folder.resolve(Digits.TRAIN_LABELS), labels);
    assertNotEquals(inOrder, fingerprint(shape, false));
  }

  @Test
  void shouldMissExamples() {
    try (ExampleTensors tensors = new ExampleTensors(new DatasetShape(2, 0, 1, 1, 1))) {
      tensors.put(new ExampleChunk(0, new byte[2], new byte[2]));
      IllegalStateException e = assertThrows(IllegalStateException.class, tensors::requireAll);
      assertEquals("2 of 3 examples have come", e.getMessage());
    }
  }

  @Test
  void shouldTakeOtherNames() throws IOException {
    Files.move(folder.resolve(Digits.TEST_IMAGES), folder.resolve("t10k-images.idx3-ubyte.gz"));
    assertTrue(open().test().images().endsWith("/t10k-images.idx3-ubyte.gz"));
  }

  @Test
  void shouldNameWhatIsMissing() throws IOException {
    assertRefused(
        "there is no folder --data=" + temp + "/none", () -> IdxFolder.open(temp + "/none"));
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertRefused(
        "--data=" + empty + " has no train-images-idx3-ubyte.gz (nor one that is unpacked)",
        () -> IdxFolder.open(empty.toString()));
    Files.delete(folder.resolve(Digits.TEST_LABELS));
    assertRefused("has no t10k-labels-idx1-ubyte.gz", this::open);
  }

  @Test
  void shouldRefuseFilesThatDoNotFitTogether() throws IOException {
    Files.write(folder.resolve(Digits.TEST_LABELS), Digits.idx(new byte[3], 3));
    assertRefused(
        "t10k-images-idx3-ubyte.gz has 1200 images, and "
            + folder
            + "/t10k-labels-idx1-ubyte.gz has 3 labels",
        () -> DatasetShape.of(open(), 0));
    Files.write(folder.resolve(Digits.TEST_LABELS), Digits.idx(new byte[1], 1));
    Files.write(folder.resolve(Digits.TEST_IMAGES), Digits.idx(new byte[4], 1, 2, 2));
    assertRefused("has images of [3, 3] and ", () -> DatasetShape.of(open(), 0));
    assertRefused(
        "--validationSize=2300 leaves none to learn from",
        () -> {
          Digits.write(folder, TRAINING, TEST, SIDE, 1);
          DatasetShape.of(open(), TRAINING);
        });
  }

  @Test
  void shouldRefuseLabelsThatAreNoDigits() throws IOException {
    byte[] labels = unpacked(Digits.TRAIN_LABELS);
    labels[8 + 1234] = 10;
    Files.write(folder.resolve(Digits.TRAIN_LABELS), labels);
    DatasetShape shape = DatasetShape.of(open(), 0);
    assertRefused(
        folder
            + "/train-labels-idx1-ubyte.gz: label 1234 (counted from 0) is 10, and must be from 0"
            + " to 9",
        () -> read(open().training(), shape, 0, TRAINING));
  }

  @Test
  void shouldSeeThatAFileWasReplaced() throws IOException {
    DatasetShape shape = DatasetShape.of(open(), 0);
    Digits.write(folder, TRAINING - 1, TEST, SIDE, 1);
    assertRefused(
        "has 2299 entries, and 2300 are expected",
        () -> read(open().training(), shape, 0, TRAINING));
  }

  private String fingerprint(DatasetShape shape, boolean reversed) throws IOException {
    List<ExampleChunk> chunks = new ArrayList<>(read(open().training(), shape, 0, TRAINING));
    chunks.addAll(read(open().test(), shape, TRAINING, TEST));
    if (reversed) {
      Collections.reverse(chunks);
    }
    try (ExampleTensors tensors = new ExampleTensors(shape)) {
      chunks.forEach(tensors::put);
      tensors.requireAll();
      return tensors.fingerprint();
    }
  }

  private IdxFolder open() throws IOException {
    return IdxFolder.open(folder.toString());
  }

  private static List<ExampleChunk> read(
      IdxFolder.Pair files, DatasetShape shape, int first, int count) throws IOException {
    List<ExampleChunk> chunks = new ArrayList<>();
    ExampleReader.read(files, shape, first, count, chunks::add);
    return chunks;
  }

  private byte[] unpacked(String name) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
      return in.readAllBytes();
    }
  }

  private static void assertRefused(String message, Executable action) {
    InputException e = assertThrows(InputException.class, action);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
