package org.imagebeam.model;

import com.fasterxml.jackson.core.JsonToken;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.JsonValue;
import org.imagebeam.local.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * The members of a {@code model.json} that say how images are brought to their size, as far as they
 * have been read. Not thread-safe.
 */
final class SizingMembers {
  static final String RESIZE = "resize";
  static final String ANTIALIAS = "antialias";
  static final String CROP = "crop";
  static final Set<String> NAMES = Set.of(RESIZE, ANTIALIAS, CROP);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{0,3}\\.?[0-9]+");

  private @Nullable ResizeMethod resize;
  private boolean antialias;
  private @Nullable CenterCrop crop;

  /**
   * Takes a member's value.
   *
   * @return what is wrong with the value, if something is
   */
  Optional<String> set(String name, JsonValue value) {
    return switch (name) {
      case RESIZE -> setResize(value);
      case ANTIALIAS -> setAntialias(value);
      default -> setCrop(value);
    };
  }

  private Optional<String> setResize(JsonValue value) {
    resize = value.string().flatMap(ResizeMethod::of).orElse(null);
    return resize != null
        ? Optional.empty()
        : Optional.of(
            ModelSpecMembers.wrong(RESIZE, "one of " + ResizeMethod.names(), value)
                + value.string().map(SizingMembers::resizeHint).orElse(""));
  }

  /** Which method may be meant, with antialias if that is in its name. */
  private static String resizeHint(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    String method = lower.replaceFirst("-?(with-)?anti-?alias(ed|ing)?$", "");
    boolean antialiased = !method.equals(lower);
    Optional<String> nearest =
        antialiased && (method.isEmpty() || method.equals(ResizeMethod.BILINEAR.text()))
            ? Optional.of(ResizeMethod.BILINEAR_HALF_PIXEL.text())
            : NearestName.of(method, ResizeMethod.texts());
    return nearest
        .map(
            name ->
                ": did you mean \"" + name + (antialiased ? "\" with \"antialias\": true?" : "\"?"))
        .orElse("");
  }

  private Optional<String> setAntialias(JsonValue value) {
    antialias = value.kind() == JsonToken.VALUE_TRUE;
    return antialias || value.kind() == JsonToken.VALUE_FALSE
        ? Optional.empty()
        : Optional.of(ModelSpecMembers.wrong(ANTIALIAS, "true or false", value));
  }

  private Optional<String> setCrop(JsonValue value) {
    String text = value.string().orElse("");
    crop = CenterCrop.of(text).orElse(null);
    return crop != null || text.equalsIgnoreCase(CenterCrop.NONE)
        ? Optional.empty()
        : Optional.of(
            ModelSpecMembers.wrong(CROP, CenterCrop.WANTED, value) + cropHint(value.text()));
  }

  /** The crop that a part alone, a percentage or another spelling stands for. */
  private static String cropHint(String text) {
    Matcher number = NUMBER.matcher(text);
    if (!number.find()) {
      return NearestName.of(text.toLowerCase(Locale.ROOT), List.of(CenterCrop.NONE))
          .map(none -> ": did you mean \"" + none + "\"?")
          .orElse("");
    }
    double part = Double.parseDouble(number.group());
    return CenterCrop.of("center " + (part > 1 ? part / 100 : part))
        .map(meant -> ": did you mean \"" + meant.text() + "\"?")
        .orElse("");
  }

  /** Says which two members don't go together, if some don't. */
  Optional<String> contradiction() {
    ResizeMethod method = resize == null ? ResizeMethod.BILINEAR : resize;
    if (!antialias || method.takesAntialias()) {
      return Optional.empty();
    }
    return Optional.of(
        "\"antialias\" is for \"resize\": \"bilinear-half-pixel\" or \"bicubic\"; "
            + (method == ResizeMethod.AREA
                ? "\"area\" takes all pixels by itself: leave it out"
                : "\"bilinear\" is TensorFlow 1's, which has none"));
  }

  Sizing toSizing() {
    return new Sizing(Optional.ofNullable(resize), antialias, Optional.ofNullable(crop));
  }
}
