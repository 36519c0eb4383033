package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tensorflow.proto.DataType.DT_BFLOAT16;
import static org.tensorflow.proto.DataType.DT_HALF;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

class InstructionLimitTest {
  private static final String LIMIT = "ONEDNN_MAX_CPU_ISA";
  private static final String SWITCH = "TF_ENABLE_ONEDNN_OPTS";
  private static final CpuFeatures AVX2 = processor("avx2");
  private static final CpuFeatures AVX512 = processor("avx2", "avx512f", "avx512_vnni");
  private static final CpuFeatures HALF = processor("avx512f", "avx512_vnni", "avx512_fp16");

  private static CpuFeatures processor(String... flags) {
    return new CpuFeatures("x", Set.of(flags));
  }

  private static boolean runs(
      DataType type, CpuFeatures processor, Map<String, String> environment) {
    return InstructionLimit.problem(type, processor, environment).isEmpty();
  }

  @Test
  void shouldSayWhatToChange() {
    assertEquals(
        Optional.of(
            "the network computes in bfloat16, which TensorFlow can't on this processor with"
                + " ONEDNN_MAX_CPU_ISA=AVX2 in the environment: unset that variable, or set"
                + " TF_ENABLE_ONEDNN_OPTS=0"),
        InstructionLimit.problem(DT_BFLOAT16, AVX512, Map.of(LIMIT, "AVX2")));
    assertEquals(
        Optional.of(
            "the network computes in float16, which TensorFlow can't on this processor with"
                + " DNNL_MAX_CPU_ISA=avx512_core in the environment: unset that variable, or set"
                + " TF_ENABLE_ONEDNN_OPTS=0"),
        InstructionLimit.problem(DT_HALF, HALF, Map.of("DNNL_MAX_CPU_ISA", "avx512_core")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DEFAULT", "ALL", "AVX512_CORE", "AVX512_CORE_AMX", "none such"})
  void shouldAllowWhatDoesNotForbidBfloat16(String limit) {
    assertTrue(runs(DT_BFLOAT16, AVX512, Map.of(LIMIT, limit)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSE41", "AVX", "avx2", "AVX2_VNNI", "AVX2_VNNI_2"})
  void shouldRefuseWhatForbidsBfloat16(String limit) {
    assertFalse(runs(DT_BFLOAT16, AVX512, Map.of(LIMIT, limit)));
  }

  @Test
  void shouldAllowWhatTensorFlowComputesByItself() {
    Map<String, String> limit = Map.of(LIMIT, "AVX2");
    assertTrue(runs(DT_BFLOAT16, AVX2, limit));
    assertTrue(runs(DT_HALF, AVX512, limit));
    assertFalse(runs(DT_HALF, HALF, limit));
    assertTrue(runs(DT_BFLOAT16, AVX512, Map.of(LIMIT, "AVX2", SWITCH, "0")));
    assertTrue(runs(DT_BFLOAT16, processor("avx512f"), limit));
    assertFalse(runs(DT_BFLOAT16, processor("avx512f"), Map.of(LIMIT, "AVX2", SWITCH, "1")));
  }

  @Test
  void shouldHeedTheNewerVariable() {
    Map<String, String> both = Map.of(LIMIT, "DEFAULT", "DNNL_MAX_CPU_ISA", "AVX2");
    assertTrue(runs(DT_BFLOAT16, AVX512, both));
  }
}
