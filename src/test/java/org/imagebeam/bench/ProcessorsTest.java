package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  @Test
  void shouldTellWorkFromIdling() {
    Processors before = Processors.parse("cpu  100 10 20 1000 50 1 2 3 7 0");
    assertEquals(new Processors(136, 3, 1186), before);
    Processors after = Processors.parse("cpu  150 10 30 1030 60 1 2 13 9 0");
    assertEquals(70 / 110.0, after.busySince(before), 1e-9);
    assertEquals(10 / 110.0, after.stolenSince(before), 1e-9);
  }

  @Test
  void shouldHaveNothingToSayOfNoTime() {
    Processors none = new Processors(0, 0, 0);
    assertEquals(0, none.busySince(none));
    assertEquals(0, none.stolenSince(none));
  }

  @Test
  void shouldReadThePeakOfAProcess() {
    List<String> status = List.of("Name:\tjava", "VmPeak:\t 9999 kB", "VmHWM:\t    2560 kB");
    assertEquals(OptionalDouble.of(2.5), Vitals.peak(status));
    assertEquals(OptionalDouble.empty(), Vitals.peak(List.of("Name:\tkthreadd")));
  }

  @Test
  void shouldKnowNoPeakOfAProcessThatIsGone() {
    assertEquals(OptionalDouble.empty(), Vitals.peak(Long.MAX_VALUE));
  }
}
