package org.imagebeam.examples;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.imagebeam.classify.ClassifyImages;
import org.imagebeam.classify.ReadLabels;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.LabelMap;

/**
 * Classifies images inside a pipeline of your own: counts how often each class is the best one, and
 * lists the files that could not be classified.
 */
public final class OwnPipeline {
  private OwnPipeline() {}

  /** Says where the images are and where the results go. */
  public interface Options extends PipelineOptions {
    @Description("The images: a pattern such as photos/**.jpg or gs://bucket/photos/*.")
    @Required
    String getInput();

    void setInput(String pattern);

    @Description("The folder for counts.txt and failures.txt.")
    @Required
    String getOutput();

    void setOutput(String folder);

    @Description("The model: a name, a folder, an archive or an address.")
    @Required
    String getModel();

    void setModel(String model);
  }

  /** Runs the pipeline, for example with {@code --input=photos/*.jpg --output=counted}. */
  public static void main(String[] args) {
    run(PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class));
  }

  static void run(Options options) {
    Pipeline pipeline = Pipeline.create(options);

    // [start of README]
    // Looks at the model once, where the pipeline is built. Each worker loads it by itself.
    ModelHandle model = ModelHandle.open(options.getModel());
    PCollectionView<LabelMap> labels =
        pipeline.apply("ReadLabels", ReadLabels.of(model.location()));

    WithFailures.Result<PCollection<Classification>, ImageFailure> outcome =
        pipeline
            .apply("Match", FileIO.match().filepattern(options.getInput()))
            .apply("Classify", ClassifyImages.with(model, labels).withTopK(1));
    // outcome.output() are the classified images, outcome.failures() the others, with the reason.
    // [end of README]

    outcome
        .output()
        .apply(
            "BestLabel",
            MapElements.into(TypeDescriptors.strings())
                .via(image -> image.predictions().get(0).label()))
        .apply("Count", Count.perElement())
        .apply(
            "FormatCounts",
            MapElements.into(TypeDescriptors.strings())
                .via(count -> count.getKey() + ": " + count.getValue()))
        .apply("WriteCounts", text(options.getOutput() + "/counts"));

    outcome
        .failures()
        .apply(
            "FormatFailures",
            MapElements.into(TypeDescriptors.strings())
                .via(failure -> failure.image().path() + ": " + failure.message()))
        .apply("WriteFailures", text(options.getOutput() + "/failures"));

    pipeline.run().waitUntilFinish();
  }

  private static TextIO.Write text(String name) {
    return TextIO.write().to(name).withSuffix(".txt").withoutSharding();
  }
}
