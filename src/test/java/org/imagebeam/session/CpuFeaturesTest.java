package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuFeaturesTest {
  @TempDir Path temp;

  private CpuFeatures read(String cpuinfo) throws IOException {
    return CpuFeatures.read(Files.writeString(temp.resolve("cpuinfo"), cpuinfo));
  }

  @Test
  void shouldReadTheFirstProcessor() throws IOException {
    CpuFeatures processor =
        read(
            "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx2  avx512f\n\n"
                + "processor\t: 1\nmodel name\t: Another\nflags\t\t: sse\n");
    assertEquals(new CpuFeatures("Some CPU @ 2 GHz", Set.of("fpu", "avx2", "avx512f")), processor);
  }

  @Test
  void shouldKnowNothingWhereThereIsNothingToRead() throws IOException {
    CpuFeatures unknown = new CpuFeatures("", Set.of());
    assertEquals(unknown, CpuFeatures.read(temp.resolve("none")));
    assertEquals(unknown, read("BogoMIPS : 48.00\n"));
    assertFalse(unknown.hasAvx2Only());
    assertFalse(unknown.hasBfloat16Amx());
  }

  @Test
  void shouldTellProcessorsApart() {
    assertTrue(new CpuFeatures("zen", Set.of("avx", "avx2")).hasAvx2Only());
    assertFalse(new CpuFeatures("skylake", Set.of("avx2", "avx512f")).hasAvx2Only());
    assertFalse(new CpuFeatures("old", Set.of("avx")).hasAvx2Only());
    assertTrue(new CpuFeatures("sapphire", Set.of("amx_bf16", "amx_tile")).hasBfloat16Amx());
    assertFalse(new CpuFeatures("cooper", Set.of("avx512_bf16")).hasBfloat16Amx());
    assertTrue(new CpuFeatures("ice", Set.of("avx2", "avx512_vnni")).hasInt8Products());
    assertFalse(new CpuFeatures("skylake", Set.of("avx2", "avx512f")).hasInt8Products());
  }

  @ParameterizedTest
  @CsvSource({
    "avx2, false, false, false",
    "avx512f, false, true, false",
    "avx512_fp16, false, false, true",
    "amx_fp16, false, false, true",
    "avx_ne_convert, false, true, true",
    "avx_vnni, true, false, false",
    "amx_bf16, true, false, false",
    "avx512_vnni, true, false, false"
  })
  void shouldKnowWhatTensorFlowLeavesToOneDnn(
      String flag, boolean byItself, boolean bfloat16, boolean halves) {
    CpuFeatures processor = new CpuFeatures("x", Set.of("fpu", flag));
    assertEquals(byItself, processor.usesOneDnnByItself());
    assertEquals(bfloat16, processor.leavesBfloat16ToOneDnn());
    assertEquals(halves, processor.leavesHalvesToOneDnn());
  }
}
