package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.imagebeam.graph.TensorName;

/**
 * What a model folder's {@code model.json} says of its graph.
 *
 * @param input the node that is fed a picture: its file's bytes, or its pixels
 * @param output the node that gives the scores, float32 {@code [1, classes]}
 * @param bottleneck the node whose values transfer learning caches
 * @param size height and width in pixels, where the graph does not resize by itself
 * @param mean taken off each pixel value of 0 to 255, where the graph does not normalise by itself
 * @param scale multiplied with what is left
 * @param sha256 of the graph's file, in hex
 */
public record ModelSpec(
    String input,
    String output,
    String bottleneck,
    Optional<List<Integer>> size,
    float mean,
    float scale,
    Optional<String> sha256) {
  /** The names of inception-2015-12-05, which hold where there is no {@code model.json}. */
  public static final ModelSpec INCEPTION_2015 =
      new ModelSpec(
          "DecodeJpeg/contents",
          "softmax",
          "pool_3",
          Optional.empty(),
          128f,
          1 / 128f,
          Optional.empty());

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /**
   * @throws IllegalArgumentException if the size is none, or pixels can't be normalised
   */
  public ModelSpec {
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    requireNonNull(size, "size is null");
    requireNonNull(sha256, "sha256 is null");
    input = TensorName.shortest(input);
    output = TensorName.shortest(output);
    bottleneck = TensorName.shortest(bottleneck);
    if (size.isPresent()
        && (size.get().size() != 2 || size.get().stream().anyMatch(ModelSpec::isNoLength))) {
      throw new IllegalArgumentException("\"size\" must be [height, width]");
    }
    if (!Float.isFinite(mean) || !Float.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException(
          "\"mean\" and \"scale\" must be finite, and \"scale\" not 0");
    }
  }

  /** JSON's null is an element, too. */
  private static boolean isNoLength(@Nullable Integer length) {
    return length == null || length < 1;
  }

  /** Height in pixels, if stated. */
  public Optional<Integer> height() {
    return size.map(lengths -> lengths.get(0));
  }

  /** Width in pixels, if stated. */
  public Optional<Integer> width() {
    return size.map(lengths -> lengths.get(1));
  }

  /** As JSON leaves it: each member may be missing, and then is that of {@link #INCEPTION_2015}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Json(
      @JsonProperty("input") String input,
      @JsonProperty("output") String output,
      @JsonProperty("bottleneck") String bottleneck,
      @JsonProperty("size") List<Integer> size,
      @JsonProperty("mean") Float mean,
      @JsonProperty("scale") Float scale,
      @JsonProperty("sha256") String sha256) {
    ModelSpec orDefaults() {
      ModelSpec names = INCEPTION_2015;
      return new ModelSpec(
          orElse(input, names.input),
          orElse(output, names.output),
          orElse(bottleneck, names.bottleneck),
          Optional.ofNullable(size),
          orElse(mean, names.mean),
          orElse(scale, names.scale),
          Optional.ofNullable(sha256));
    }

    private static <T> T orElse(T value, T other) {
      return value == null ? other : value;
    }
  }

  /**
   * Reads a {@code model.json}.
   *
   * @param file its name, for messages
   * @throws ModelException if it isn't JSON, or a member has the wrong type
   */
  static ModelSpec parse(byte[] json, String file) {
    try {
      Json members = MAPPER.readValue(json, Json.class);
      if (members == null) {
        throw new IllegalArgumentException("null is no JSON object");
      }
      return members.orDefaults();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new ModelException(
          ModelException.Kind.UNUSABLE, file + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException(ModelException.Kind.UNUSABLE, file + ": " + e.getMessage(), e);
    }
  }
}
