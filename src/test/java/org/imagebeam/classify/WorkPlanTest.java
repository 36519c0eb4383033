package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkPlanTest {
  private static final String HEADER = "image,size_bytes,modified,model,label_1\r\n";

  @TempDir Path folder;

  @Test
  void shouldSkipWhatTheLedgerHolds() throws IOException {
    table("results-1.csv", "/p/1,1,1970-01-01T00:00:00.001Z,m,cat\r\n");
    table("failures-1.csv", "/p/3,3,1970-01-01T00:00:00.003Z,m,read\r\n");
    assertEquals(
        List.of("/p/0", "/p/2", "/p/4"), paths(plan(5).withoutLedger(folder.toString(), "now")));
  }

  @Test
  void shouldNotCountTheRunsOwnTables() throws IOException {
    table("results-now.csv", "/p/1,1,1970-01-01T00:00:00.001Z,m,cat\r\n");
    table("failures-now.csv", "/p/2,2,1970-01-01T00:00:00.002Z,m,read\r\n");
    assertEquals(4, plan(4).withoutLedger(folder.toString(), "now").images().size());
    assertEquals(2, plan(4).withoutLedger(folder.toString(), "later").images().size());
  }

  @Test
  void shouldRepeatWhatHasChangedOrWasAnotherModels() throws IOException {
    table(
        "results-1.csv",
        "/p/1,99,1970-01-01T00:00:00.001Z,m,cat\r\n"
            + "/p/2,2,1970-01-01T00:00:00.999Z,m,cat\r\n"
            + "/p/3,3,1970-01-01T00:00:00.003Z,other,cat\r\n"
            + "/q,3,1970-01-01T00:00:00.003Z,m,cat\r\n"
            + "/p/4,4,1970-01-01T00:00:00.004Z,m,cat\r\n");
    assertEquals(
        List.of("/p/0", "/p/1", "/p/2", "/p/3"),
        paths(plan(5).withoutLedger(folder.toString(), "now")));
  }

  @Test
  void shouldTakeAFolderThatIsNotThereForEmpty() throws IOException {
    assertEquals(3, plan(3).withoutLedger(folder + "/none", "now").images().size());
  }

  @Test
  void shouldSkipWholeChunksOnly() throws IOException {
    // Chunks of 2: {0, 1} is whole, {2, 3} is not, {4} is whole though short.
    table(
        "results-a.csv",
        "/p/0,0,1970-01-01T00:00:00Z,m,cat\r\n/p/2,2,1970-01-01T00:00:00.002Z,m,cat\r\n");
    table(
        "failures-a.csv",
        "/p/1,1,1970-01-01T00:00:00.001Z,m,read\r\n/p/4,4,1970-01-01T00:00:00.004Z,m,read\r\n");
    assertEquals(List.of("/p/2", "/p/3"), paths(plan(5).withoutChunks(folder.toString(), 2)));
  }

  @Test
  void shouldIgnoreOtherFiles() throws IOException {
    Files.writeString(folder.resolve("notes.csv"), "what,ever\r\n");
    Files.writeString(folder.resolve("results-1.txt"), "what,ever\r\n");
    assertEquals(2, plan(2).withoutLedger(folder.toString(), "now").images().size());
  }

  @Test
  void shouldNameADamagedLedger() throws IOException {
    table("results-1.csv", "/p/1,one,x,m,cat\r\n");
    IOException e =
        assertThrows(IOException.class, () -> plan(2).withoutLedger(folder.toString(), "now"));
    assertTrue(e.getMessage().contains("results-1.csv' has a damaged row"), e.getMessage());
    table("results-1.csv", "/p/1\r\n");
    assertThrows(IOException.class, () -> plan(2).withoutLedger(folder.toString(), "now"));
  }

  private void table(String name, String rows) throws IOException {
    Files.writeString(folder.resolve(name), HEADER + rows);
  }

  private static WorkPlan plan(int images) {
    return new WorkPlan(IntStream.range(0, images).mapToObj(WorkPlanTest::image).toList(), "m");
  }

  private static MatchResult.Metadata image(int i) {
    return MatchResult.Metadata.builder()
        .setResourceId(FileSystems.matchNewResource("/p/" + i, false))
        .setSizeBytes(i)
        .setLastModifiedMillis(i)
        .setIsReadSeekEfficient(true)
        .build();
  }

  private static List<String> paths(WorkPlan plan) {
    return plan.images().stream().map(image -> image.resourceId().toString()).toList();
  }
}
