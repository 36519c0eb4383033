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
 * What the machine's processor can do.
 *
 * @param name as its maker calls it, or empty if unknown
 * @param flags of its instruction sets, as Linux names them; empty elsewhere
 */
public record CpuFeatures(String name, Set<String> flags) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

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

  /** Whether it multiplies matrices of bfloat16 in hardware of their own (AMX). */
  public boolean hasBfloat16Amx() {
    return flags.contains("amx_bf16");
  }
}
