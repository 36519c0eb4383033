package org.imagebeam.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

class LearnedVariablesTest {
  @Test
  void shouldNameAllThatTheNextStepNeeds() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      LearnedVariables variables = new LearnedVariables(graph);
      variables.addLearned("w", tf.constant(new float[] {1, 2}));
      variables.addSlot(tf, "w/Slot", "w");
      variables.addFed("b", Shape.of(3));
      variables.addGlobalStep(tf);
      assertEquals(List.of("w", "b"), variables.learned());
      assertEquals(List.of("w/Slot", "global_step"), variables.beside());
      assertEquals(List.of("w", "b", "w/Slot", "global_step"), variables.all());
      assertEquals(Shape.of(2), variables.shape("w/Slot"));
      assertEquals(Shape.of(3), variables.shape("b"));
    }
  }

  @Test
  void shouldMoveAveragesBehindTheStep() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      LearnedVariables variables = new LearnedVariables(graph);
      variables.addLearned("w", tf.constant(new float[] {1, 2}));
      Op step = tf.assignAddVariableOp(variables.handle("w"), tf.constant(new float[] {4, -8}));
      Operation averages = variables.follow(0.75, List.of(step));
      Op init = variables.addInitializer();
      try (Session session = SingleThreadSession.open(graph)) {
        session.runner().addTarget(init).run().close();
        session.runner().addTarget(averages).run().close();
        assertArrayEquals(new float[] {5, -6}, values(session, variables, "w"));
        assertArrayEquals(
            new float[] {2, 0}, values(session, variables, "w/ExponentialMovingAverage"));
      }
    }
  }

  @Test
  void shouldInitializeNoVariablesOfOthers() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TType> other =
          graph
              .opBuilder("VarHandleOp", "other", graph.baseScope())
              .setAttr("dtype", DataType.DT_FLOAT)
              .setAttr("shape", Shape.scalar())
              .setAttr("shared_name", "other")
              .build()
              .output(0);
      tf.assignVariableOp(other, tf.placeholder(TFloat32.class));
      LearnedVariables variables = new LearnedVariables(graph);
      variables.addLearned("w", tf.constant(new float[] {1, 2}));
      Op init = variables.addInitializer();
      try (Session session = SingleThreadSession.open(graph)) {
        // It would fail for want of the placeholder's value.
        session.runner().addTarget(init).run().close();
        assertArrayEquals(new float[] {1, 2}, values(session, variables, "w"));
      }
    }
  }

  private static float[] values(Session session, LearnedVariables variables, String name) {
    try (Tensor value =
        session.runner().fetch(variables.value(name, TFloat32.class)).run().get(0)) {
      float[] floats = new float[Math.toIntExact(value.shape().size())];
      ((TFloat32) value).asRawTensor().data().asFloats().read(floats);
      return floats;
    }
  }
}
