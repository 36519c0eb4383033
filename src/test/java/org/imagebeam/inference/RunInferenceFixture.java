package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What the tests of {@link RunInference} share: a toy model a test, and what it has seen. */
abstract class RunInferenceFixture {
  String id;
  ToyRecord seen;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
  }

  static TestPipeline pipeline(int threads) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setTargetParallelism(threads);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }

  RunInference<String, Integer> square(BatchOptions batches) {
    return RunInference.of(ToyHandler.of(id), VarIntCoder.of()).withBatches(batches);
  }

  static PTransform<PBegin, PCollection<String>> create(List<String> words) {
    return Create.of(words).withCoder(StringUtf8Coder.of());
  }

  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("%03d", i)).toList();
  }

  static List<KV<String, Integer>> squares(List<String> words) {
    return words.stream()
        .map(word -> KV.of(word, Integer.parseInt(word) * Integer.parseInt(word)))
        .toList();
  }

  static MetricQueryResults metrics(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace("RunInference"))
                .build());
  }

  private static <T> T attempted(Iterable<MetricResult<T>> results, String name) {
    List<T> found = new ArrayList<>();
    for (MetricResult<T> result : results) {
      if (result.getName().getName().equals(name)) {
        found.add(result.getAttempted());
      }
    }
    assertEquals(1, found.size(), name);
    return found.get(0);
  }

  static long counter(PipelineResult result, String name) {
    return attempted(metrics(result).getCounters(), name);
  }

  static DistributionResult distribution(PipelineResult result, String name) {
    return attempted(metrics(result).getDistributions(), name);
  }

  static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
