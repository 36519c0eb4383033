package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraRawTest {
  private static final int MAKE = 271;
  private static final int SUB_PAGES = 330;
  private static final int SENSOR = 32803;
  private static final int PIXELS_AT = 8;

  /** A readable page of one gray pixel, as a preview is. */
  private static Map<Integer, Object> preview(Map<Integer, Object> more) {
    Map<Integer, Object> tags = new TreeMap<>();
    tags.put(256, 1);
    tags.put(257, 1);
    tags.put(258, 8);
    tags.put(262, 1);
    tags.put(273, PIXELS_AT);
    tags.put(279, 1);
    tags.putAll(more);
    return tags;
  }

  /**
   * Lays pages one after another.
   *
   * @param chained whether each page names the next one; otherwise the first has all others below
   *     it
   */
  private static byte[] file(boolean chained, List<Map<Integer, Object>> pages) {
    ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    file.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    int start = 16;
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      starts.add(16 + 512 * i);
    }
    for (Map<Integer, Object> page : pages) {
      Map<Integer, Object> tags = new TreeMap<>(page);
      boolean first = start == 16;
      if (first && !chained) {
        tags.put(SUB_PAGES, starts.get(1));
      }
      int text = start + 256;
      file.position(start).putShort((short) tags.size());
      for (Map.Entry<Integer, Object> tag : tags.entrySet()) {
        file.putShort(tag.getKey().shortValue());
        if (tag.getValue() instanceof String words) {
          file.putShort((short) 2).putInt(words.length() + 1).putInt(text);
          file.put(text, words.getBytes(StandardCharsets.US_ASCII));
        } else {
          int type = tag.getKey() == SUB_PAGES ? 13 : 4;
          file.putShort((short) type).putInt(1).putInt((Integer) tag.getValue());
        }
      }
      int next = starts.indexOf(start) + 1;
      file.putInt(chained && next < starts.size() ? starts.get(next) : 0);
      start += 512;
    }
    return file.array();
  }

  private static String refused(byte[] file) {
    String message = assertThrows(ImageException.class, () -> ImageFormat.of(file)).getMessage();
    return message
        .replaceFirst("^not an image that can be read: ", "")
        .replaceFirst("; the formats are .*$", "");
  }

  @ParameterizedTest
  @CsvSource({
    "NIKON CORPORATION, Nikon NEF",
    "SONY, Sony ARW",
    "PENTAX Corporation, Pentax PEF",
    "SAMSUNG, Samsung SRW",
    "Hasselblad, Hasselblad 3FR",
    "SEIKO EPSON CORP., Epson ERF"
  })
  void shouldTellARawFileByAPageBelowItsPreviewAndNameItByItsMaker(String maker, String name) {
    byte[] file = file(false, List.of(preview(Map.of(MAKE, maker)), Map.of(262, SENSOR)));
    assertEquals(
        "the file is a camera's raw file ("
            + name
            + "): convert it to JPEG or TIFF first, for example with darktable-cli",
        refused(file));
  }

  @ParameterizedTest
  @CsvSource({"262, 32803", "262, 34892", "259, 34713", "259, 32767", "259, 65535", "33422, 1"})
  void shouldTellARawFileByAnyOfThePagesBehindAReadableOne(int tag, int value) {
    byte[] file = file(true, List.of(preview(Map.of()), preview(Map.of()), Map.of(tag, value)));
    assertEquals(
        "the file is a camera's raw file: convert it to JPEG or TIFF first, for example with"
            + " darktable-cli",
        refused(file));
  }

  @Test
  void shouldTellARawFileWhosePagesBelowAreCutOff() {
    byte[] file = file(false, List.of(preview(Map.of(254, 1, MAKE, "SONY")), Map.of()));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(528, (short) 4000);
    assertEquals(Optional.of("a camera's raw file (Sony ARW)"), CameraRaw.name(file));
  }

  @Test
  void shouldCallAdobesFormatByItsName() {
    byte[] file = file(true, List.of(preview(Map.of(50706, 1025, MAKE, "NIKON CORPORATION"))));
    assertEquals(Optional.of("a camera's raw file (DNG)"), CameraRaw.name(file));
  }

  @ParameterizedTest
  @CsvSource({
    "49492a00100000004352, Canon CR2",
    "49492a000800000049494949, Phase One IIQ",
    "00000018667479706372782000000001, Canon CR3",
    "46554a4946494c4d4343442d524157, Fujifilm RAF",
    "4949524f08, Olympus ORF",
    "4949550008, Panasonic RW2",
    "464f5662, Sigma X3F"
  })
  void shouldTellOthersByTheirFirstBytes(String hex, String name) {
    byte[] file = HexFormat.of().parseHex(hex);
    assertEquals(Optional.of("a camera's raw file (" + name + ")"), CameraRaw.name(file));
  }

  @Test
  void shouldTakeOtherTiffsForImages() throws ImageException {
    BufferedImage image = Images.draw(8, 8, 1, BufferedImage.TYPE_INT_RGB);
    assertEquals(ImageFormat.TIFF, ImageFormat.of(Tiffs.encode("LZW", image, image)));
    byte[] scanned = file(true, List.of(preview(Map.of(MAKE, "SONY")), preview(Map.of(254, 1))));
    assertEquals(ImageFormat.TIFF, ImageFormat.of(scanned));
    byte[] below = file(false, List.of(preview(Map.of()), preview(Map.of(254, 1))));
    assertEquals(ImageFormat.TIFF, ImageFormat.of(below));
    assertEquals(
        ImageFormat.TIFF, ImageFormat.of(Tiffs.bigPage(1, 1, 1, 8, Tiffs.GRAY, new byte[1])));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 528, 4090, -1})
  void shouldEndWherePagesNameEachOtherOrNothing(int next) throws ImageException {
    byte[] file = file(true, List.of(preview(Map.of()), preview(Map.of())));
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(528 + 2 + 12 * bytes.getShort(528), next);
    assertEquals(ImageFormat.TIFF, ImageFormat.of(file));
  }

  @Test
  void shouldLeaveADamagedFirstPageToTheDecoder() throws ImageException {
    byte[] file = file(true, List.of(preview(Map.of())));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 5000);
    assertEquals(ImageFormat.TIFF, ImageFormat.of(file));
  }
}
