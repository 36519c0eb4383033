package org.imagebeam.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Twenty photos and a small model, and what runs write of them. */
abstract class ClassifyOutputsFixture {
  static final int IMAGES = 20;

  /** Of the bottleneck of {@link TinyGraphs}. */
  static final int VALUES = 16;

  @TempDir Path temp;
  ClassifyFixture files;
  Path out;

  @BeforeEach
  void makeInput() throws IOException {
    files = ClassifyFixture.in(temp);
    out = Files.createDirectory(temp.resolve("out"));
    for (int i = 0; i < IMAGES; i++) {
      files.writePhoto(String.format("p%02d.png", i), i);
    }
  }

  void addImage(String name) throws IOException {
    files.writePhoto(name, 77);
  }

  ClassifySummary run(String output, String... options) throws IOException {
    return pipeline(output, options).run();
  }

  ClassifyPipeline pipeline(String output, String... options) throws IOException {
    return ClassifyPipeline.create(options(output, options));
  }

  ClassifyOptions options(String output, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--input=" + files.photos(), "--model=" + files.model()));
    all.add("--output=" + (output.equals("-") ? output : out + "/" + output));
    all.addAll(List.of(options));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).as(ClassifyOptions.class);
  }

  List<Map<String, String>> rows(String file) throws IOException {
    return ClassifyFixture.rows(out.resolve(file));
  }

  List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(file))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  static float[] values(String json) throws IOException {
    return new ObjectMapper().readValue(json, float[].class);
  }

  float[] npyRow(String file, String row) throws IOException {
    byte[] bytes = Files.readAllBytes(out.resolve(file));
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + data.getShort(8);
    float[] values = new float[VALUES];
    data.position(header + Integer.parseInt(row) * VALUES * Float.BYTES);
    data.asFloatBuffer().get(values);
    return values;
  }

  List<String> names() {
    return Stream.of(out.toFile().list()).sorted().toList();
  }
}
