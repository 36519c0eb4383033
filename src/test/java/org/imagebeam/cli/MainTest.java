package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path temp;

  @Test
  void shouldSayInOneLineThatMemoryEnded() throws Exception {
    for (String limit :
        List.of("-Xmx16m", "-XX:MaxMetaspaceSize=14m", "-XX:MaxDirectMemorySize=1k")) {
      ChildProgram.Result result = run(limit);
      assertEquals(ExitCode.ENVIRONMENT.code(), result.code(), limit + ": " + result);
      assertEquals(1, result.err().size(), limit + ": " + result);
      String line = result.err().get(0);
      assertTrue(line.startsWith("imagebeam: "), line);
      assertTrue(line.contains("start Java with "), line);
      assertTrue(line.contains(limit.replaceAll("[=\\d].*", "")), line);
    }
  }

  private ChildProgram.Result run(String limit) throws IOException, InterruptedException {
    return new ChildProgram(temp)
        .flags("-Xms8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", limit)
        .run(Main.class, "classify", "--input=.", "--output=x.csv");
  }
}
