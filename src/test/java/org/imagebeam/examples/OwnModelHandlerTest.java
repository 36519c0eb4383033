package org.imagebeam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.FloatCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.junit.jupiter.api.Test;

class OwnModelHandlerTest {
  @Test
  void shouldAnswerNumbersAndFailOnWords() {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    WithFailures.Result<PCollection<KV<String, Float>>, InferenceFailure<String>> outcome =
        pipeline
            .apply("Celsius", Create.of("0", "100", " -40 ", "37.5", "warm"))
            .apply("Convert", RunInference.of(new OwnModelHandler(1.8f, 32), FloatCoder.of()));
    PAssert.that(outcome.output())
        .containsInAnyOrder(
            List.of(
                KV.of("0", 32f), KV.of("100", 212f), KV.of(" -40 ", -40f), KV.of("37.5", 99.5f)));
    PAssert.that(outcome.failures())
        .containsInAnyOrder(
            List.of(
                new InferenceFailure<>(
                    "warm",
                    InferenceFailure.PREPARE,
                    "NumberFormatException",
                    "For input string: \"warm\"")));
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
  }
}
