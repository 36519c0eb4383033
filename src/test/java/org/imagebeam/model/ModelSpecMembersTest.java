package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of model.json whose name or value is refused. */
class ModelSpecMembersTest extends ModelSpecFixture {
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
