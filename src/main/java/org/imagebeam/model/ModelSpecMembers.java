package org.imagebeam.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.local.JsonValue;
import org.imagebeam.local.NearestName;
import org.jspecify.annotations.Nullable;

/** The members of a {@code model.json}, as far as they have been read. Not thread-safe. */
final class ModelSpecMembers {
  /** An image of more pixels a side is nothing that a network takes. */
  private static final int MAX_SIDE = 16_384;

  private static final int CHANNELS = 3;
  private static final int MOST_OFFSET = 1000;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private static final List<String> KNOWN =
      List.of(
          "input",
          "output",
          "bottleneck",
          "size",
          "resize",
          "antialias",
          "crop",
          "range",
          "mean",
          "scale",
          "std",
          "channels",
          "activation",
          "feeds",
          "labelOffset",
          "heads",
          "sha256");

  /** What people may write for people. */
  private static final Set<String> NOTES =
      Set.of("name", "description", "comment", "licence", "license", "source");

  /** What other programs call it, and what it is here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "stddev", "\"std\" is the divisor",
          "preprocessing", "\"range\" is \"inception\", \"torch\" and so on",
          "variance", "\"scale\" is 1 divided by its square root",
          "interpolation", "\"resize\" is \"bilinear-half-pixel\", \"bicubic\" and so on",
          "crop_pct", "\"crop\" is \"center 0.875\" and so on",
          "height", "\"size\" is [height, width]",
          "width", "\"size\" is [height, width]",
          "labels", "the labels are in " + LabelFiles.LABELS,
          "classes", "the labels are in " + LabelFiles.LABELS);

  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "range",
          Arrays.stream(PixelPreset.values()).map(PixelPreset::text).toList(),
          "activation",
          Arrays.stream(Activation.values()).map(Activation::text).toList());

  private @Nullable String input;
  private @Nullable String output;
  private @Nullable String bottleneck;
  private @Nullable List<Integer> size;
  private final SizingMembers sizing = new SizingMembers();
  private @Nullable List<Float> mean;
  private @Nullable List<Float> scale;
  private @Nullable List<Float> std;
  private @Nullable PixelPreset range;
  private @Nullable Boolean blueFirst;
  private @Nullable Activation activation;
  private @Nullable SortedMap<String, Float> feeds;
  private @Nullable Integer labelOffset;
  private @Nullable Heads heads;
  private @Nullable String sha256;

  static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }

  /** Whether a member says something to people alone. */
  static boolean isNote(String name) {
    return NOTES.contains(name);
  }

  /** What is wrong with a member that isn't known, and which one may be meant. */
  static String unknown(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    String hint = OTHER_NAMES.get(lower);
    if (hint == null) {
      hint =
          NearestName.of(lower, KNOWN)
              .map(nearest -> "did you mean \"" + nearest + "\"?")
              .orElse("the members are " + String.join(", ", KNOWN));
    }
    return "unknown member \"" + JsonValue.shortened(name) + "\": " + hint;
  }

  /**
   * Takes a member's value.
   *
   * @return what is wrong with the value, if something is
   */
  Optional<String> set(String name, JsonValue value) {
    if (SizingMembers.NAMES.contains(name)) {
      return sizing.set(name, value);
    }
    boolean right =
        switch (name) {
          case "input" -> (input = node(value)) != null;
          case "output" -> (output = node(value)) != null;
          case "bottleneck" -> (bottleneck = node(value)) != null;
          case "size" -> (size = size(value)) != null;
          case "mean" -> (mean = channels(value)) != null;
          case "scale" ->
              (scale = channels(value)) != null && scale.stream().noneMatch(factor -> factor == 0);
          case "std" ->
              (std = channels(value)) != null && std.stream().noneMatch(divisor -> divisor == 0);
          case "range" -> (range = value.string().flatMap(PixelPreset::of).orElse(null)) != null;
          case "channels" -> (blueFirst = blueFirst(value)) != null;
          case "activation" ->
              (activation = value.string().flatMap(Activation::of).orElse(null)) != null;
          case "feeds" -> (feeds = feeds(value)) != null;
          case "labelOffset" -> (labelOffset = offset(value)) != null;
          case "heads" -> (heads = Heads.read(value).orElse(null)) != null;
          default ->
              (sha256 = value.string().filter(s -> SHA256.matcher(s).matches()).orElse(null))
                  != null;
        };
    if (right) {
      return Optional.empty();
    }
    return Optional.of(wrong(name, wanted(name), value) + hint(name, value));
  }

  /** The value that may be meant, of a member that takes one of several. */
  private static String hint(String name, JsonValue value) {
    return value
        .string()
        .flatMap(
            text ->
                NearestName.of(
                    text.strip().toLowerCase(Locale.ROOT), CHOICES.getOrDefault(name, List.of())))
        .map(nearest -> ": did you mean \"" + nearest + "\"?")
        .orElse("");
  }

