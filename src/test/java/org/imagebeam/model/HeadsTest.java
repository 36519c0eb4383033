package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {
  private static ModelSpec parse(String heads) {
    String json = "{\"output\": \"kind\", \"heads\": " + heads + "}";
    return ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8), "model.json");
  }

  @Test
  void shouldBeReadInTheOrderOfTheirNames() {
    Heads heads = parse("{\"shape\": \"b:1\", \"colour\": \"a/Softmax:0\"}").heads();
    assertEquals(Map.of("colour", "a/Softmax", "shape", "b:1"), heads.nodes());
    assertEquals(List.of("colour", "shape"), heads.nodes().keySet().asList());
    assertEquals("labels-colour.txt", Heads.labelFile("colour"));
    assertEquals(Heads.NONE, ModelSpec.INCEPTION_2015.heads());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[\"a\"]",
        "\"a\"",
        "{\"a\": 3}",
        "{\"a\": \"\"}",
        "{\"1a\": \"b\"}",
        "{\"a b\": \"b\"}",
        "{\"a/b\": \"b\"}",
        "{\"a\": \"b\", \"A\": \"c\"}",
        "{\"a\": \"b\", \"a\": \"c\"}",
        "{\"a\": {}}",
        "{\"a\": {\"activation\": \"softmax\"}}",
        "{\"a\": {\"node\": \"b\", \"activation\": \"relu\"}}",
        "{\"a\": {\"node\": \"b\", \"activation\": 1}}",
        "{\"a\": {\"node\": {\"node\": \"b\"}}}",
        "{\"a\": {\"node\": \"b\", \"labels\": \"x.txt\"}}"
      })
  void shouldBeRefusedWithWhatTheyMustBe(String wrong) {
    ModelException e = assertThrows(ModelException.class, () -> parse(wrong));
    assertTrue(
        e.getMessage()
            .startsWith(
                "model.json:1: \"heads\" must be an object with the name of a node for each head,"
                    + " whose name has letters, digits and _"),
        e.getMessage());
  }

  @Test
  void shouldNotRepeatTheFirstOutput() {
    assertEquals(
        "model.json:1: \"heads\" names 'kind', which is the first output: leave it out there",
        assertThrows(ModelException.class, () -> parse("{\"a\": \"kind:0\"}")).getMessage());
  }

  @Test
  void shouldHaveAnActivationEach() {
    Heads heads =
        parse(
                """
            {"colour": {"node": "a:0", "activation": "sigmoid"}, "shape": {"node": "b"},
             "size": {"node": "c", "activation": "none"}, "type": "d"}
            """)
            .heads();
    assertEquals(Map.of("colour", "a", "shape", "b", "size", "c", "type", "d"), heads.nodes());
    assertEquals(Map.of("colour", Activation.SIGMOID), heads.activations());
    assertEquals(Activation.SIGMOID, heads.activation("colour"));
    assertEquals(Activation.NONE, heads.activation("shape"));
    assertEquals(
        "{colour={activation=sigmoid, node=a}, shape=b, size=c, type=d}",
        heads.toJson().toString());
    assertEquals(
        "there is no head 'b'",
        assertThrows(
                IllegalArgumentException.class,
                () -> Heads.of(Map.of("a", "x"), Map.of("b", Activation.SOFTMAX)))
            .getMessage());
  }

  @Test
  void shouldNotRepeatEachOther() {
    assertEquals(
        "model.json:1: \"heads\" names 'b' as 'a' and as 'c': each needs an output of its own",
        assertThrows(
                ModelException.class,
                () -> parse("{\"a\": \"b\", \"c\": {\"node\": \"b:0\"}, \"d\": \"b:1\"}"))
            .getMessage());
  }

  @Test
  void shouldNotBeOneNodeByTwoNames(@TempDir Path temp) throws IOException {
    Files.write(temp.resolve(ModelFolder.GRAPH), TwoHeads.graph().toByteArray());
    Path json = temp.resolve(ModelFolder.SPEC);
    Files.writeString(
        json, "{\"input\": \"input\", \"output\": \"out\", \"heads\": {\"a\": \"import/out\"}}");
    ModelFolder folder = ModelFolder.open(temp.toString());
    assertEquals(
        json + ": \"heads\" names 'out', which is the first output: leave it out there",
        assertThrows(ModelException.class, folder::readGraph).getMessage());
  }

  @Test
  void shouldSayWhichNameIsNone() {
    assertEquals(
        "'a-b' is no valid name of a head: a name has letters, digits and _, at most 40, and begins"
            + " with a letter",
        assertThrows(IllegalArgumentException.class, () -> Heads.of(Map.of("a-b", "c")))
            .getMessage());
    assertEquals(
        "two heads are called 'a', but for capital letters",
        assertThrows(IllegalArgumentException.class, () -> Heads.of(Map.of("a", "c", "A", "d")))
            .getMessage());
  }

  @Test
  void shouldHaveLabelsOfTheirOwn() {
    LabelMap first = new LabelMap(Map.of(0, new LabelMap.Label("", "cat")));
    LabelMap red = new LabelMap(Map.of(0, new LabelMap.Label("", "red")));
    LabelMap both = new LabelMap(first.labels(), Map.of("colour", red));
    assertEquals("red", both.head("colour").label(0).words());
    assertThrows(IllegalArgumentException.class, () -> both.head("shape"));
    assertTrue(!both.digest().equals(first.digest()), "rows depend on them");
    assertTrue(
        !both.digest().equals(new LabelMap(first.labels(), Map.of("shape", red)).digest()),
        "and on their names");
  }
}
