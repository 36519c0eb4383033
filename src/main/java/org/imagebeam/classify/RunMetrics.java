package org.imagebeam.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.imagebeam.classify.input.InputPatterns;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.InferenceMetrics;
import org.imagebeam.local.Json;
import org.imagebeam.pipeline.JvmSettings;
import org.imagebeam.pipeline.Version;
import org.imagebeam.storage.FileListing;
import org.tensorflow.TensorFlow;

/** What Beam counted in a run, and the metrics file made of it. */
final class RunMetrics {
  private final Map<String, Long> counters = new TreeMap<>();
  private final Map<String, DistributionResult> distributions = new TreeMap<>();

  private RunMetrics() {}

  static RunMetrics of(PipelineResult result) {
    RunMetrics metrics = new RunMetrics();
    MetricQueryResults all = result.metrics().queryMetrics(MetricsFilter.builder().build());
    for (MetricResult<Long> counter : all.getCounters()) {
      metrics.counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    for (MetricResult<DistributionResult> distribution : all.getDistributions()) {
      metrics.distributions.put(distribution.getName().getName(), distribution.getAttempted());
    }
    return metrics;
  }

  long counter(String name) {
    return counters.getOrDefault(name, 0L);
  }

  /** What the listing left out. */
  FileListing.LeftOut leftOut() {
    return new FileListing.LeftOut(
        counter(ClassifyMetrics.UNMEANT), counter(ClassifyMetrics.EXCLUDED));
  }

  /** What was left to earlier and later runs. */
  LedgerCounts ledger() {
    return new LedgerCounts(
        counter(ClassifyMetrics.SKIPPED),
        counter(ClassifyMetrics.MADE_ANEW),
        counter(ClassifyMetrics.TRIED_AGAIN),
        counter(ClassifyMetrics.LATER),
        counter(ClassifyMetrics.GONE));
  }

  /** Images that the network answered. */
  long inferences() {
    return counter(InferenceMetrics.NUM_INFERENCES);
  }

  byte[] json(
      ClassifySummary summary, ClassifySettings settings, RowSettings rows, ModelHandle model) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", summary.run());
    json.put("images_matched", counter(ClassifyMetrics.MATCHED));
    json.put("files_left_out", summary.leftOut().unmeant());
    json.put("files_excluded", summary.leftOut().excluded());
    json.put("images_skipped", summary.skipped());
    json.put("images_made_anew", summary.ledger().madeAnew());
    json.put("images_tried_again", summary.ledger().triedAgain());
    json.put("images_left_for_later", summary.ledger().later());
    json.put("images_gone", summary.ledger().gone());
    json.put("images_classified", summary.classified());
    json.put("images_failed", summary.failedTotal());
    json.put("images_failed_by_stage", new TreeMap<>(summary.failed()));
    json.put("seconds", summary.seconds());
    json.put("images_per_second", summary.rate());
    json.put("model", Map.of("location", model.location().name(), "id", ModelCell.of(model.id())));
    json.put("settings", Map.of("id", rows.id(), "values", rows.values()));
    json.put("input", InputPatterns.shown(settings.input()));
    json.put("results", summary.results());
    json.put("failures", summary.failures());
    Map<String, Object> beam = new TreeMap<>(counters);
    distributions.forEach((name, values) -> beam.put(name, describe(values)));
    json.put("metrics", beam);
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("imagebeam", Version.current());
    versions.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
    versions.put("tensorflow", TensorFlow.version());
    versions.put("java", Runtime.version().toString());
    json.put("versions", versions);
    json.put("jvm", JvmSettings.current());
    try {
      return Json.INDENTED.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and strings are always JSON", e);
    }
  }

  private static Map<String, Object> describe(DistributionResult values) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", values.getCount());
    json.put("sum", values.getSum());
    json.put("min", values.getMin());
    json.put("mean", values.getMean());
    json.put("max", values.getMax());
    return json;
  }
}
