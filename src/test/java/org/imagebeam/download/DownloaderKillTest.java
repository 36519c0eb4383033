package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.FileServer;
import org.imagebeam.testing.FolderWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderKillTest {
  private static final int BYTES = 500_000;
  private static final int BEFORE_THE_KILL = 200_000;

  @TempDir Path temp;

  @Test
  void shouldGoOnAfterAKill() throws Exception {
    byte[] content = new byte[BYTES];
    new Random(1).nextBytes(content);
    Path target = temp.resolve("data.bin");
    Path part = temp.resolve("data.bin.part");
    try (FileServer server = FileServer.start()) {
      server.put("/data.bin", content);
      server.next(server.stallAfter(BEFORE_THE_KILL));
      try (FolderWatch watch = FolderWatch.of(temp)) {
        watch.killWhen(
            ChildJvm.start(Fetch.class, server.url("/data.bin"), target.toString()),
            () -> size(part) >= BEFORE_THE_KILL);
      }
      assertEquals(BEFORE_THE_KILL, size(part));
      Fetch.main(server.url("/data.bin"), target.toString());
      assertArrayEquals(content, Files.readAllBytes(target));
      FileServer.Request second = server.requests().get(1);
      assertEquals("bytes=200000-", second.range());
      assertEquals(BYTES - BEFORE_THE_KILL, second.sent());
      assertEquals(List.of("data.bin"), List.of(temp.toFile().list()));
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Fetches an address to a file. */
  static final class Fetch {
    private Fetch() {}

    public static void main(String... args) throws IOException {
      new Downloader(DownloadSettings.DEFAULT, Progress.log())
          .fetch(RemoteFile.at("data", args[0]), Path.of(args[1]));
    }
  }
}
