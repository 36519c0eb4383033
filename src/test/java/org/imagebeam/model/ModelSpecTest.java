package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ModelSpecTest extends ModelSpecFixture {
  private static final String SHA256 = "0123456789abcdefABCDEF".repeat(3).substring(0, 64);

  @Test
  void shouldReadEachMember() {
    ModelSpec spec =
        parse(
            """
            {
              "input": "image", "output": "scores", "bottleneck": "features",
              "size": [120, 160], "mean": 127.5, "scale": 0.25, "sha256": "%s"
            }
            """
                .formatted(SHA256));
    assertEquals(
        new ModelSpec(
            "image",
            "scores",
            "features",
            Optional.of(List.of(120, 160)),
            Optional.of(List.of(127.5f)),
            Optional.of(List.of(0.25f)),
            Optional.of(SHA256)),
        spec);
    assertEquals(Optional.of(120), spec.height());
    assertEquals(Optional.of(160), spec.width());
    assertEquals(List.of(127.5f, 127.5f, 127.5f), spec.channelMeans());
    assertEquals(List.of(0.25f, 0.25f, 0.25f), spec.channelScales());
  }

  @Test
  void shouldReadAMeanAndAScalePerColour() {
    ModelSpec spec = parse("{\"mean\": [123.68, 116.78, 103.94], \"scale\": [1, 2, 0.5]}");
    assertEquals(List.of(123.68f, 116.78f, 103.94f), spec.channelMeans());
    assertEquals(List.of(1f, 2f, 0.5f), spec.channelScales());
  }

  @Test
  void shouldTakeTheNamesOf2015ForWhatIsMissingAndNormaliseNothing() {
    ModelSpec names = parse("{}");
    assertEquals(ModelSpec.INCEPTION_2015, names);
    assertEquals("DecodeJpeg/contents", names.input());
    assertEquals("softmax", names.output());
    assertEquals("pool_3", names.bottleneck());
    assertFalse(names.statesPixels());
    assertEquals(List.of(0f, 0f, 0f), names.channelMeans());
    assertEquals(List.of(1f, 1f, 1f), names.channelScales());
    assertEquals(Optional.empty(), names.height());
    assertEquals(Optional.empty(), names.width());
    assertEquals(Optional.empty(), names.sha256());
  }

  @Test
  void shouldLeaveWhatIsNotStatedOfMeanAndScaleWithoutEffect() {
    ModelSpec mean = parse("{\"output\": \"final_result\", \"mean\": 117}");
    assertEquals("final_result", mean.output());
    assertEquals("DecodeJpeg/contents", mean.input());
    assertTrue(mean.statesPixels());
    assertEquals(List.of(117f, 117f, 117f), mean.channelMeans());
    assertEquals(List.of(1f, 1f, 1f), mean.channelScales());
    ModelSpec scale = parse("{\"scale\": 0.5}");
    assertTrue(scale.statesPixels());
    assertEquals(List.of(0f, 0f, 0f), scale.channelMeans());
    assertEquals(List.of(0.5f, 0.5f, 0.5f), scale.channelScales());
  }

  @Test
  void shouldTakeNotesForPeople() {
    assertEquals(
        ModelSpec.INCEPTION_2015,
        parse("{\"name\": \"EfficientNet\", \"licence\": {\"x\": [1]}, \"comment\": 7}"));
  }

  @Test
  void shouldTakeFilesOfOldAsTheyWereMeant() {
    String old =
        """
        {
          "input" : "in",
          "output" : "final_result",
          "bottleneck" : "neck",
          "size" : [ 20, 30 ],
          "sha256" : "%s"
        }"""
            .formatted(SHA256);
    assertEquals(List.of(128f, 128f, 128f), parse(old).channelMeans());
    assertEquals(List.of(1 / 128f, 1 / 128f, 1 / 128f), parse(old).channelScales());
    assertEquals(parse(old), parse(old.replace("\n", "\r\n")));
    assertFalse(parse(old.replace(" :", ":")).statesPixels());
    assertFalse(parse(old.replace("\n  \"size\" : [ 20, 30 ],", "")).statesPixels());
  }

  @Test
  void shouldRefuseValuesThatAreNone() {
    Optional<String> sha = Optional.empty();
    Optional<List<Integer>> size = Optional.empty();
    Optional<List<Float>> one = Optional.of(List.of(1f));
    for (List<Float> wrong :
        List.of(List.<Float>of(), List.of(1f, 2f), List.of(Float.NaN), List.of(1f, 2f, 1 / 0f))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new ModelSpec("i", "o", "b", size, Optional.of(wrong), one, sha));
      assertThrows(
          IllegalArgumentException.class,
          () -> new ModelSpec("i", "o", "b", size, one, Optional.of(wrong), sha));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelSpec("i", "o", "b", size, one, Optional.of(List.of(0f)), sha));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelSpec("i", "o", "b", Optional.of(List.of(1)), one, one, sha));
  }

  @Test
  void shouldRefuseNulls() {
    Optional<List<Integer>> size = Optional.empty();
    Optional<List<Float>> no = Optional.empty();
    Optional<String> sha = Optional.empty();
    assertNull("input", () -> new ModelSpec(null, "o", "b", size, no, no, sha));
    assertNull("output", () -> new ModelSpec("i", null, "b", size, no, no, sha));
    assertNull("bottleneck", () -> new ModelSpec("i", "o", null, size, no, no, sha));
    assertNull("size", () -> new ModelSpec("i", "o", "b", null, no, no, sha));
    assertNull("mean", () -> new ModelSpec("i", "o", "b", size, null, no, sha));
    assertNull("scale", () -> new ModelSpec("i", "o", "b", size, no, null, sha));
    assertNull("sha256", () -> new ModelSpec("i", "o", "b", size, no, no, null));
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }

  @Test
  void shouldReadWhatIsAddedToTheGraph() {
    ModelSpec spec =
        parse(
            """
            {"channels": "BGR", "activation": "softmax", "labelOffset": 1,
             "feeds": {"keep_prob:0": 1, "is_training": false}}
            """);
    assertEquals(
        new GraphAdaptation(
            true, Activation.SOFTMAX, new TreeMap<>(Map.of("keep_prob", 1f, "is_training", 0f))),
        spec.adaptation());
    assertEquals(1, spec.labelOffset());
    assertEquals(GraphAdaptation.NONE, parse("{}").adaptation());
  }

  @Test
  void shouldReadRangesByTheNamesThatPeopleKnow() {
    ModelSpec inception = parse("{\"range\": \"inception\"}");
    assertEquals(List.of(127.5f, 127.5f, 127.5f), inception.channelMeans());
    assertEquals(List.of(1 / 127.5f, 1 / 127.5f, 1 / 127.5f), inception.channelScales());
    ModelSpec none = parse("{\"range\": \"none\"}");
    assertTrue(none.statesPixels());
    assertEquals(List.of(0f, 0f, 0f), none.channelMeans());
    ModelSpec caffe = parse("{\"range\": \"caffe\"}");
    assertTrue(caffe.adaptation().blueFirst());
    assertEquals(List.of(123.68f, 116.779f, 103.939f), caffe.channelMeans());
  }

  @Test
  void shouldDivideByStd() {
    ModelSpec spec = parse("{\"mean\": 1, \"std\": [2, 4, 8]}");
    assertEquals(List.of(0.5f, 0.25f, 0.125f), spec.channelScales());
  }
}
