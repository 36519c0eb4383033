package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.download.DownloadException;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.testing.Digits;
import org.imagebeam.testing.FileServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitDataTest {
  private static final List<String> NAMES =
      List.of(Digits.TRAIN_IMAGES, Digits.TRAIN_LABELS, Digits.TEST_IMAGES, Digits.TEST_LABELS);

  @TempDir Path temp;
  private FileServer server;
  private Path original;
  private DigitData.Dataset entry;

  @BeforeEach
  void start() throws IOException {
    server = FileServer.start();
    original = Digits.write(temp.resolve("original"), 300, 100, 4, 1);
    for (String name : NAMES) {
      server.put("/" + name, Files.readAllBytes(original.resolve(name)));
    }
    entry = new DigitData.Dataset("digits", NAMES.stream().map(this::remote).toList());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFetchAllFilesOnce() throws IOException {
    Path folder = fetch();
    assertEquals(temp.resolve("cache/.data/digits"), folder);
    for (String name : NAMES) {
      assertEquals(-1, Files.mismatch(original.resolve(name), folder.resolve(name)));
    }
    assertEquals(
        new DatasetShape(300, 0, 100, 4, 4), DatasetShape.of(IdxFolder.open(folder.toString()), 0));
    fetch();
    assertEquals(4, server.requests().size());
  }

  @Test
  void shouldGoOnWhereItWasCut() throws IOException {
    server.next(server.cutAfter(1000));
    fetch();
    assertEquals(5, server.requests().size());
    assertEquals("bytes=1000-", server.requests().get(1).range());
  }

  @Test
  void shouldMendWhatIsDamaged() throws IOException {
    Path folder = fetch();
    Files.writeString(folder.resolve(Digits.TEST_LABELS), "damaged");
    fetch();
    assertEquals(5, server.requests().size());
    assertEquals(
        -1,
        Files.mismatch(original.resolve(Digits.TEST_LABELS), folder.resolve(Digits.TEST_LABELS)));
  }

  @Test
  void shouldRefuseAnotherFile() {
    server.put("/" + Digits.TEST_LABELS, new byte[100]);
    DownloadException e = assertThrows(DownloadException.class, this::fetch);
    assertEquals(DownloadException.Kind.WRONG, e.kind());
    assertTrue(e.getMessage().contains(Digits.TEST_LABELS), e.getMessage());
  }

  @Test
  void shouldKnowMnist() {
    DigitData.Dataset mnist = DigitData.find("mnist").orElseThrow();
    assertEquals(NAMES, mnist.files().stream().map(RemoteFile::name).toList());
    assertEquals(
        List.of(9_912_422L, 28_881L, 1_648_877L, 4_542L),
        mnist.files().stream().map(file -> file.sizeBytes().orElseThrow()).toList());
    for (RemoteFile file : mnist.files()) {
      assertTrue(file.sha256().orElseThrow().matches("[0-9a-f]{64}"));
      assertTrue(
          file.addresses().stream()
              .allMatch(url -> url.startsWith("https://") && url.endsWith("/mnist/" + file.name())),
          file.addresses().toString());
    }
    assertEquals(Optional.empty(), DigitData.find("fashion"));
  }

  private Path fetch() throws IOException {
    return DigitData.fetch(entry, temp.resolve("cache").toString(), Progress.log());
  }

  private RemoteFile remote(String name) {
    try {
      byte[] content = Files.readAllBytes(original.resolve(name));
      return new RemoteFile(
          name,
          List.of(server.url("/" + name)),
          OptionalLong.of(content.length),
          Optional.of(Hashing.sha256().hashBytes(content).toString()),
          "the catalogue");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
