package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {
  private static final String FILE = "models/mine/model.json";

  private static ModelSpec parse(String json) {
    return ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8), FILE);
  }

  private static String refusal(String json) {
    ModelException e = assertThrows(ModelException.class, () -> parse(json));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    return e.getMessage();
  }

  @Test
  void shouldReadEachMember() {
    ModelSpec spec =
        parse(
            """
            {
              "input": "image", "output": "scores", "bottleneck": "features",
              "size": [120, 160], "mean": 127.5, "scale": 0.25, "sha256": "abc"
            }
            """);
    assertEquals(
        new ModelSpec(
            "image",
            "scores",
            "features",
            Optional.of(List.of(120, 160)),
            127.5f,
            0.25f,
            Optional.of("abc")),
        spec);
    assertEquals(Optional.of(120), spec.height());
    assertEquals(Optional.of(160), spec.width());
  }

  @Test
  void shouldTakeTheNamesOf2015ForWhatIsMissing() {
    ModelSpec names = parse("{}");
    assertEquals(ModelSpec.INCEPTION_2015, names);
    assertEquals("DecodeJpeg/contents", names.input());
    assertEquals("softmax", names.output());
    assertEquals("pool_3", names.bottleneck());
    assertEquals(128f, names.mean());
    assertEquals(1 / 128f, names.scale());
    assertEquals(Optional.empty(), names.height());
    assertEquals(Optional.empty(), names.width());
    assertEquals(Optional.empty(), names.sha256());
    ModelSpec partial = parse("{\"output\": \"final_result\", \"mean\": 0}");
    assertEquals("final_result", partial.output());
    assertEquals(0f, partial.mean());
    assertEquals("DecodeJpeg/contents", partial.input());
    assertEquals(1 / 128f, partial.scale());
  }

  @Test
  void shouldTakeNullForMissing() {
    assertEquals(
        ModelSpec.INCEPTION_2015,
        parse("{\"input\": null, \"size\": null, \"scale\": null, \"sha256\": null}"));
  }

  @Test
  void shouldIgnoreUnknownMembers() {
    assertEquals(
        ModelSpec.INCEPTION_2015,
        parse("{\"name\": \"EfficientNet\", \"authors\": [{\"x\": 1}], \"height\": 7}"));
  }

  @Test
  void shouldNameTheLineOfASyntaxError() {
    String message = refusal("{\n  \"input\": \"a\",\n  \"output\" \"b\"\n}");
    assertTrue(message.startsWith(FILE + ":3: Unexpected character ('\"'"), message);
    String open = refusal("{\n  \"input\": \"a\"\n");
    assertTrue(open.startsWith(FILE + ":3: Unexpected end-of-input"), open);
    String empty = refusal("");
    assertTrue(empty.startsWith(FILE + ":1: No content"), empty);
    String trailing = refusal("{}\n{}");
    assertTrue(trailing.startsWith(FILE + ":2: Trailing token"), trailing);
    String binary = refusal("\0\1\2");
    assertTrue(binary.startsWith(FILE + ":1: Illegal character"), binary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"input\": 5",
        "\"input\": true",
        "\"output\": [\"a\"]",
        "\"bottleneck\": {}",
        "\"size\": 224",
        "\"size\": \"224\"",
        "\"size\": [\"224\", 224]",
        "\"size\": [224.5, 224]",
        "\"size\": [224, 99999999999]",
        "\"mean\": \"128\"",
        "\"mean\": \"\"",
        "\"mean\": true",
        "\"scale\": [1]",
        "\"sha256\": 5.5",
      })
  void shouldNameTheLineOfAWrongType(String member) {
    String message = refusal("{\n" + member + "\n}");
    assertTrue(message.startsWith(FILE + ":2: "), message);
    assertFalse(message.contains("\n"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[224]", "[224, 224, 3]", "[0, 224]", "[224, -1]", "[null, 224]"})
  void shouldRefuseSizesThatAreNone(String size) {
    assertEquals(FILE + ": \"size\" must be [height, width]", refusal("{\"size\": " + size + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"mean\": 1e99", "\"scale\": -1e99", "\"scale\": 0", "\"mean\": \"NaN\""})
  void shouldRefuseNumbersThatNormaliseNothing(String member) {
    assertEquals(
        FILE + ": \"mean\" and \"scale\" must be finite, and \"scale\" not 0",
        refusal("{" + member + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"model\"", "7"})
  void shouldRefuseWhatIsNoObject(String json) {
    String message = refusal(json);
    assertTrue(message.startsWith(FILE + ":1: "), message);
  }

  @Test
  void shouldRefuseNull() {
    assertEquals(FILE + ": null is no JSON object", refusal("null"));
  }

  @Test
  void shouldRefuseNulls() {
    Optional<List<Integer>> size = Optional.empty();
    Optional<String> sha = Optional.empty();
    assertNull("input", () -> new ModelSpec(null, "o", "b", size, 0, 1, sha));
    assertNull("output", () -> new ModelSpec("i", null, "b", size, 0, 1, sha));
    assertNull("bottleneck", () -> new ModelSpec("i", "o", null, size, 0, 1, sha));
    assertNull("size", () -> new ModelSpec("i", "o", "b", null, 0, 1, sha));
    assertNull("sha256", () -> new ModelSpec("i", "o", "b", size, 0, 1, null));
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }
}
