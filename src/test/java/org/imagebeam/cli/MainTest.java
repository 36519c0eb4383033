package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.ChildProgram;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path temp;

  @Test
  void shouldSayInOneLineThatMemoryEnded() throws Exception {
    List<String> limits =
        new ArrayList<>(List.of("-Xmx8m", "-Xmx16m", "-Xmx24m", "-XX:MaxMetaspaceSize=14m"));
    if (Runtime.version().feature() < 25) {
      // Java 25 gets along with so little.
      limits.add("-XX:MaxDirectMemorySize=1k");
    }
    for (String limit : limits) {
      ChildProgram.Result result = run(limit);
      assertEquals(ExitCode.ENVIRONMENT.code(), result.code(), limit + ": " + result);
      assertEquals(1, result.err().size(), limit + ": " + result);
      String line = result.err().get(0);
      assertTrue(line.startsWith("imagebeam: "), line);
      assertTrue(line.contains("start Java with "), line);
      assertTrue(line.contains(limit.replaceAll("[=\\d].*", "")), line);
    }
  }

  @Test
  void shouldNotBlameFewFilesForASmallHeap() throws Exception {
    Files.writeString(temp.resolve("a.jpg"), "no image");
    assertEquals(
        List.of(
            "imagebeam: Java's heap of 44 MiB is too small for Beam and a network: start Java with"
                + " a larger -Xmx (say -Xmx512m)"),
        run("-Xmx44m").err().stream().filter(line -> line.startsWith("imagebeam")).toList());
  }

  @Test
  void shouldRefuseASmallHeapWithEachCollector() throws Exception {
    for (String collector : List.of("-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseSerialGC")) {
      for (String limit : List.of("-Xmx8m", "-Xmx12m", "-Xmx24m")) {
        ChildProgram.Result result =
            new ChildProgram(temp).flags(collector, limit).run(Main.class, "version");
        assertEquals(ExitCode.ENVIRONMENT.code(), result.code(), collector + limit + result);
        assertEquals(1, result.err().size(), collector + limit + result);
        assertTrue(
            result.err().get(0).endsWith("start Java with a larger -Xmx (say -Xmx512m)"),
            result.err().get(0));
      }
    }
  }

  @Test
  void shouldNameTheClassOfAnotherVersion() throws Exception {
    Path other = Files.createDirectory(temp.resolve("other"));
    Path source =
        Files.writeString(
            temp.resolve("TensorFlow.java"), "package org.tensorflow; public class TensorFlow {}");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assumeTrue(compiler != null, "this Java has no compiler");
    assertEquals(0, compiler.run(null, null, null, "-d", other.toString(), source.toString()));
    Path graph = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    ChildProgram.Result result =
        new ChildProgram(temp)
            .flags("-Xbootclasspath/a:" + other)
            .run(Main.class, "model", "import", graph.toString(), "--output=" + temp + "/model");
    assertEquals(ExitCode.ENVIRONMENT.code(), result.code(), result.toString());
    assertEquals(1, result.err().size(), result.toString());
    String line = result.err().get(0);
    assertTrue(
        line.startsWith(
            "imagebeam: the class org.tensorflow.TensorFlow lacks the method"
                + " 'org.tensorflow.proto.OpList org.tensorflow.TensorFlow.registeredOpList()', and"
                + " is in "
                + other
                + " and in "),
        line);
    assertTrue(line.contains(".jar; two versions of a library are probably on the class"), line);
  }

  private ChildProgram.Result run(String limit) throws IOException, InterruptedException {
    return new ChildProgram(temp)
        .flags("-Xms8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", limit)
        .run(Main.class, "classify", "--input=.", "--output=x.csv");
  }
}
