package org.imagebeam.graph.int8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tensorflow.proto.GraphDef;

class Int8RewriterTest {
  private static final List<String> OUTPUTS = List.of(SmallNetwork.OUTPUT);

  @Test
  void shouldLeaveAFloatNetworkAsItIs() {
    GraphDef graph = SmallNetwork.graph();
    assertFalse(Int8Rewriter.isQuantized(graph));
    assertSame(graph, Int8Rewriter.rewrite(graph, OUTPUTS));
  }

  @Test
  void shouldMakeOneOpOfEachLayer() {
    GraphDef rounded = SmallNetwork.quantized(SmallNetwork.graph(), OUTPUTS).graph();
    assertTrue(Int8Rewriter.isQuantized(rounded));
    Map<String, Integer> ops = SmallNetwork.ops(Int8Rewriter.rewrite(rounded, OUTPUTS));
    assertEquals(8, ops.get("QuantizedConv2DWithBiasAndReluAndRequantize"), ops.toString());
    assertEquals(1, ops.get("QuantizedConv2DWithBiasSumAndReluAndRequantize"), ops.toString());
    assertEquals(
        1, ops.get("QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize"), ops.toString());
    assertEquals(1, ops.get("QuantizedMaxPool"), ops.toString());
    assertEquals(1, ops.get("QuantizedAvgPool"), ops.toString());
    assertEquals(1, ops.get("ConcatV2"), ops.toString());
    // Of the layer that looks at a border of zeros, which aren't what q = 0 stands for.
    assertEquals(1, ops.get("Pad"), ops.toString());
    // Of the pixels, and behind that border: between other layers, nothing leaves int8.
    assertEquals(2, ops.get("QuantizeV2"), ops.toString());
    assertFalse(ops.containsKey("Conv2D"), ops.toString());
    // Pixels are rounded as they are fed.
    assertFalse(ops.containsKey("Sub"), ops.toString());
    assertFalse(ops.containsKey("Mul"), ops.toString());
  }

  /**
   * Instructions without VNNI saturate in 16 bits where the weights of two neighbours are too
   * large; the network's first channels have the largest that are allowed.
   */
  @Test
  @EnabledOnOs(
      architectures = {"amd64", "x86_64"},
      value = OS.LINUX)
  void shouldAnswerAlikeOnAllProcessors() throws Exception {
    assertEquals("false", run("0", "DEFAULT").get(0), "kernels without oneDNN");
    List<String> first = List.of();
    for (String instructions : List.of("DEFAULT", "SSE41", "AVX2", "AVX512_CORE")) {
      List<String> lines = run("1", instructions);
      assertEquals("true", lines.get(0), instructions);
      assertTrue(Double.parseDouble(lines.get(1)) < 0.01, instructions + ": " + lines);
      assertTrue(Double.parseDouble(lines.get(2)) < 0.01, instructions + ", at the edge: " + lines);
      List<String> answer = Splitter.on(' ').splitToList(lines.get(3));
      first = first.isEmpty() ? answer : first;
      for (int i = 0; i < answer.size(); i++) {
        // The mean at the end is float32, whose sums differ in their last digit.
        assertEquals(
            Double.parseDouble(first.get(i)),
            Double.parseDouble(answer.get(i)),
            2e-6,
            instructions);
      }
    }
  }

  private static List<String> run(String oneDnn, String instructions) throws Exception {
    return ChildJvm.run(
            Int8Trials.class,
            Map.of("TF_ENABLE_ONEDNN_OPTS", oneDnn, "ONEDNN_MAX_CPU_ISA", instructions),
            "")
        .lines()
        .toList();
  }
}
