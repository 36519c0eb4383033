package org.imagebeam.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingMembersTest {
  @Test
  void shouldReadThem() {
    assertEquals(Sizing.DEFAULT, sizing("{}"));
    assertEquals(Sizing.DEFAULT, sizing("{\"crop\": \"none\", \"antialias\": false}"));
    assertEquals(Sizing.of(ResizeMethod.BILINEAR, false), sizing("{\"resize\": \"bilinear\"}"));
    assertEquals(
        Sizing.of(ResizeMethod.AREA, false).withCrop(new CenterCrop(1)),
        sizing("{\"resize\": \"Area\", \"crop\": \"center 1\"}"));
    assertEquals(
        Sizing.of(ResizeMethod.BICUBIC, true).withCrop(new CenterCrop(0.875)),
        sizing("{\"antialias\": true, \"resize\": \"bicubic\", \"crop\": \"center 0.875\"}"));
    assertEquals(
        Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, true),
        sizing("{\"antialias\": true, \"resize\": \"bilinear-half-pixel\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "\"bilinaer\"|: did you mean \"bilinear\"?",
        "\"half-pixel\"|",
        "\"bilinear_half_pixel\"|: did you mean \"bilinear-half-pixel\"?",
        "\"bilinear-halfpixel\"|: did you mean \"bilinear-half-pixel\"?",
        "\"bilinear-half-pixel antialias\"|: did you mean \"bilinear-half-pixel\" with"
            + " \"antialias\": true?",
        "\"bicubic-antialiased\"|: did you mean \"bicubic\" with \"antialias\": true?",
        "\"bilinear antialias\"|: did you mean \"bilinear-half-pixel\" with \"antialias\": true?",
        "\"antialias\"|: did you mean \"bilinear-half-pixel\" with \"antialias\": true?",
        "\"cubic\"|: did you mean \"bicubic\"?",
        "\"lanczos3\"|",
        "5|",
        "true|",
        "[\"area\"]|",
        "null|: leave it out if there is nothing to state"
      })
  void shouldNameTheMethodThatMayBeMeant(String value, String hint) {
    assertEquals(
        "\"resize\" must be one of \"bilinear\", \"bilinear-half-pixel\", \"bicubic\","
            + " \"area\", not "
            + value
            + (hint == null ? "" : hint),
        refusal("{\"resize\": " + value + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "0.875|: did you mean \"center 0.875\"?",
        "\"87.5%\"|: did you mean \"center 0.875\"?",
        "\"centre 0.9\"|: did you mean \"center 0.9\"?",
        "\"center 224\"|",
        "\"non\"|: did you mean \"none\"?",
        "\"center\"|",
        "true|",
        "null|: leave it out if there is nothing to state"
      })
  void shouldNameTheCropThatMayBeMeant(String value, String hint) {
    assertEquals(
        "\"crop\" must be \"none\", or \"center\" and the part of the shortest side that is"
            + " taken, such as \"center 0.875\", not "
            + value
            + (hint == null ? "" : hint),
        refusal("{\"crop\": " + value + "}"));
  }

  @ParameterizedTest
  @CsvSource({"\"yes\"", "1", "[]"})
  void shouldTakeTrueOrFalseForAntialias(String value) {
    assertEquals(
        "\"antialias\" must be true or false, not " + value,
        refusal("{\"resize\": \"bicubic\", \"antialias\": " + value + "}"));
  }

  @Test
  void shouldRefuseAntialiasWhereThereIsNone() {
    String start = "\"antialias\" is for \"resize\": \"bilinear-half-pixel\" or \"bicubic\"; \"";
    assertEquals(
        start + "area\" takes all pixels by itself: leave it out",
        refusal("{\"antialias\": true, \"resize\": \"area\"}"));
    assertEquals(
        start + "bilinear\" is TensorFlow 1's, which has none", refusal("{\"antialias\": true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "resizes|did you mean \"resize\"?",
        "anti_alias|did you mean \"antialias\"?",
        "crop_pct|\"crop\" is \"center 0.875\" and so on",
        "interpolation|\"resize\" is \"bilinear-half-pixel\", \"bicubic\" and so on"
      })
  void shouldNameTheMemberThatMayBeMeant(String name, String hint) {
    assertEquals("unknown member \"" + name + "\": " + hint, refusal("{\"" + name + "\": 1}"));
  }

  private static Sizing sizing(String json) {
    return ModelSpec.parse(json.getBytes(UTF_8), "model.json").sizing();
  }

  private static String refusal(String json) {
    ModelException e = assertThrows(ModelException.class, () -> sizing(json));
    assertEquals("model.json:1: ", e.getMessage().substring(0, 14));
    return e.getMessage().substring(14);
  }
}
