package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.testing.GcsEmulator;
import org.imagebeam.testing.Images;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.Test;

/** Runs that write a page, with thumbnails made on the way. */
class ClassifyPipelineReportTest extends ClassifyPipelineFixture {
  @Test
  void shouldWriteAPageAndAThumbnailOfEachImage() throws IOException {
    addImages(0, 20);
    Files.write(photos.resolve("large.jpg"), Images.jpeg(800, 600, 1));
    Files.write(photos.resolve("turned.jpg"), Images.orientedJpeg(400, 300, 6, 1));
    Files.writeString(photos.resolve("broken.jpg"), "no image");
    ClassifySummary plain = run(options());
    assertEquals("", plain.report());
    byte[] rows = Files.readAllBytes(output);
    assertEquals(
        List.of("x.csv", "x.csv.metrics.json", "x.failures.csv"), names(output.getParent()));

    ClassifyOptions options = options();
    options.setReport("true");
    ClassifySummary summary = run(options);
    assertEquals(temp + "/out/x.html", summary.report());
    assertArrayEquals(rows, Files.readAllBytes(output), "the rows are those of a run without");
    assertEquals(22, thumbnails(temp.resolve("out/x-thumbnails")).size());
    assertSize(192, 144, "large.jpg");
    assertSize(144, 192, "turned.jpg");
    assertSize(20, 18, "p000.png");
    String page = Files.readString(temp.resolve("out/x.html"));
    assertTrue(page.contains("\"broken.jpg\",\"\",\"decode\",\""), page);
    assertTrue(
        page.contains("\"large.jpg\",\"" + ThumbnailFolder.id(photos + "/large.jpg") + "\",["),
        page);
    assertTrue(page.contains("[\"" + photos + "/\",\"./../photos/\"]"), page);
  }

  private void assertSize(int width, int height, String image) throws IOException {
    Path file =
        temp.resolve("out/x-thumbnails").resolve(ThumbnailFolder.name(photos + "/" + image));
    BufferedImage thumbnail = ImageIO.read(file.toFile());
    assertEquals(width, thumbnail.getWidth());
    assertEquals(height, thumbnail.getHeight());
  }

  private static List<Path> thumbnails(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** The page and the thumbnails lie among the images, and are none, with or without a report. */
  @Test
  void shouldTakeNoReportForImagesOfTheNextNight() throws IOException {
    addImages(0, 5);
    output = photos.resolve("night/");
    ClassifyOptions options = options();
    options.setOutput(photos + "/night/");
    options.setReport("true");
    ClassifySummary first = run(options);
    assertEquals(5, first.classified());
    assertEquals(photos + "/night/report.html", first.report());
    addImages(5, 7);
    ClassifySummary second = run(options);
    assertEquals(2, second.classified());
    assertEquals(0, second.failedTotal());
    assertEquals(5, second.skipped());
    assertEquals(7, thumbnails(photos.resolve("night/report-thumbnails")).size());
    String page = Files.readString(photos.resolve("night/report.html"));
    for (int i = 0; i < 7; i++) {
      assertTrue(
          page.contains(
              "\"p00" + i + ".png\",\"" + ThumbnailFolder.id(photos + "/p00" + i + ".png")),
          page);
    }
    options.setReport("");
    options.setAll(true);
    ClassifySummary third = run(options);
    assertEquals(0, third.classified() + third.failedTotal());
    assertEquals(7, third.skipped());

    ClassifyOptions elsewhere = options();
    elsewhere.setOutput(temp + "/y.csv");
    elsewhere.setReport(photos + "/y.html");
    elsewhere.setExclude("night");
    assertEquals(7, run(elsewhere).classified());
    ClassifySummary again = run(elsewhere);
    assertEquals(7, again.classified());
    assertEquals(0, again.failedTotal());
  }

  @Test
  void shouldShowImagesOfNightsWithoutAReport() throws IOException {
    addImages(0, 2);
    ClassifyOptions options = options();
    options.setOutput(temp + "/night/");
    run(options);
    addImages(2, 3);
    options.setReport("true");
    assertEquals(1, run(options).classified());
    String page = Files.readString(temp.resolve("night/report.html"));
    assertTrue(page.contains("\"p000.png\",\"\",["), page);
    assertTrue(page.contains("\"p002.png\",\"" + ThumbnailFolder.id(photos + "/p002.png")), page);
  }

  @Test
  void shouldSayWhereNoPageCanBe() throws IOException {
    addImages(0, 1);
    ClassifyOptions options = options();
    options.setReport("page.txt");
    assertRefused(options, "report is 'page.txt', and has to be a page's name");
    options.setReport("true");
    options.setOutput("-");
    assertRefused(options, "report is made of tables, and there are none where rows go to");
    options.setOutput(output.toString());
    Files.createDirectories(output.getParent());
    Files.writeString(temp.resolve("out/x.html"), "<p>mine");
    OutputException e = assertThrows(OutputException.class, () -> ClassifyPipeline.create(options));
    assertTrue(e.getMessage().contains("isn't a report of imagebeam's"), e.getMessage());
    options.setReport("false");
    run(options);
    assertEquals("<p>mine", Files.readString(temp.resolve("out/x.html")));
    assertFalse(Files.exists(temp.resolve("out/x-thumbnails")));
  }

  private static void assertRefused(ClassifyOptions options, String message) {
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> ClassifyPipeline.create(options));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  /** A thumbnail that can't be written costs no image its row. */
  @Test
  void shouldClassifyImagesWithoutAThumbnail() throws IOException {
    addImages(0, 3);
    Files.createDirectories(
        temp.resolve("out/x-thumbnails")
            .resolve(ThumbnailFolder.name(photos + "/p001.png"))
            .resolve("in the way"));
    ClassifyOptions options = options();
    options.setReport("true");
    assertEquals(3, run(options).classified());
    String page = Files.readString(temp.resolve("out/x.html"));
    assertTrue(page.contains("\"p002.png\",\"" + ThumbnailFolder.id(photos + "/p002.png")), page);
  }

  @Test
  void shouldWriteIntoCloudStorage() throws Exception {
    try (GcsEmulator storage = GcsEmulator.start()) {
      storage.createBucket("bucket");
      for (int i = 0; i < 3; i++) {
        storage.put("bucket", "photos/" + i + ".png", Images.png(20 + i, 18, i));
      }
      ClassifyOptions options = options();
      options.setInput("gs://bucket/");
      options.setOutput("gs://bucket/night/");
      options.setReport("true");
      ClassifySummary summary = run(options);
      assertEquals(3, summary.classified());
      assertEquals("gs://bucket/night/report.html", summary.report());
      String page = new String(storage.get("bucket", "night/report.html"), StandardCharsets.UTF_8);
      String id = ThumbnailFolder.id("gs://bucket/photos/1.png");
      assertTrue(page.contains("\"1.png\",\"" + id + "\",["), page);
      assertTrue(page.contains("[\"gs://bucket/photos/\",\"./../photos/\"]"), page);
      assertTrue(
          storage
              .names("bucket")
              .contains("night/report-thumbnails/" + id.charAt(0) + "/" + id + ".thumbnail.jpg"));
      assertEquals(0, run(options).classified());
    }
  }
}
