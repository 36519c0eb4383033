package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {
  private static final String FILE = "models/mine/model.json";
  private static final String SHA256 = "0123456789abcdefABCDEF".repeat(3).substring(0, 64);

  private static ModelSpec parse(String json) {
    return ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8), FILE);
  }

  private static String refusal(String json) {
    return refusal(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(byte[] json) {
    ModelException e = assertThrows(ModelException.class, () -> ModelSpec.parse(json, FILE));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    String message = e.getMessage();
    assertTrue(message.startsWith(FILE + ":"), message);
    assertFalse(message.contains("\n"), message);
    for (String ofJava : List.of("java", "Token", "deserialize", "REDACTED", "JsonToken")) {
      assertFalse(message.contains(ofJava), message);
    }
    return message.substring(FILE.length() + 1);
  }

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

  /** Whoever writes it may mean 0, or what the network was trained with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input|the name of a node, in quotes",
        "output|the name of a node, in quotes",
        "bottleneck|the name of a node, in quotes",
        "size|[height, width], two whole numbers of 1 to 16384",
        "mean|a number, or a list of three for red, green and blue",
        "scale|a number other than 0, or a list of three for red, green and blue",
        "sha256|the 64 hex digits of the graph's SHA-256, in quotes",
      })
  void shouldRefuseNull(String member, String wanted) {
    assertEquals(
        "2: \""
            + member
            + "\" must be "
            + wanted
            + ", not null: leave it out if there is nothing to state",
        refusal("{\n\"" + member + "\": null}"));
  }

  @Test
  void shouldTakeNotesForPeople() {
    assertEquals(
        ModelSpec.INCEPTION_2015,
        parse("{\"name\": \"EfficientNet\", \"licence\": {\"x\": [1]}, \"comment\": 7}"));
  }

  @Test
  void shouldTakeAByteOrderMark() {
    assertEquals("a", parse("\ufeff{\"input\": \"a\"}").input());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "stddev|\"std\" is the divisor",
        "scales|did you mean \"scale\"?",
        "means|did you mean \"mean\"?",
        "Mean|did you mean \"mean\"?",
        "SIZE|did you mean \"size\"?",
        "inputs|did you mean \"input\"?",
        "ouput|did you mean \"output\"?",
        "bottle_neck|did you mean \"bottleneck\"?",
        "sha-256|did you mean \"sha256\"?",
        "width|\"size\" is [height, width]",
        "labels|the labels are in labels.txt",
        "preprocessing|\"range\" is \"inception\", \"torch\" and so on",
        "batchSize|the members are input, output, bottleneck, size, resize, antialias, crop, range,"
            + " mean, scale, std, channels, activation, feeds, labelOffset, heads, sha256",
      })
  void shouldRefuseUnknownMembersAndNameTheOneThatMayBeMeant(String name, String hint) {
    assertEquals(
        "2: unknown member \"" + name + "\": " + hint, refusal("{\n\"" + name + "\": [1]\n}"));
  }

  @Test
  void shouldRefuseAMemberThatComesTwice() {
    assertEquals("3: \"mean\" is in line 2 already", refusal("{\n\"mean\": 1,\n\"mean\": 1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "\"input\": 5|\"input\" must be the name of a node, in quotes, not 5",
        "\"input\": true|\"input\" must be the name of a node, in quotes, not true",
        "\"input\": \" \"|\"input\" must be the name of a node, in quotes, not \" \"",
        "\"output\": [\"a\"]|\"output\" must be the name of a node, in quotes, not [\"a\"]",
        "\"bottleneck\": {\"a\": 1}|\"bottleneck\" must be the name of a node, in quotes, not an"
            + " object",
        "\"sha256\": 5.5|\"sha256\" must be the 64 hex digits of the graph's SHA-256, in quotes,"
            + " not 5.5",
        "\"sha256\": \"abc\"|\"sha256\" must be the 64 hex digits of the graph's SHA-256, in"
            + " quotes, not \"abc\"",
        "\"sha256\": []|\"sha256\" must be the 64 hex digits of the graph's SHA-256, in quotes,"
            + " not []",
        "\"output\": NaN|\"output\" must be the name of a node, in quotes, not NaN",
        "\"bottleneck\": \"\"|\"bottleneck\" must be the name of a node, in quotes, not \"\"",
      })
  void shouldSayWhatAMemberMustBe(String member, String message) {
    assertEquals("2: " + message, refusal("{\n" + member + "\n}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "224",
        "\"224\"",
        "[]",
        "[224]",
        "[224, 224, 3]",
        "[0, 224]",
        "[224, -1]",
        "[-224, -224]",
        "[NaN, 224]",
        "[224, Infinity]",
        "[null, 224]",
        "[\"224\", 224]",
        "[224.5, 224]",
        "[224.0, 224]",
        "[224, 99999999999]",
        "[16385, 224]",
        "[[224], 224]",
        "true",
      })
  void shouldRefuseSizesThatAreNone(String size) {
    assertEquals(
        "1: \"size\" must be [height, width], two whole numbers of 1 to 16384, not "
            + size.replace("[[224], 224]", "[[], 224]"),
        refusal("{\"size\": " + size + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"128\"",
        "\"\"",
        "true",
        "1e99",
        "-1e99",
        "NaN",
        "Infinity",
        "-Infinity",
        "[1]",
        "[1, 2]",
        "[1, 2, 3, 4]",
        "[1, 2, \"3\"]",
        "[1, 2, null]",
        "[1, 2, 1e99]",
      })
  void shouldRefuseMeansThatAreNoNumbers(String mean) {
    assertEquals(
        "1: \"mean\" must be a number, or a list of three for red, green and blue, not " + mean,
        refusal("{\"mean\": " + mean + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "-0.0",
        "[1, 0, 1]",
        "\"1/128\"",
        "NaN",
        "[1, NaN, 1]",
        "1e-60",
        "[]",
        "{}",
      })
  void shouldRefuseScalesThatLeaveNothing(String scale) {
    assertEquals(
        "1: \"scale\" must be a number other than 0, or a list of three for red, green and blue,"
            + " not "
            + scale.replace("{}", "an object"),
        refusal("{\"scale\": " + scale + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "{~  \"input\": \"a\",~  \"output\" \"b\"~}|3: is not JSON in this line: \"output\" \"b\"",
        "{~  \"input\": a~}|2: is not JSON in this line: \"input\": a",
        "{~  // the node~}|2: JSON has no comments: // the node",
        "{~  # the node~}|2: JSON has no comments: # the node",
        "{\"input\": \"a\",}|1: is not JSON in this line: {\"input\": \"a\",}",
        "{}~{}|2: goes on behind the } that ends the object",
        "[]|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not []",
        "\"model\"|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"},"
            + " not \"model\"",
        "7|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not 7",
        "null|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not"
            + " null",
      })
  void shouldSayInWhichLineItIsNoJson(String json, String message) {
    assertEquals(message, refusal(json.replace('~', '\n')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\n  \"input\": \"a\"\n", "{\"input\": \"a", "{\"size\": [1, ", "{\"size\":"})
  void shouldSayThatItEndsTooEarly(String json) {
    String message = refusal(json);
    assertTrue(
        message.endsWith("ends where a value, a quote or a bracket is missing")
            || message.contains("is not JSON in this line"),
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "\ufeff"})
  void shouldSayThatItIsEmpty(String json) {
    assertTrue(refusal(json).startsWith("1: is empty: state at least {"), refusal(json));
  }

  @Test
  void shouldRefuseOtherEncodings() {
    assertEquals(
        "1: is not UTF-8 text: save it as UTF-8",
        refusal("{\"input\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        "1: is not UTF-8 text: save it as UTF-8",
        refusal("{\"input\": \"a\"}".getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void shouldRefuseWhatIsFarTooDeepOrLong() {
    String deep = "{\"name\": " + "[".repeat(2000) + "]".repeat(2000) + "}";
    assertTrue(refusal(deep).startsWith("1: is not JSON in this line: {"), refusal(deep));
    String digits = refusal("{\"mean\": " + "9".repeat(2000) + "}");
    assertTrue(digits.length() < 300, digits);
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

  @Test
  void shouldRefuseWhatTheNewMembersCannotBe() {
    assertEquals(
        "1: \"std\" must be a number other than 0, or a list of three for red, green and blue, not"
            + " 0",
        refusal("{\"std\": 0}"));
    assertEquals(
        "1: \"channels\" must be \"RGB\" or \"BGR\", not \"GBR\"",
        refusal("{\"channels\": \"GBR\"}"));
    assertEquals(
        "1: \"range\" must be one of \"inception\", \"unit\", \"torch\", \"caffe\", \"none\", not"
            + " \"imagenet\"",
        refusal("{\"range\": \"imagenet\"}"));
    assertEquals(
        "1: \"feeds\" must be an object with a number, true or false for each placeholder, not an"
            + " object",
        refusal("{\"feeds\": {\"keep_prob\": \"1\"}}"));
    assertEquals(
        "1: \"labelOffset\" must be a whole number of 0 to 1000, not -1",
        refusal("{\"labelOffset\": -1}"));
    assertEquals(
        "1: \"scale\" is 1 divided by \"std\": state one of the two",
        refusal("{\"scale\": 1, \"std\": 1}"));
    assertTrue(
        refusal("{\"range\": \"unit\", \"mean\": 1}").startsWith("1: \"range\" states the mean"));
  }
}
