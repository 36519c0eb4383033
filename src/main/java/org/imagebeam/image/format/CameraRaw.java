package org.imagebeam.image.format;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells cameras' raw files. Most of them are TIFF files whose first page is a small preview, and
 * the sensor's values are on another page: they are found by all pages, of which none but the first
 * is read otherwise.
 */
final class CameraRaw {
  private static final String KIND = "a camera's raw file";

  /** By the first bytes in hex, dots any. */
  private static final Map<String, String> SIGNATURES =
      ImmutableMap.<String, String>builder()
          .put("........6674797063727820", "Canon CR3")
          .put("49492A00........4352", "Canon CR2")
          .put("49491A00000048454150", "Canon CRW")
          .put("46554A4946494C4D", "Fujifilm RAF")
          .put("4949524F", "Olympus ORF")
          .put("49495253", "Olympus ORF")
          .put("4D4D4F52", "Olympus ORF")
          .put("49495500", "Panasonic RW2")
          .put("004D524D", "Minolta MRW")
          .put("464F5662", "Sigma X3F")
          .put("49492A00........49494949", "Phase One IIQ")
          .put("4D4D002A........4D4D4D4D", "Phase One IIQ")
          .buildOrThrow();

  /** What makers call the raw files that they write as TIFF, by what their own name begins with. */
  private static final Map<String, String> MAKERS =
      ImmutableMap.<String, String>builder()
          .put("nikon", "Nikon NEF")
          .put("sony", "Sony ARW")
          .put("pentax", "Pentax PEF")
          .put("ricoh", "Pentax PEF")
          .put("samsung", "Samsung SRW")
          .put("hasselblad", "Hasselblad 3FR")
          .put("kodak", "Kodak DCR")
          .put("eastman kodak", "Kodak DCR")
          .put("seiko epson", "Epson ERF")
          .put("epson", "Epson ERF")
          .put("mamiya", "Mamiya MEF")
          .put("leaf", "Leaf MOS")
          .put("phase one", "Phase One IIQ")
          .buildOrThrow();

  /** The colours of a page that holds a sensor's values: in a pattern, or one after another. */
  private static final Set<Long> SENSOR_COLOURS = Set.of(32803L, 34892L);

  /** Compressions of raw files alone: of Kodak, Sony, Epson, Samsung, Nikon, DNG and Pentax. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(262L, 32767L, 32769L, 32770L, 34713L, 34892L, 65000L, 65535L);

  /** More than any camera writes. */
  private static final int MOST_PAGES = 64;

  private CameraRaw() {}

  /** Returns what a camera's raw file is called; nothing for any other file. */
  static Optional<String> name(byte[] file) {
    for (Map.Entry<String, String> entry : SIGNATURES.entrySet()) {
      if (ImageFormat.startsWith(file, entry.getKey())) {
        return Optional.of(name(entry.getValue()));
      }
    }
    return ImageFormat.TIFF.begins(file) ? ofPages(file) : Optional.empty();
  }

  private static String name(String format) {
    return KIND + " (" + format + ")";
  }

  /** Whether a name is one that {@link #name} gives. */
  static boolean isName(String name) {
    return name.startsWith(KIND);
  }

  private static Optional<String> ofPages(byte[] file) {
    try {
      TiffPage first = TiffPage.read(file);
      if (first.has(TiffTags.DNG_VERSION)) {
        return Optional.of(name("DNG"));
      }
      boolean preview =
          (first.value(TiffTags.SUBFILE_TYPE, 0L) & 1) == 1 && first.has(TiffTags.SUB_PAGES);
      return preview || hasSensorPage(file, first) ? Optional.of(ofMaker(first)) : Optional.empty();
    } catch (ImageException e) {
      // Decoding says what is wrong with the first page.
      return Optional.empty();
    }
  }

  private static String ofMaker(TiffPage first) {
    String maker = first.text(TiffTags.MAKE).toLowerCase(Locale.ROOT);
    return MAKERS.entrySet().stream()
        .filter(entry -> maker.startsWith(entry.getKey()))
        .map(entry -> name(entry.getValue()))
        .findFirst()
        .orElse(KIND);
  }

  private static boolean hasSensorPage(byte[] file, TiffPage first) {
    Deque<TiffPage> pages = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    pages.add(first);
    while (!pages.isEmpty()) {
      TiffPage page = pages.remove();
      if (isSensor(page)) {
        return true;
      }
      add(file, page.nextOffset(), pages, seen);
      for (int i = 0; i < Math.min(MOST_PAGES, page.count(TiffTags.SUB_PAGES)); i++) {
        add(file, page.value(TiffTags.SUB_PAGES, i), pages, seen);
      }
    }
    return false;
  }

  private static void add(byte[] file, long offset, Deque<TiffPage> pages, Set<Long> seen) {
    if (offset != 0 && seen.size() < MOST_PAGES && seen.add(offset)) {
      try {
        pages.add(TiffPage.read(file, offset));
      } catch (ImageException e) {
        // A page that is cut off says nothing; those before it may.
      }
    }
  }

  private static boolean isSensor(TiffPage page) {
    return SENSOR_COLOURS.contains(page.value(TiffTags.COLOURS, -1L))
        || COMPRESSIONS.contains(page.value(TiffTags.COMPRESSION, 1L))
        || page.has(TiffTags.SENSOR_PATTERN)
        || page.has(TiffTags.DNG_PRIVATE_DATA);
  }
}
