package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Session;

/** What we save TensorFlow for Python restores, and the other way around: to the bit. */
class SaverInteropTest {
  private static final Splitter TAB = Splitter.on('\t');
  private static final Splitter DASH = Splitter.on('-');
  private static final List<SaveSequence> SEQUENCES =
      List.of(
          new SaveSequence(0, 10_000, false, 1),
          new SaveSequence(1, 10_000, false, 2),
          new SaveSequence(3, 10_000, true, 3),
          new SaveSequence(5, 10_000, false, 4),
          new SaveSequence(0, 2, true, 5),
          new SaveSequence(1, 2, false, 6),
          new SaveSequence(3, 2, false, 7),
          new SaveSequence(5, 0.5, true, 8));

  @TempDir private static Path folder;

  /** What Python has found: bytes in hex, by variable, by case. */
  private static final Map<String, Map<String, String>> FOUND = new TreeMap<>();

  private static int compared;

  @BeforeAll
  static void runPython() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("values.txt"), TypedVariables.lines());
    for (Form form : Form.values()) {
      for (boolean sharded : new boolean[] {false, true}) {
        save(form, sharded);
      }
    }
    Path plans = Files.createDirectory(folder.resolve("sequences"));
    for (int i = 0; i < SEQUENCES.size(); i++) {
      Files.writeString(plans.resolve("" + i), SEQUENCES.get(i).plan());
    }
    PythonTensorFlow.run("saver_interop.py", folder);
    for (String line : Files.readAllLines(folder.resolve("restored.txt"))) {
      List<String> parts = TAB.splitToList(line);
      FOUND.computeIfAbsent(parts.get(0), name -> new TreeMap<>()).put(parts.get(1), parts.get(2));
    }
  }

  @AfterAll
  static void report() {
    System.out.printf("interop with Python: %d tensors compared to the bit%n", compared);
  }

  private static void save(Form form, boolean sharded) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      TypedVariables.addTo(graph, form, true);
      Saver saver = Saver.builder(graph).sharded(sharded).build();
      TypedVariables.initialize(session);
      String prefix = folder.resolve("java/" + form + "-" + sharded + "/model.ckpt").toString();
      saver.save(session, prefix, SaveOptions.at(11));
    }
  }

  private static String python(String name) {
    return folder.resolve("python").resolve(name).toString();
  }

  private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
    assertEquals(expected, actual);
    compared += expected.size();
  }

  @ParameterizedTest
  @CsvSource({"REFERENCE, false", "REFERENCE, true", "RESOURCE, false", "RESOURCE, true"})
  void shouldBeRestoredByPython(Form form, boolean sharded) {
    for (Form theirs : Form.values()) {
      assertSame(TypedVariables.hex(), FOUND.get(form + "-" + sharded + "-" + theirs));
    }
  }

  @ParameterizedTest
  @CsvSource({"REFERENCE, false", "REFERENCE, true", "RESOURCE, false", "RESOURCE, true"})
  void shouldBeImportedAndRunByPython(Form form, boolean sharded) {
    String start = form + "-" + sharded + "-";
    Map<String, String> imported = new TreeMap<>(FOUND.get(start + "meta"));
    assertEquals(twice(), imported.remove("twice"));
    assertSame(TypedVariables.hex(), imported);
    assertSame(TypedVariables.hex(), FOUND.get(start + "initial"));
  }

  private static String twice() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      TypedVariables.addTo(graph, Form.RESOURCE, true);
      TypedVariables.initialize(session);
      return TypedVariables.hex(session, graph.output("twice:0"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REFERENCE-false",
        "REFERENCE-true",
        "RESOURCE-false",
        "RESOURCE-true",
        "REFERENCE-false-again",
        "REFERENCE-true-again",
        "RESOURCE-false-again",
        "RESOURCE-true-again"
      })
  void shouldRestoreWhatPythonSaved(String name) throws IOException {
    String prefix = Checkpoints.latestCheckpoint(python(name)).orElseThrow();
    for (Form ours : Form.values()) {
      try (Graph graph = new Graph();
          Session session = new Session(graph)) {
        TypedVariables.addTo(graph, ours, false);
        Saver.builder(graph).build().restore(session, prefix);
        assertSame(TypedVariables.hex(), TypedVariables.hex(session, folder.resolve("hex")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REFERENCE-false",
        "REFERENCE-true",
        "RESOURCE-false",
        "RESOURCE-true",
        "REFERENCE-false-again",
        "RESOURCE-true-again"
      })
  void shouldImportAndRunWhatPythonExported(String name) throws IOException {
    String prefix = Checkpoints.latestCheckpoint(python(name)).orElseThrow();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Saver saver = MetaGraph.importMetaGraph(graph, prefix + ".meta").orElseThrow();
      assertEquals(DASH.splitToList(name).get(1), "" + saver.toSaverDef().getSharded());
      saver.restore(session, prefix);
      assertSame(TypedVariables.hex(), TypedVariables.hex(session, folder.resolve("hex")));
      assertEquals(twice(), TypedVariables.hex(session, graph.output("twice:0")));
      String again = folder.resolve("again-" + name).resolve("model").toString();
      assertEquals(again, saver.save(session, again));
      saver.restore(session, again);
      assertSame(TypedVariables.hex(), TypedVariables.hex(session, folder.resolve("hex")));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreSomeAndRename(Form form) throws IOException {
    for (Form ours : Form.values()) {
      try (Graph graph = new Graph();
          Session session = new Session(graph)) {
        TypedVariables.addTo(graph, ours, false);
        TypedVariables.initialize(session);
        Map<String, String> expected =
            new HashMap<>(TypedVariables.hex(session, folder.resolve("hex")));
        String some = Checkpoints.latestCheckpoint(python(form + "-some")).orElseThrow();
        assertEquals(python(form + "-some/model.ckpt-7"), some);
        Saver.builder(graph).variables(List.of("a/int64")).build().restore(session, some);
        expected.put("a/int64", TypedVariables.hex().get("a/int64"));
        assertSame(expected, TypedVariables.hex(session, folder.resolve("hex")));
        Saver.builder(graph)
            .variables(Map.of("other/name", "float32"))
            .build()
            .restore(session, python(form + "-renamed/model.ckpt"));
        expected.put("float32", TypedVariables.hex().get("float32"));
        assertSame(expected, TypedVariables.hex(session, folder.resolve("hex")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldAverageAsPythonDoes(Form form) throws IOException {
    String prefix = python(form + "-ema/model.ckpt");
    try (TestGraph ours = new TestGraph(form).scalar("v", 0).vector("w", 1, 2).scalar("step", 0);
        TestGraph theirs = new TestGraph(form).scalar("v", 0).vector("w", 0, 0)) {
      ExponentialMovingAverage average =
          new ExponentialMovingAverage(
              0.99, VariableNodes.snapshot(GraphVariable.named(ours.graph(), "step")));
      Operation maintain = average.apply(ours.graph(), List.of("v", "w"));
      ours.initialize();
      for (int i = 0; i < 20; i++) {
        ours.assign("v", i * 1.5f).assign("w", i, -i).assign("step", i + 1);
        ours.session().runner().addTarget(maintain).run().close();
      }
      Saver.builder(theirs.graph())
          .variables(average.variablesToRestore(theirs.graph()))
          .build()
          .restore(theirs.session(), prefix);
      for (String name : List.of("v", "w")) {
        assertArrayEquals(theirs.variable(name), ours.variable(average.average(name)));
        compared++;
      }
    }
    try (TestGraph imported = new TestGraph(form)) {
      Saver saver = MetaGraph.importMetaGraph(imported.graph(), prefix + ".meta").orElseThrow();
      saver.restore(imported.session(), prefix);
      assertEquals(
          Map.of(
              "v/ExponentialMovingAverage", "v", "w/ExponentialMovingAverage", "w", "step", "step"),
          new ExponentialMovingAverage(0.99).variablesToRestore(imported.graph()));
    }
  }

  @Test
  void shouldKeepTheSameFilesAndState() throws IOException {
    for (int i = 0; i < SEQUENCES.size(); i++) {
      Path ours = Files.createDirectories(folder.resolve("java-sequences/" + i));
      SaveSequence.Outcome outcome = SEQUENCES.get(i).run(ours);
      Path theirs = folder.resolve("python-sequences");
      assertEquals(Files.readString(theirs.resolve(i + ".files")), outcome.files(), "" + i);
      assertEquals(Files.readString(theirs.resolve(i + ".states")), outcome.states(), "" + i);
    }
  }
}
