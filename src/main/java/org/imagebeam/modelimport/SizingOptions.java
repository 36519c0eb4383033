package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.NearestName;

/**
 * What a user says of how images are brought to their size.
 *
 * @param resize the method, if one is named
 * @param antialias whether it takes all pixels of an image that is made smaller
 * @param crop {@code none}, or a crop as users write it; empty if nothing is said
 */
public record SizingOptions(Optional<ResizeMethod> resize, boolean antialias, String crop) {
  private static final Pattern SIZE =
      Pattern.compile("([1-9][0-9]{0,4})(?:[x×]([1-9][0-9]{0,4}))?");

  /** Nothing is said. */
  public static final SizingOptions NONE = new SizingOptions(Optional.empty(), false, "");

  /**
   * @throws InvalidValueException if the crop is none, or the method has no form with antialias
   */
  public SizingOptions {
    requireNonNull(resize, "resize is null");
    requireNonNull(crop, "crop is null");
    if (!crop.isEmpty()
        && !crop.equalsIgnoreCase(CenterCrop.NONE)
        && CenterCrop.of(crop).isEmpty()) {
      throw InvalidValueException.of(
          "crop", "must be " + CenterCrop.WANTED.replace("\"", "") + ", not " + crop);
    }
    if (resize.isPresent()) {
      requireAntialias(antialias, resize.get());
    }
  }

  /**
   * Reads what a user wrote.
   *
   * @param resize the name of a {@link ResizeMethod}, or empty
   * @param crop as in {@code center 0.875}, or empty
   * @throws InvalidValueException if a value is invalid
   */
  public static SizingOptions of(String resize, boolean antialias, String crop) {
    Optional<ResizeMethod> method = ResizeMethod.of(resize);
    if (method.isEmpty() && !resize.isEmpty()) {
      throw InvalidValueException.of(
          "resize",
          "must be one of "
              + ResizeMethod.names().replace("\"", "")
              + ", not "
              + resize
              + NearestName.of(resize.toLowerCase(Locale.ROOT), ResizeMethod.texts())
                  .map(name -> ": did you mean " + name + "?")
                  .orElse(""));
    }
    return new SizingOptions(method, antialias, crop);
  }

  /**
   * Reads a height and width in pixels.
   *
   * @param text as in {@code 224x224}, or one number for both
   * @throws InvalidValueException if it is none
   */
  public static List<Integer> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw InvalidValueException.of(
          "size", "must be height and width in pixels, such as 224x224, not " + text);
    }
    int height = Integer.parseInt(matcher.group(1));
    return List.of(height, matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2)));
  }

  private static void requireAntialias(boolean antialias, ResizeMethod method) {
    if (antialias && !method.takesAntialias()) {
      throw InvalidValueException.of(
          "antialias",
          "is for resizing by bilinear-half-pixel or bicubic, and not by " + method.text());
    }
  }

  /**
   * Returns what holds for a model of which something is known.
   *
   * @param known of it; what a user says goes before
   * @throws InvalidValueException if antialias is said, and the model's method has none
   */
  Sizing over(Sizing known) {
    Optional<ResizeMethod> method = resize.or(known::stated);
    requireAntialias(antialias, method.orElse(ResizeMethod.BILINEAR));
    return new Sizing(
        method,
        antialias || (resize.isEmpty() && known.antialias()),
        crop.isEmpty() ? known.crop() : CenterCrop.of(crop));
  }
}
