package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.bottleneck.BottleneckSettings;
import org.imagebeam.bottleneck.Split;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.finetune.RateSchedule;
import org.imagebeam.head.HeadSettings;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.FileOptions;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.session.Precision;
import org.imagebeam.storage.FileFilter;

/**
 * The values of {@link RetrainOptions}, checked.
 *
 * @param images the folder of the images
 * @param filter says which of its files are wanted
 * @param bottlenecks the folder of the cache
 * @param copies distorted ones of each training image; 0 without distortions
 * @param fineTune if there is to be one
 * @param csvSafe whether tables are shielded, see {@link org.imagebeam.table.SpreadsheetCells}
 */
record RetrainSettings(
    String images,
    FileFilter filter,
    OutputFolder output,
    ModelRef model,
    String bottlenecks,
    Split split,
    InferenceSettings inference,
    DistortionSettings distortions,
    int copies,
    HeadSettings head,
    Optional<FineTuneSettings> fineTune,
    boolean csvSafe) {
  RetrainSettings {
    requireNonNull(images, "images is null");
    requireNonNull(filter, "filter is null");
    requireNonNull(output, "output is null");
    requireNonNull(model, "model is null");
    requireNonNull(bottlenecks, "bottlenecks is null");
    requireNonNull(split, "split is null");
    requireNonNull(inference, "inference is null");
    requireNonNull(distortions, "distortions is null");
    requireNonNull(head, "head is null");
    requireNonNull(fineTune, "fineTune is null");
  }

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.local.InvalidValueException if a value is invalid, naming the option
   */
  static RetrainSettings of(RetrainOptions options) {
    OutputFolder output = new OutputFolder(OptionChecks.notBlank("output", options.getOutput()));
    DistortionSettings distortions =
        new DistortionSettings(
            options.getFlipLeftRight(),
            options.getRandomCrop(),
            options.getRandomScale(),
            options.getRandomBrightness());
    int copies = OptionChecks.atLeastOne("distortedCopies", options.getDistortedCopies());
    InferenceSettings inference = InferenceSettings.of(options);
    boolean fineTunes = !options.getFineTune().isBlank();
    if (fineTunes && inference.session().precision() == Precision.INT8) {
      throw InvalidValueException.of(
          "precision",
          "can't be int8 where the network is fine-tuned: that takes float32; quantize the model"
              + " afterwards");
    }
    return new RetrainSettings(
        OptionChecks.notBlank("images", options.getImages()),
        FileOptions.filter(options),
        output,
        new ModelRef(
            OptionChecks.notBlank("model", options.getModel()),
            options.getModelCache(),
            options.getAllowUnsafeModel()),
        options.getBottleneckDir().isBlank() ? output.bottlenecks() : options.getBottleneckDir(),
        new Split(
            options.getTestingPercentage(), options.getValidationPercentage(), options.getSeed()),
        inference,
        distortions,
        distortions.isNone() ? 0 : copies,
        new HeadSettings(
            options.getSteps(),
            (float) options.getLearningRate(),
            options.getTrainBatchSize(),
            options.getValidationBatchSize(),
            options.getEvalStepInterval(),
            options.getSaveEverySteps(),
            options.getSeed()),
        fineTunes ? Optional.of(fineTune(options, distortions)) : Optional.empty(),
        options.getCsvSafe());
  }

  private static FineTuneSettings fineTune(RetrainOptions options, DistortionSettings distortions) {
    return new FineTuneSettings(
        options.getFineTune().strip(),
        new RateSchedule(
            options.getFineTuneSteps(),
            (float) options.getFineTuneLearningRate(),
            options.getFineTuneWarmupRatio(),
            OptionChecks.oneOf(
                RateSchedule.Decay.class, "fineTuneDecay", options.getFineTuneDecay())),
        options.getFineTuneBatchSize(),
        options.getFineTuneEvalInterval(),
        options.getFineTunePatience(),
        distortions,
        options.getSeed());
  }

  /** Returns these settings with another model. */
  RetrainSettings withModel(ModelRef other) {
    return new RetrainSettings(
        images,
        filter,
        output,
        other,
        bottlenecks,
        split,
        inference,
        distortions,
        copies,
        head,
        fineTune,
        csvSafe);
  }

  /**
   * Returns how bottlenecks are made by the model, once its graph was read.
   *
   * @throws org.imagebeam.model.ModelException if the graph can't be used
   */
  BottleneckSettings bottlenecksOf(ModelGraph graph) {
    return BottleneckSettings.of(model, graph, inference, distortions, copies);
  }
}
