package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;

/** Photographs in formats that {@code classify} doesn't read. */
class ImagebeamCommandUnreadFormatsTest extends ImagebeamCommandFixture {
  @Test
  void shouldWriteARowForEachFileOfAPhone() throws IOException {
    write("IMG_0001.HEIC", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic");
    write("IMG_0002.avif", "\0\0\0\u0018ftypavif\0\0\0\0mif1avif");
    write("IMG_0003.MOV", "\0\0\0\u0014ftypqt  \0\0\0\0qt  ");
    Files.write(
        photos.resolve("IMG_0004.DNG"),
        Tiffs.page(2, 1, 1, 8, Tiffs.GRAY, new byte[2], Map.of(50706, 0x01040000)));
    run(args());
    List<String> failures =
        Files.readAllLines(temp.resolve("x.failures.csv")).stream()
            .skip(1)
            .map(row -> row.replaceFirst("^.*/", "").replaceFirst(",.*the file is ", ": "))
            .map(row -> row.replaceFirst("; the formats.*", ""))
            .toList();
    assertEquals(
        List.of(
            "IMG_0001.HEIC: HEIC, as iPhones write it: convert it to JPEG first, for example with"
                + " heif-convert",
            "IMG_0002.avif: AVIF: convert it to JPEG or PNG first, for example with avifdec",
            "IMG_0003.MOV: a QuickTime video",
            "IMG_0004.DNG: a camera's raw file (DNG): convert it to JPEG or TIFF first, for"
                + " example with darktable-cli"),
        failures);
    // The image beside them isn't affected.
    assertEquals(2, Files.readAllLines(temp.resolve("x.csv")).size());
  }

  private void write(String name, String bytes) throws IOException {
    Files.write(photos.resolve(name), bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
