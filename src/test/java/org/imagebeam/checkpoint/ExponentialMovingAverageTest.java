package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.Variables.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

class ExponentialMovingAverageTest {
  private static void run(TestGraph graph, Operation op) {
    graph.session().runner().addTarget(op).run().close();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldStartWithTheInitialValue(Form form) {
    try (TestGraph graph = new TestGraph(form).vector("v", 4, 8)) {
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
      Operation maintain = average.apply(graph.graph(), List.of("v"));
      graph.initialize();
      assertArrayEquals(new float[] {4, 8}, graph.variable("v/ExponentialMovingAverage"));
      graph.assign("v", 8, 0);
      run(graph, maintain);
      assertArrayEquals(new float[] {6, 4}, graph.variable("v/ExponentialMovingAverage"));
      run(graph, maintain);
      assertArrayEquals(new float[] {7, 2}, graph.variable("v/ExponentialMovingAverage"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldStartWithTheValueThatTheVariableHas(Form form) {
    try (TestGraph graph = new TestGraph(form).vector("v", 4)) {
      graph.initialize().assign("v", 9);
      new ExponentialMovingAverage(0.5).apply(graph.graph(), List.of("v"));
      run(graph, graph.graph().operation("v/ExponentialMovingAverage/Assign"));
      assertArrayEquals(new float[] {9}, graph.variable("v/ExponentialMovingAverage"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldMoveFasterAtFirst(Form form) {
    try (TestGraph graph = new TestGraph(form).scalar("v", 0).scalar("step", 2)) {
      Output<?> step = VariableNodes.snapshot(GraphVariable.named(graph.graph(), "step"));
      Operation maintain =
          new ExponentialMovingAverage(0.99, step).apply(graph.graph(), List.of("v"));
      graph.initialize().assign("v", 12);
      run(graph, maintain);
      // (1 + 2) / (10 + 2) is kept.
      assertArrayEquals(new float[] {9}, graph.variable("v/ExponentialMovingAverage"));
      graph.assign("step", 1e6f);
      run(graph, maintain);
      assertArrayEquals(
          new float[] {9 + 3 * (1 - 0.99f)}, graph.variable("v/ExponentialMovingAverage"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldMoveAfterTheStepThatItIsRunWith(Form form) {
    try (TestGraph graph = new TestGraph(form).vector("v", 4, 8)) {
      Operation step =
          NodeScope.node(
                  graph.graph(),
                  form == Form.RESOURCE ? "AssignAddVariableOp" : "AssignAdd",
                  "step")
              .addInput(graph.graph().operation("v").output(0))
              .addInput(Ops.create(graph.graph()).constant(new float[] {4, -8}).asOutput())
              .build();
      Operation maintain =
          new ExponentialMovingAverage(0.5).apply(graph.graph(), List.of("v"), List.of(step));
      graph.initialize();
      run(graph, maintain);
      assertArrayEquals(new float[] {8, 0}, graph.variable("v"));
      assertArrayEquals(new float[] {6, 4}, graph.variable("v/ExponentialMovingAverage"));
    }
  }

  @Test
  void shouldMoveByTheShareItself() {
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 0)) {
      Operation maintain =
          ExponentialMovingAverage.movingBy(0.001f).apply(graph.graph(), List.of("v"));
      graph.initialize().assign("v", 1);
      run(graph, maintain);
      // A decay of 0.999 would give 1 - 0.999f, which is 0.00099998713.
      assertArrayEquals(new float[] {0.001f}, graph.variable("v/ExponentialMovingAverage"));
    }
  }

  @Test
  void shouldKeepOneShadowForTwoNodes() {
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 4).vector("w", 1)) {
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
      Operation first = average.apply(graph.graph(), List.of("v"));
      Operation second = average.apply(graph.graph(), List.of("v", "w"));
      assertEquals("ExponentialMovingAverage", first.name());
      assertEquals("ExponentialMovingAverage_1", second.name());
      assertEquals(4, GraphVariable.all(graph.graph()).size());
      assertEquals("v/ExponentialMovingAverage", average.average("v"));
    }
  }

  @Test
  void shouldMapAveragesToVariablesAndOthersToThemselves() {
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 4)) {
      Ops tf = Ops.create(graph.graph());
      Variables.add(graph.graph(), "step", tf.constant(0).asOutput(), Form.RESOURCE, false);
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
      Map<String, String> expected = Map.of("v/ExponentialMovingAverage", "v", "step", "step");
      assertEquals(expected, average.variablesToRestore(graph.graph()));
      average.apply(graph.graph(), List.of("v"));
      assertEquals(expected, average.variablesToRestore(graph.graph()));
    }
  }

  @Test
  void shouldRefuseWhatHasNoAverage() {
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 4)) {
      Ops tf = Ops.create(graph.graph());
      Variables.add(graph.graph(), "step", tf.constant(0).asOutput(), Form.RESOURCE, false);
      ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
      for (String name : List.of("step", "none", "v/Assign")) {
        Failures.assertFails(
            IllegalArgumentException.class,
            () -> average.apply(graph.graph(), List.of(name)),
            name);
      }
      Failures.assertFails(
          IllegalArgumentException.class, () -> new ExponentialMovingAverage(1.5), "1.5");
    }
  }
}
