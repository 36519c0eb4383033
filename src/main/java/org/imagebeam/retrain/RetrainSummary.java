package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What came out of a retraining.
 *
 * @param modelId of the model that was made: the first digits of the SHA-256 of its graph
 * @param pictures that were used, of all sides
 * @param failed pictures that were left out
 * @param cached bottlenecks that were there
 * @param computed bottlenecks that weren't
 * @param bottleneckSeconds how long it took to have them
 * @param trainSeconds how long the training took, of both phases, evaluating and saving left out
 * @param tested test pictures
 * @param correct those of them that the model names right
 * @param crossEntropy the mean of the test pictures, in nats
 * @param mistakes those that it doesn't, the worst first
 * @param folder of the model
 * @param page for people
 */
public record RetrainSummary(
    String modelId,
    int pictures,
    int failed,
    long cached,
    long computed,
    double bottleneckSeconds,
    double trainSeconds,
    int tested,
    long correct,
    double crossEntropy,
    List<Mistake> mistakes,
    String folder,
    String page) {
  public RetrainSummary {
    requireNonNull(modelId, "modelId is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(page, "page is null");
    mistakes = List.copyOf(mistakes);
  }

  /**
   * A test picture that the model names wrong.
   *
   * @param image its path
   * @param label the name of its class
   * @param predicted the name that the model gives it
   * @param score with which it does, 0 to 1
   */
  public record Mistake(String image, String label, String predicted, float score) {
    public Mistake {
      requireNonNull(image, "image is null");
      requireNonNull(label, "label is null");
      requireNonNull(predicted, "predicted is null");
    }
  }

  /** How many of the test pictures are named right, of 1. */
  public double accuracy() {
    return (double) correct / tested;
  }
}
