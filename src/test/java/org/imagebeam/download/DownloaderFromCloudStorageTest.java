package org.imagebeam.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderFromCloudStorageTest {
  private static final String ADDRESS = "gs://bucket/models/data.bin";
  private static GcsEmulator gcs;

  @TempDir Path temp;
  private Path target;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    gcs = GcsEmulator.start();
    gcs.createBucket("bucket");
  }

  @AfterAll
  static void stop() {
    if (gcs != null) {
      gcs.close();
    }
  }

  @BeforeEach
  void put() {
    gcs.put("bucket", "models/data.bin", "0123456789".getBytes(UTF_8));
    target = temp.resolve("data.bin");
  }

  @Test
  void shouldFetchAnObject() throws IOException {
    FetchedFile fetched = fetch(ADDRESS);
    assertEquals("0123456789", Files.readString(target));
    assertEquals(ADDRESS, fetched.url());
    assertEquals(generation(), fetched.etag().orElseThrow());
  }

  @Test
  void shouldGoOnWithinAGeneration() throws IOException {
    leave("ABCD", generation());
    fetch(ADDRESS);
    // What was there is taken as it was, which shows that it wasn't fetched again.
    assertEquals("ABCD456789", Files.readString(target));
  }

  @Test
  void shouldStartAnewWithAnotherGeneration() throws IOException {
    leave("ABCD", generation());
    gcs.put("bucket", "models/data.bin", "9876543210".getBytes(UTF_8));
    fetch(ADDRESS);
    assertEquals("9876543210", Files.readString(target));
  }

  @Test
  void shouldSayThatThereIsNoSuchObject() {
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch("gs://bucket/models/none"));
    assertEquals(DownloadException.Kind.NOT_FOUND, e.kind());
    e = assertThrows(DownloadException.class, () -> fetch("gs://no-such-bucket/none"));
    assertEquals(DownloadException.Kind.NOT_FOUND, e.kind());
  }

  private void leave(String bytes, String generation) throws IOException {
    Files.writeString(temp.resolve("data.bin.part"), bytes);
    Files.write(
        temp.resolve("data.bin.part.json"),
        new ObjectMapper()
            .writeValueAsBytes(new PartState(ADDRESS, ADDRESS, generation, null, 10, true)));
  }

  private static String generation() throws IOException {
    return Storage.version(ADDRESS).orElseThrow().version();
  }

  private FetchedFile fetch(String address) throws IOException {
    return new Downloader(DownloadSettings.DEFAULT, Progress.log())
        .fetch(RemoteFile.at("data", address), target);
  }
}
