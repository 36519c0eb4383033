package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.imagebeam.session.CpuFeatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final CpuFeatures AVX2 = new CpuFeatures("EPYC", Set.of("avx2"));

  @TempDir Path temp;

  private final Results results = new Results();
  private final Report report =
      new Report(new Machine(new CpuFeatures("Xeon", Set.of("avx2")), 2, 0), 0.0123, results);

  private void add(String group, String name, int round, Sample sample) {
    results.add(new Results.Key(group, name), "a note", round, sample);
  }

  private static Sample classify(double rate, double whole, double peak, double first) {
    return new Sample(
        rate,
        OptionalDouble.of(0.25),
        OptionalDouble.of(peak),
        OptionalDouble.of(whole),
        OptionalDouble.of(first));
  }

  @BeforeEach
  void measure() {
    add(BenchModel.INCEPTION, Names.LOOP, 1, Sample.rateAlone(4));
    add(BenchModel.INCEPTION, Names.LOOP, 2, Sample.rateAlone(5));
    add(BenchModel.INCEPTION, Peers.ONNX, 1, Sample.rateAlone(9));
    add(BenchModel.INCEPTION, Peers.KERAS, 1, Sample.rateAlone(7));
    add(BenchModel.INCEPTION, Names.CLASSIFY, 1, classify(9, 8, 1600, 5));
    add(BenchModel.INCEPTION, Names.CLASSIFY, 2, classify(10, 9, 1700, 6));
  }

  @Test
  void shouldShowRatesAndRatiosWithTheirSpread() {
    results.skip(new Results.Key("m", "peer"), "it is not installed");
    String text = report.text(Map.of(BenchModel.INCEPTION, Names.LOOP), Goals.table(results, AVX2));
    List<String> lines = text.lines().map(line -> line.replaceAll(" +", " ")).toList();
    assertTrue(lines.contains("meanwhile the hypervisor kept back 1.2 %"), text);
    assertTrue(lines.contains("INCEPTION-V3"), text);
    assertTrue(
        lines.contains("the loop over single images 4.50 [4.00..5.00] 1.00 [1.00..1.00] 2 a note"),
        text);
    assertTrue(
        lines.contains(
            "classify, float32 9.50 [9.00..10.00] 2.13 [2.00..2.25] 0.250 1650 5.5 [5.0..6.0] 2"
                + " a note"),
        text);
    assertTrue(lines.contains(" with the JVM's start 8.50 [8.00..9.00] 1.90 [1.80..2.00]"), text);
    assertTrue(lines.contains("skipped m: peer: it is not installed"), text);
  }

  @Test
  void shouldHoldGoalsAgainstWhatWasMeasured() {
    List<String> lines =
        Goals.table(results, AVX2).text().lines().map(line -> line.replaceAll(" +", " ")).toList();
    assertTrue(
        lines.contains(
            "inception-v3: classify, float32 / the loop over single images 2.13 [2.00..2.25] >= 2.00 met"),
        lines.toString());
    assertTrue(
        lines.contains(
            "inception-v3: classify, float32 / ONNX Runtime 1.00 [1.00..1.00] >= 1.00 met"),
        lines.toString());
    assertTrue(
        lines.contains(
            "inception-v3: classify, float32: peak memory, MiB 1650 [1600..1700] <= 1536 MISSED"),
        lines.toString());
    assertFalse(lines.toString().contains("12 Mpixel"), "nothing is said of what was not measured");
  }

  @Test
  void shouldWantMoreOfInt8WhereTheProcessorHasInstructionsForIt() {
    add(BenchModel.INCEPTION, Names.CLASSIFY_INT8, 1, classify(20, 18, 900, 4));
    add(BenchModel.INCEPTION, Names.CLASSIFY_INT8, 2, classify(20, 18, 900, 4));
    add(BenchModel.INCEPTION, Names.BARE_INT8, 1, Sample.rateAlone(25));
    String line = "inception-v3: classify, int8 / the loop over single images 4.50 [4.00..5.00]";
    String plain = Goals.table(results, AVX2).text().replaceAll(" +", " ");
    assertTrue(plain.contains(line + " >= 3.20 met\n"), plain);
    assertTrue(
        plain.contains(
            "inception-v3: classify, int8 / bare session, int8 0.80 [0.80..0.80] >= 0.85 MISSED\n"),
        plain);
    String vnni =
        Goals.table(results, new CpuFeatures("Xeon", Set.of("avx2", "avx512_vnni")))
            .text()
            .replaceAll(" +", " ");
    assertTrue(vnni.contains(line + " >= 7.00 MISSED\n"), vnni);
  }

  @Test
  void shouldHoldGrowthAgainstOneThousand() {
    add("growth, m", Plan.growthName(1_000), 1, classify(100, 90, 500, 2));
    add("growth, m", Plan.growthName(10_000), 1, classify(110, 100, 550, 2));
    String text = Goals.table(results, AVX2).text().replaceAll(" +", " ");
    assertTrue(
        text.contains(
            "growth, m: peak memory of 10,000 images / of 1,000 1.10 [1.10..1.10] <= 1.05"
                + " MISSED\n"),
        text);
  }

  @Test
  void shouldHaveNoGoalsWhereNothingWasMeasured() {
    assertEquals(0, Goals.table(new Results(), AVX2).size());
  }

  @Test
  void shouldWriteEachRound() throws IOException {
    Path file = temp.resolve("bench.json");
    report.write(file, List.of("--rounds=2"));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals("Xeon", json.path("cpu").asText());
    assertEquals("--rounds=2", json.path("arguments").path(0).asText());
    JsonNode classify = json.path("results").path(BenchModel.INCEPTION).path(Names.CLASSIFY);
    assertEquals("a note", classify.path("note").asText());
    assertEquals(10, classify.path("rounds").path(1).path("images_per_second").asDouble());
    assertEquals(6, classify.path("rounds").path(1).path("seconds_to_first_row").asDouble());
    JsonNode loop = json.path("results").path(BenchModel.INCEPTION).path(Names.LOOP);
    assertEquals(1, loop.path("rounds").path(0).size(), "what there is not is not written");
  }
}
