package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchLogTest {
  @TempDir Path temp;

  @Test
  void shouldBeEmptyAtFirst() throws IOException {
    FetchLog log = new FetchLog(temp.resolve("not/made"));
    assertEquals(List.of(), log.entries());
    assertEquals(Optional.empty(), log.at("a"));
  }

  @Test
  void shouldRememberAndReplace() throws IOException {
    FetchLog log = new FetchLog(temp.resolve("cache"));
    log.put(entry("a", "http://x/1"));
    log.put(entry("b", "http://x/2"));
    log.put(entry("a", "http://x/3"));
    List<FetchLog.Entry> entries = new FetchLog(temp.resolve("cache")).entries();
    assertEquals(List.of(entry("a", "http://x/3"), entry("b", "http://x/2")), entries);
    assertEquals(Optional.of(entry("b", "http://x/2")), log.from("http://x/2"));
    assertEquals(Optional.empty(), log.from("http://x/1"));
    assertEquals("f", log.at("a").orElseThrow().file("f").orElseThrow().sha256());
    assertEquals(Optional.empty(), log.at("a").orElseThrow().file("g"));
  }

  @Test
  void shouldSayWhatToDoAboutADamagedFile() throws IOException {
    FetchLog log = new FetchLog(temp);
    for (String damaged : List.of("[{\"place\": ", "null", "{}", "[null]", "[{\"place\":\"a\"}]")) {
      Files.writeString(log.file(), damaged);
      IOException e = assertThrows(IOException.class, log::entries, damaged);
      assertTrue(e.getMessage().startsWith(log.file() + " is damaged: delete it"), e.getMessage());
    }
  }

  @Test
  void shouldReadWhatALaterVersionAdds() throws IOException {
    FetchLog log = new FetchLog(temp);
    Files.writeString(
        log.file(),
        "[{\"place\":\"a\",\"address\":\"b\",\"bytes\":1,\"sha256\":\"c\",\"files\":[],\"new\":1}]");
    assertEquals("b", log.at("a").orElseThrow().address());
  }

  @Test
  void shouldKeepTheEntriesOfAllThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> puts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String place = "p" + i;
      puts.add(
          threads.submit(
              () -> {
                new FetchLog(temp).put(entry(place, "x"));
                return null;
              }));
    }
    for (Future<?> put : puts) {
      put.get();
    }
    threads.shutdown();
    assertEquals(20, new FetchLog(temp).entries().size());
  }

  private static FetchLog.Entry entry(String place, String address) {
    return new FetchLog.Entry(
        place,
        address,
        address,
        3,
        "abc",
        null,
        "2020-01-01T00:00:00Z",
        List.of(new FetchLog.FileDigest("dir/file", 1, "d"), new FetchLog.FileDigest("f", 2, "f")));
  }
}
