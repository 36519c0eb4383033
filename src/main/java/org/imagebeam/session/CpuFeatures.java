package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what the machine's processor can do: the one place that knows what its flags mean. By this,
 *
 * <ul>
 *   <li>{@link FastestRewrites} splits wide convolutions, where {@link #hasAvx2Only};
 *   <li>{@link Precision#adviceFor} advises against bfloat16, unless {@link #hasBfloat16Amx};
 *   <li>{@link InstructionLimit} refuses networks that would end the process, where TensorFlow
 *       leaves their numbers to oneDNN: {@link #usesOneDnnByItself}, {@link
 *       #leavesBfloat16ToOneDnn}, {@link #leavesHalvesToOneDnn};
 *   <li>a model that was tried is tried again where the name or a flag is another.
 * </ul>
 *
 * <p>Flags don't show whether fused layers run: {@link FusedKernels} tries it.
 *
 * @param name as its maker calls it, or empty if unknown
 * @param flags of its instruction sets, as Linux names them; empty elsewhere
 */
public record CpuFeatures(String name, Set<String> flags) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private static final Set<String> ONE_DNN_BY_ITSELF =
      Set.of("avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16");

  private static final Set<String> INT8_PRODUCTS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

  private static final Set<String> ONE_DNN_FOR_BFLOAT16 = Set.of("avx512f", "avx_ne_convert");

  private static final Set<String> ONE_DNN_FOR_HALVES =
      Set.of("avx512_fp16", "amx_fp16", "avx_ne_convert");

  public CpuFeatures {
    requireNonNull(name, "name is null");
    flags = Set.copyOf(requireNonNull(flags, "flags is null"));
  }

  /** This machine's. */
  public static CpuFeatures local() {
    return read(CPUINFO);
  }

  /**
   * As {@code cpuinfo} tells of its first processor, or one without flags where it can't be read.
   */
  static CpuFeatures read(Path cpuinfo) {
    Map<String, String> fields = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(cpuinfo, StandardCharsets.UTF_8)) {
        int colon = line.indexOf(':');
        if (colon >= 0) {
          fields.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      // Not Linux; nothing is known then.
      return new CpuFeatures("", Set.of());
    }
    return new CpuFeatures(
        text(fields.get("model name")),
        Set.copyOf(Splitter.on(' ').omitEmptyStrings().splitToList(text(fields.get("flags")))));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** Returns whether its widest vectors are AVX2's, of 8 float32. */
  boolean hasAvx2Only() {
    return flags.contains("avx2") && !flags.contains("avx512f");
  }

  /** Returns whether TensorFlow uses oneDNN on it where nothing says whether to. */
  boolean usesOneDnnByItself() {
    return hasOneOf(ONE_DNN_BY_ITSELF);
  }

  /** Whether it multiplies and adds int8 in one instruction (VNNI or AMX). */
  public boolean hasInt8Products() {
    return hasOneOf(INT8_PRODUCTS);
  }

  /** Returns whether TensorFlow leaves layers of bfloat16 to oneDNN, where it uses that. */
  boolean leavesBfloat16ToOneDnn() {
    return hasOneOf(ONE_DNN_FOR_BFLOAT16);
  }

  /** Returns whether TensorFlow leaves layers of float16 to oneDNN, where it uses that. */
  boolean leavesHalvesToOneDnn() {
    return hasOneOf(ONE_DNN_FOR_HALVES);
  }

  private boolean hasOneOf(Set<String> some) {
    return some.stream().anyMatch(flags::contains);
  }

  /** Whether it multiplies matrices of bfloat16 in hardware of their own (AMX). */
  public boolean hasBfloat16Amx() {
    return flags.contains("amx_bf16");
  }
}