  /** Says what a member must be, and isn't. */
  static String wrong(String name, String wanted, JsonValue value) {
    String instead = value.isNull() ? ": leave it out if there is nothing to state" : "";
    return "\"" + name + "\" must be " + wanted + ", not " + value + instead;
  }

  private static String wanted(String name) {
    return switch (name) {
      case "size" -> "[height, width], two whole numbers of 1 to " + MAX_SIDE;
      case "range" -> "one of " + PixelPreset.names();
      case "mean" -> "a number, or a list of three for red, green and blue";
      case "std" -> "a number other than 0, or a list of three for red, green and blue";
      case "channels" -> "\"RGB\" or \"BGR\"";
      case "activation" -> "\"none\", \"softmax\" or \"sigmoid\"";
      case "feeds" -> "an object with a number, true or false for each placeholder";
      case "heads" ->
          "an object with the name of a node for each head, whose name has letters, digits and _, or"
              + " with {\"node\": \"logits\", \"activation\": \"softmax\"}";
      case "labelOffset" -> "a whole number of 0 to " + MOST_OFFSET;
      case "scale" -> "a number other than 0, or a list of three for red, green and blue";
      case "sha256" -> "the 64 hex digits of the graph's SHA-256, in quotes";
      default -> "the name of a node, in quotes";
    };
  }

  private static @Nullable String node(JsonValue value) {
    return value.string().filter(name -> !name.isBlank()).orElse(null);
  }

  private static @Nullable List<Integer> size(JsonValue value) {
    List<Integer> sides =
        value.items().stream().flatMap(item -> item.length(MAX_SIDE).stream()).toList();
    return sides.size() == 2 && value.items().size() == 2 ? sides : null;
  }

  private static @Nullable List<Float> channels(JsonValue value) {
    Optional<Float> single = value.number();
    if (single.isPresent()) {
      return List.of(single.get());
    }
    List<Float> numbers = value.items().stream().flatMap(item -> item.number().stream()).toList();
    return numbers.size() == CHANNELS && value.items().size() == CHANNELS ? numbers : null;
  }

  private static @Nullable Boolean blueFirst(JsonValue value) {
    String order = value.string().orElse("");
    return order.equalsIgnoreCase("BGR")
        ? Boolean.TRUE
        : order.equalsIgnoreCase("RGB") ? Boolean.FALSE : null;
  }

  private static @Nullable SortedMap<String, Float> feeds(JsonValue value) {
    SortedMap<String, Float> feeds = new TreeMap<>();
    for (int i = 0; i < value.names().size(); i++) {
      Optional<Float> number = value.items().get(i).numberOrBoolean();
      if (number.isEmpty()) {
        return null;
      }
      feeds.put(TensorName.shortest(value.names().get(i)), number.get());
    }
    return feeds.isEmpty() ? null : feeds;
  }

  private static @Nullable Integer offset(JsonValue value) {
    return value.text().equals("0") ? Integer.valueOf(0) : value.length(MOST_OFFSET).orElse(null);
  }

  /** Says which two members state one thing, if some do. */
  Optional<String> contradiction() {
    if (range != null && (mean != null || scale != null || std != null || blueFirst != null)) {
      return Optional.of(
          "\"range\" states the mean, the scale and the order of the channels: leave \"mean\","
              + " \"scale\", \"std\" and \"channels\" out, or \"range\"");
    }
    String first = TensorName.shortest(output == null ? ModelSpec.INCEPTION_2015.output() : output);
    Optional<String> repeated = heads == null ? Optional.empty() : heads.repeated(first);
    if (repeated.isPresent()) {
      return repeated;
    }
    return std != null && scale != null
        ? Optional.of("\"scale\" is 1 divided by \"std\": state one of the two")
        : sizing.contradiction();
  }

  /** The members, with the names of inception-2015-12-05 for nodes that aren't stated. */
  ModelSpec toSpec() {
    ModelSpec names = ModelSpec.INCEPTION_2015;
    boolean bgr = range == null ? Boolean.TRUE.equals(blueFirst) : range.isBlueFirst();
    GraphAdaptation adaptation =
        new GraphAdaptation(
            bgr,
            activation == null ? Activation.NONE : activation,
            feeds == null ? new TreeMap<>() : feeds);
    Optional<List<Float>> factors =
        Optional.ofNullable(scale)
            .or(() -> Optional.ofNullable(std).map(ModelSpecMembers::inverted));
    return new ModelSpec(
        input == null ? names.input() : input,
        output == null ? names.output() : output,
        bottleneck == null ? names.bottleneck() : bottleneck,
        Optional.ofNullable(size),
        sizing.toSizing(),
        range == null ? Optional.ofNullable(mean) : Optional.of(range.mean()),
        range == null ? factors : Optional.of(range.scale()),
        adaptation,
        labelOffset == null ? 0 : labelOffset,
        heads == null ? Heads.NONE : heads,
        Optional.ofNullable(sha256));
  }

  private static List<Float> inverted(List<Float> divisors) {
    return divisors.stream().map(divisor -> 1 / divisor).toList();
  }
}
