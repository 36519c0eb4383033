package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

  public ModelSpec {
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    requireNonNull(size, "size is null");
    requireNonNull(sha256, "sha256 is null");
    if (size.isPresent()
        && (size.get().size() != 2 || size.get().stream().anyMatch(length -> length < 1))) {
      throw new IllegalArgumentException("\"size\" must be [height, width]");
    }
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
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readValue(json, Json.class)
          .orDefaults();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new ModelException(
          ModelException.Kind.UNUSABLE, file + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException(ModelException.Kind.UNUSABLE, file + ": " + e.getMessage(), e);
    }
  }
}
