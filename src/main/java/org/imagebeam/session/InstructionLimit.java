package org.imagebeam.session;

import com.google.common.collect.Sets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * Knows when the environment keeps oneDNN from instructions that TensorFlow counts on. TensorFlow
 * asks the processor alone whether oneDNN computes in few digits; where a variable forbids oneDNN
 * what that takes, the first such layer ends the process (SIGILL).
 */
final class InstructionLimit {
  /** The first that is set counts. */
  private static final List<String> VARIABLES = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  /** The variable that says whether TensorFlow uses oneDNN. */
  static final String SWITCH = "TF_ENABLE_ONEDNN_OPTS";

  private static final Set<String> BELOW_BFLOAT16 =
      Set.of("sse41", "avx", "avx2", "avx2_vnni", "avx2_vnni_2");

  private static final Set<String> BELOW_HALF =
      Sets.union(BELOW_BFLOAT16, Set.of("avx512_core", "avx512_core_vnni", "avx512_core_bf16"));

  private InstructionLimit() {}

  /**
   * Sees that a graph won't end the process.
   *
   * @throws EnvironmentException if it would, naming the variable
   */
  static void check(GraphDef graph, Precision precision) {
    Map<String, String> environment = System.getenv();
    if (VARIABLES.stream().noneMatch(environment::containsKey)) {
      return;
    }
    CpuFeatures processor = CpuFeatures.local();
    for (DataType type : List.of(DataType.DT_BFLOAT16, DataType.DT_HALF)) {
      boolean asked = type == DataType.DT_BFLOAT16 && precision == Precision.BFLOAT16;
      Optional<String> problem = problem(type, processor, environment);
      if (problem.isPresent() && (asked || has(graph, type))) {
        throw new EnvironmentException(problem.get(), null);
      }
    }
  }

  /** Why such numbers can't be computed with; nothing if they can. */
  static Optional<String> problem(
      DataType type, CpuFeatures processor, Map<String, String> environment) {
    String variable =
        VARIABLES.stream().filter(environment::containsKey).findFirst().orElse(VARIABLES.get(0));
    String limit = environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT);
    boolean half = type == DataType.DT_HALF;
    boolean within = (half ? BELOW_HALF : BELOW_BFLOAT16).contains(limit);
    boolean counted = half ? processor.leavesHalvesToOneDnn() : processor.leavesBfloat16ToOneDnn();
    if (!within || !counted || !isOn(environment.get(SWITCH), processor)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the network computes in %s, which TensorFlow can't on this processor with %s=%s in"
                + " the environment: unset that variable, or set %s=0",
            half ? "float16" : "bfloat16",
            variable,
            environment.get(variable),
            SWITCH));
  }

  static boolean isOn(@Nullable String given, CpuFeatures processor) {
    String value = given == null ? "" : given.toLowerCase(Locale.ROOT);
    return switch (value) {
      case "0", "false" -> false;
      case "1", "true" -> true;
      default -> processor.usesOneDnnByItself();
    };
  }

  /** Whether a layer computes in it; what only casts to and from it does without oneDNN. */
  private static boolean has(GraphDef graph, DataType type) {
    return Stream.concat(
            graph.getNodeList().stream(),
            graph.getLibrary().getFunctionList().stream()
                .flatMap(function -> function.getNodeDefList().stream()))
        .anyMatch(
            node -> node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType() == type);
  }
}
