package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.variables.Freezer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;

/** Nine small programs around a Saver, with the numbers that they print in Python. */
class SaverProgramsTest {
  @TempDir Path folder;

  private String model() {
    return folder.resolve("Model/model.ckpt").toString();
  }

  private String averagedModel() {
    return folder.resolve("Model/model_ema.ckpt").toString();
  }

  private static TestGraph twoVariables(Form form, String first, String second) {
    return new TestGraph(form).vector(first, 1).vector(second, 2).sum(first, second);
  }

  private void runPart1(Form form) throws IOException {
    try (TestGraph graph = twoVariables(form, "v1", "v2")) {
      Saver saver = Saver.builder(graph.graph()).build();
      saver.save(graph.initialize().session(), model());
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreIntoTheSameGraphInPart2(Form form) throws IOException {
    runPart1(form);
    try (TestGraph graph = twoVariables(form, "v1", "v2")) {
      Saver.builder(graph.graph()).build().restore(graph.session(), model());
      assertArrayEquals(new float[] {3}, graph.values("add:0"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreWithoutTheCodeOfTheGraphInPart3(Form form) throws IOException {
    runPart1(form);
    try (TestGraph graph = new TestGraph(form)) {
      Saver saver = MetaGraph.importMetaGraph(graph.graph(), model() + ".meta").orElseThrow();
      saver.restore(graph.session(), model());
      assertArrayEquals(new float[] {3}, graph.values("add:0"));
      assertArrayEquals(
          new float[] {1},
          graph.values("v1/" + (form == Form.RESOURCE ? "Read/ReadVariableOp" : "read")));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreUnderOtherNamesInPart4(Form form) throws IOException {
    runPart1(form);
    try (TestGraph graph = twoVariables(form, "other-v1", "other-v2")) {
      Saver byOwnNames = Saver.builder(graph.graph()).build();
      Failures.assertKind(
          Kind.MISMATCH,
          () -> byOwnNames.restore(graph.session(), model()),
          model(),
          "it has no other-v1",
          "it has no other-v2");
      Saver saver =
          Saver.builder(graph.graph())
              .variables(Map.of("v1", "other-v1", "v2", "other-v2"))
              .build();
      saver.restore(graph.session(), model());
      assertArrayEquals(new float[] {3}, graph.values("add:0"));
    }
  }

  private void runPart5(Form form) throws IOException {
    try (TestGraph graph = new TestGraph(form).scalar("v", 0)) {
      assertEquals(List.of("v"), names(graph.graph()));
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.99);
      Operation maintain = average.apply(graph.graph(), List.of("v"));
      assertEquals(List.of("v", "v/ExponentialMovingAverage"), names(graph.graph()));
      Saver saver = Saver.builder(graph.graph()).build();
      graph.initialize().assign("v", 10);
      graph.session().runner().addTarget(maintain).run().close();
      saver.save(graph.session(), averagedModel());
      assertArrayEquals(new float[] {10}, graph.variable("v"));
      assertArrayEquals(new float[] {0.099999905f}, graph.variable(average.average("v")));
    }
  }

  private static List<String> names(Graph graph) {
    return GraphVariable.all(graph).stream()
        .map(GraphVariable::name)
        .sorted(Comparator.comparing(String::length))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldReadTheAverageByItsNameInPart6(Form form) throws IOException {
    runPart5(form);
    try (TestGraph graph = new TestGraph(form).scalar("v", 0)) {
      Saver.builder(graph.graph())
          .variables(Map.of("v/ExponentialMovingAverage", "v"))
          .build()
          .restore(graph.session(), averagedModel());
      assertArrayEquals(new float[] {0.099999905f}, graph.variable("v"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldReadTheAveragesByTheirMapInPart7(Form form) throws IOException {
    runPart5(form);
    try (TestGraph graph = new TestGraph(form).scalar("v", 0)) {
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.99);
      Map<String, String> names = average.variablesToRestore(graph.graph());
      assertEquals(Map.of("v/ExponentialMovingAverage", "v"), names);
      Saver.builder(graph.graph())
          .variables(names)
          .build()
          .restore(graph.session(), averagedModel());
      assertArrayEquals(new float[] {0.099999905f}, graph.variable("v"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldFreezeTheVariablesInPart8AndLoadThemInPart9(Form form) throws IOException {
    runPart1(form);
    GraphDef frozen = part8(form);
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TestGraph alone = new TestGraph(form)) {
      graph.importGraphDef(frozen, "import");
      alone.graph().importGraphDef(frozen);
      assertEquals(List.of(), GraphVariable.all(graph));
      session.runner().fetch("import/add:0").run().close();
      assertArrayEquals(new float[] {3}, alone.values("add:0"));
    }
  }

  private GraphDef part8(Form form) throws IOException {
    try (TestGraph graph = twoVariables(form, "v1", "v2");
        CheckpointReader reader = CheckpointReader.open(model())) {
      Map<String, TensorProto> values = new HashMap<>();
      for (GraphVariable variable : GraphVariable.all(graph.graph())) {
        values.put(variable.name(), reader.read(variable.name()).toProto());
      }
      return Freezer.freeze(graph.graph().toGraphDef(), values, List.of("add"));
    }
  }
}
