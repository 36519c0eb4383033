package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.ChildProgram;
import org.imagebeam.testing.WorkerStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCheckTest {
  private static final Map<String, String> NOTHING =
      Map.of(
          "MALLOC_ARENA_MAX", "",
          "TF_OVERRIDE_GLOBAL_THREADPOOL", "",
          "TF_ENABLE_ONEDNN_OPTS", "",
          "LC_ALL", "C.UTF-8");

  @TempDir Path temp;

  @Test
  void shouldWarnOnceOfWhatAWorkerLacks() throws IOException, InterruptedException {
    ChildProgram.Result result =
        new ChildProgram(temp).environment(NOTHING).flags("-Dos.name=Linux").run(WorkerStart.class);
    assertEquals(0, result.code(), result.err().toString());
    List<String> warnings =
        result.err().stream().filter(line -> line.contains("This worker lacks")).toList();
    assertEquals(1, warnings.size(), result.err().toString());
    assertTrue(
        warnings
            .get(0)
            .endsWith(
                " WARN WorkerCheck - This worker lacks MALLOC_ARENA_MAX=1,"
                    + " TF_OVERRIDE_GLOBAL_THREADPOOL=1, TF_ENABLE_ONEDNN_OPTS=1: it may be slower,"
                    + " take more memory, use another number of threads, or not find files. docs/tuning.md says where to set it on a"
                    + " cluster."),
        warnings.get(0));
  }

  @Test
  void shouldSayNothingWhereNothingIsMissing() throws IOException, InterruptedException {
    ChildProgram.Result result =
        new ChildProgram(temp)
            .environment(
                Map.of(
                    "MALLOC_ARENA_MAX", "2",
                    "TF_OVERRIDE_GLOBAL_THREADPOOL", "1",
                    "TF_ENABLE_ONEDNN_OPTS", "0",
                    "LC_ALL", "C.UTF-8"))
            .run(WorkerStart.class);
    assertEquals(0, result.code(), result.err().toString());
    assertFalse(result.err().toString().contains("WorkerCheck"), result.err().toString());
  }

  @Test
  void shouldAskForGlibcsVariablesOnLinuxOnly() {
    assertEquals(
        List.of("TF_OVERRIDE_GLOBAL_THREADPOOL=1", "TF_ENABLE_ONEDNN_OPTS=1"),
        WorkerCheck.missing(Map.of(), "Mac OS X", "UTF-8"));
    assertEquals(
        List.of("MALLOC_ARENA_MAX=1", "TF_OVERRIDE_GLOBAL_THREADPOOL=1", "TF_ENABLE_ONEDNN_OPTS=1"),
        WorkerCheck.missing(Map.of("MALLOC_ARENA_MAX", ""), "Linux", "utf8"));
  }

  @Test
  void shouldAskForUtf8InFileNames() {
    Map<String, String> set =
        Map.of(
            "MALLOC_ARENA_MAX", "1",
            "TF_OVERRIDE_GLOBAL_THREADPOOL", "1",
            "TF_ENABLE_ONEDNN_OPTS", "1");
    assertEquals(
        List.of("LC_ALL=C.UTF-8 (file names are ANSI_X3.4-1968)"),
        WorkerCheck.missing(set, "Linux", "ANSI_X3.4-1968"));
    assertEquals(List.of(), WorkerCheck.missing(set, "Linux", "UTF-8"));
    assertEquals(
        List.of("LC_ALL=C.UTF-8 (file names are no-such)"),
        WorkerCheck.missing(set, "Linux", "no-such"));
  }
}
