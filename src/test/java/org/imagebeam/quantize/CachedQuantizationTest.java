package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.download.Progress;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileListing;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedQuantizationTest {
  @TempDir Path temp;
  private final Said said = new Said();
  private final InferenceOptions options = PipelineOptionsFactory.as(InferenceOptions.class);
  private Path images;
  private Path model;

  /** Keeps the lines. */
  private static final class Said implements Progress {
    private final List<String> lines = new ArrayList<>();

    @Override
    public Task start(String what, long done, OptionalLong total) {
      throw new IllegalStateException("nothing is fetched here");
    }

    @Override
    public void say(String line) {
      lines.add(line);
    }
  }

  @BeforeEach
  void makeImagesAndModel() throws IOException {
    images = folder("images", 16);
    options.setModelCache(temp.resolve("cache").toString());
    options.setPrecision("int8");
    ModelFolder embedded = ModelFolder.open(ModelFolder.EMBEDDED);
    model = Files.createDirectory(temp.resolve("model"));
    List<String> files = new ArrayList<>(LabelFiles.ALL);
    files.addAll(List.of(ModelFolder.GRAPH, ModelFolder.SPEC));
    for (String file : files) {
      Optional<byte[]> content = embedded.find(file);
      if (content.isPresent()) {
        Files.write(model.resolve(file), content.get());
      }
    }
  }

  private Path folder(String name, int number) throws IOException {
    Path folder = Files.createDirectory(temp.resolve(name));
    for (int i = 0; i < number; i++) {
      Files.write(folder.resolve(i + ".jpg"), Images.jpeg(80, 60, i));
    }
    return folder;
  }

  private ModelRef resolve(String name, Path input) throws IOException {
    said.lines.clear();
    return CachedQuantization.resolve(
        new ModelRef(name, options.getModelCache()),
        options,
        new CachedQuantization.Images(input.toString(), () -> FileListing.expand(input.toString())),
        said);
  }

  private static String idOf(ModelRef model) {
    return model.open().readGraph().id();
  }

  @Test
  void shouldQuantizeOnceWhateverTheNextInput() throws IOException {
    ModelRef first = resolve(model.toString(), images);
    assertTrue(Int8Rewriter.isQuantized(first.open().readGraph().graph()));
    assertEquals(options.getModelCache(), first.cache());
    assertEquals("int8: runs " + model + " over images of " + images + ", once", said.lines.get(0));
    assertTrue(
        said.lines
            .get(1)
            .matches(
                "int8: \\d+ layers in int8, \\d+ in float32; the best class is the same for \\d+ of"
                    + " 16 images"),
        said.lines.toString());
    assertEquals("int8: kept as " + first, said.lines.get(2));
    String id = idOf(first);

    assertEquals(first, resolve(model.toString(), images));
    assertEquals(List.of(), said.lines);

    Path few = folder("few", 1);
    ModelRef second = resolve(model.toString(), few);
    assertEquals(first, second);
    assertEquals(id, idOf(second));
    assertEquals(
        List.of("int8: " + model + " was quantized with images of " + images + "; it stays so"),
        said.lines);

    assertEquals(first, resolve(first.name(), few), "it is quantized");
  }

  @Test
  void shouldQuantizeAnewForOtherNamedImagesAndOtherLabels() throws IOException {
    ModelRef first = resolve(model.toString(), images);
    Path others = folder("others", 17);
    options.setCalibrate(others + "/*.jpg");
    ModelRef named = resolve(model.toString(), folder("none", 0));
    assertNotEquals(first, named);
    assertEquals(
        "int8: runs " + model + " over images of " + others + "/*.jpg, once", said.lines.get(0));
    assertTrue(said.lines.get(1).endsWith(" of 17 images"), said.lines.toString());

    options.setCalibrate("");
    Path labels = model.resolve(LabelFiles.SYNSETS);
    List<String> lines = new ArrayList<>(Files.readAllLines(labels));
    lines.set(0, lines.get(0) + " and others");
    Files.write(labels, lines);
    ModelRef relabelled = resolve(model.toString(), images);
    assertNotEquals(first, relabelled);
    assertEquals(lines, Files.readAllLines(Path.of(relabelled.name(), LabelFiles.SYNSETS)));
    assertEquals(idOf(first), idOf(relabelled), "it is the same network");
  }

  @Test
  void shouldWarnEachTimeOfANetworkThatIsLessExactThanItShouldBe() throws IOException {
    ModelRef first = resolve(model.toString(), images);
    Path record = Path.of(first.name(), QuantizationRecord.FILE);
    String json = Files.readString(record);
    Files.writeString(
        record, json.replaceAll("\"leastCosine\" : [0-9.]+", "\"leastCosine\" : 0.75"));
    assertEquals(first, resolve(model.toString(), images));
    assertEquals(1, said.lines.size(), said.lines.toString());
    assertTrue(
        said.lines
            .get(0)
            .startsWith(
                "int8: " + first + ": the quantized network is less exact than it should be: "),
        said.lines.toString());
    Files.writeString(record, "{");
    assertEquals(first, resolve(model.toString(), images));
    assertTrue(
        said.lines.get(0).startsWith("int8: " + record + " is damaged: it is no JSON: "),
        said.lines.toString());
  }

  @Test
  void shouldQuantizeAgainWhatWasLeftHalfway() throws IOException {
    ModelRef first = resolve(model.toString(), images);
    String id = idOf(first);
    Files.delete(Path.of(first.name(), "calibration.txt"));
    Files.writeString(Path.of(first.name(), ModelFolder.GRAPH), "half");
    assertEquals(first, resolve(model.toString(), images));
    assertEquals(id, idOf(first));
  }

  @Test
  void shouldLeaveTheModelWhereInt8IsNotAskedFor() throws IOException {
    options.setPrecision("float32");
    assertEquals(
        new ModelRef(model.toString(), options.getModelCache()), resolve(model.toString(), images));
    options.setCalibrate(images.toString());
    InvalidValueException unused =
        assertThrows(InvalidValueException.class, () -> resolve(model.toString(), images));
    assertEquals("calibrate is for the precision 'int8' alone", unused.getMessage());
  }

  @Test
  void shouldAskForImagesToBeNamedWhereTheInputHasTooFew() throws IOException {
    Path few = folder("few", 15);
    InputException tooFew =
        assertThrows(InputException.class, () -> resolve(model.toString(), few));
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.NAME_CALIBRATION_IMAGES)), tooFew.remedy());
    assertTrue(tooFew.getMessage().contains("only 15 files in '" + few), tooFew.getMessage());
  }
}
