package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.imagebeam.session.CpuFeatures;
import org.junit.jupiter.api.Test;

class MachineTest {
  private static final CpuFeatures AMX =
      new CpuFeatures("Xeon", Set.of("fpu", "avx512f", "amx_tile", "avx2", "amx_bf16", "sse2"));

  @Test
  void shouldNameTheInstructionSetsThatMatter() {
    Machine machine = new Machine(AMX, 4, 0.01);
    assertEquals(List.of("amx_bf16", "amx_tile", "avx2", "avx512f"), machine.flags());
    assertTrue(machine.text().startsWith("Xeon, 4 processors (amx_bf16 amx_tile avx2 avx512f)\n"));
    assertTrue(machine.text().endsWith("at the start others had 1 % of the processors\n"));
  }

  @Test
  void shouldWarnWhenOthersWereAtWork() {
    Machine machine = new Machine(AMX, 4, 0.5);
    assertFalse(machine.quiet());
    assertTrue(machine.text().contains("others had 50 % of the processors: TOO MUCH"));
  }
}
