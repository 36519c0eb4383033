package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class ElementwiseOpsTest {
  private static final float[] VALUES = {-7.5f, -1.25f, -0.01f, 0.3f, 1, 3.9f, 6.5f, 9, 0.7f};

  /** TensorFlow's own answers are what is right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Relu",
        "Relu6",
        "Elu",
        "LeakyRelu",
        "Tanh",
        "Sigmoid",
        "Softplus",
        "Erf",
        "Exp",
        "Neg",
        "Square",
        "Identity"
      })
  void shouldComputeOfOneOperandWhatTensorFlowDoes(String op) {
    NodeDef node = Layers.op("out", op, "image");
    assertTrue(ElementwiseOps.has(node));
    DoubleUnaryOperator function = ElementwiseOps.of(node, List.of(x -> x));
    assertAlike(function, Layers.answer(Layers.graph(node), VALUES, "out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum", "Pow"})
  void shouldComputeOfTwoOperandsWhatTensorFlowDoes(String op) {
    NodeDef node = Layers.op("out", op, "image", "three");
    assertTrue(ElementwiseOps.has(node));
    DoubleUnaryOperator function = ElementwiseOps.of(node, List.of(x -> x, x -> 3));
    NodeDef three = NodeDefs.constFloats("three", List.of(), 3);
    assertAlike(function, Layers.answer(Layers.graph(three, node), VALUES, "out"));
  }

  private static void assertAlike(DoubleUnaryOperator function, float[] answers) {
    for (int i = 0; i < VALUES.length; i++) {
      double wanted = answers[i];
      assertEquals(wanted, function.applyAsDouble(VALUES[i]), 2e-6 * Math.max(1, Math.abs(wanted)));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5204998778130465", "-2, -0.9953222650189527", "4, 0.9999999845827421"})
  void shouldKnowTheErrorFunctionToFourteenDigits(double x, double erf) {
    assertEquals(erf, ElementwiseOps.erf(x), 1e-14);
    assertEquals(1, ElementwiseOps.erf(40));
  }

  @Test
  void shouldLeaveOtherOpsTypesAndNodesThatWait() {
    assertFalse(ElementwiseOps.has(Layers.op("out", "Softmax", "image")));
    assertFalse(ElementwiseOps.has(Layers.op("out", "Relu", "image", "^other")));
    NodeDef twice =
        Layers.op("out", "Relu", "image").toBuilder()
            .putAttr("T", Nodes.type(DataType.DT_DOUBLE))
            .build();
    assertFalse(ElementwiseOps.has(twice));
  }
}
