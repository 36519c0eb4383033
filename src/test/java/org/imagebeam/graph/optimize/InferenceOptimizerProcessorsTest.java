package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What rewritten networks answer, on each kind of processor that TensorFlow tells apart. */
@EnabledOnOs(
    architectures = {"amd64", "x86_64"},
    value = OS.LINUX)
class InferenceOptimizerProcessorsTest {
  private static final String ONE_DNN = "TF_ENABLE_ONEDNN_OPTS";
  private static final String INSTRUCTIONS = "ONEDNN_MAX_CPU_ISA";
  private static final String DEFAULT = "DEFAULT";

  /** Of what the values are like: float32 has seven digits, and bfloat16 three. */
  private static final double TOLERANCE = 5e-5;

  private static final double OF_FEW_DIGITS = 5e-2;

  private static final Set<String> FEW_DIGITS = Set.of("DT_HALF", "DT_BFLOAT16");

  private static List<String> run(Map<String, String> environment) throws Exception {
    return ChildJvm.run(RewriteTrials.class, environment, "").lines().toList();
  }

  private static boolean isRefused(String[] cells) {
    return cells[1].contains("with ONEDNN_MAX_CPU_ISA=");
  }

  private static void assertAllForms(List<String> lines, boolean limited) {
    assertEquals(RewriteCases.all().size() + 1, lines.size(), "lines of " + lines);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      boolean fewDigits = FEW_DIGITS.contains(cells[0]);
      assertTrue(cells.length > 2 || (limited && fewDigits && isRefused(cells)), line);
      for (int i = 2; i < cells.length; i++) {
        String difference = cells[i].substring(cells[i].indexOf('=') + 1);
        assertTrue(
            difference.matches("\\d\\.\\de[-+]\\d\\d")
                && Double.parseDouble(difference) < (fewDigits ? OF_FEW_DIGITS : TOLERANCE),
            line);
      }
    }
  }

  /** Asserts that a network answers alike, however TensorFlow computes. */
  private static void assertAlike(List<String> lines, List<String> others) {
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      String[] same = others.get(i).split("\t", -1);
      assertEquals(cells[0], same[0]);
      if (isRefused(same)) {
        continue;
      }
      assertEquals(Double.parseDouble(cells[1]), Double.parseDouble(same[1]), 2e-3, cells[0]);
    }
  }

  @Test
  void shouldAnswerTheSameInAllFormsOnAllProcessors() throws Exception {
    List<String> plain = run(Map.of(ONE_DNN, "0"));
    assertEquals("false", plain.get(0), "no kernel for fused depthwise convolutions");
    assertAllForms(plain, false);
    for (String instructions : List.of(DEFAULT, "AVX2", "AVX512_CORE")) {
      List<String> lines = run(Map.of(ONE_DNN, "1", INSTRUCTIONS, instructions));
      assertEquals("true", lines.get(0), instructions);
      assertAllForms(lines, !instructions.equals(DEFAULT));
      assertAlike(plain, lines);
    }
  }
}
