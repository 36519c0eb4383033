package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.imagebeam.learn.Score;

/**
 * Tells what came out of a retraining.
 *
 * @param modelId of the model that was made: the first digits of the SHA-256 of its graph
 * @param images that were used, of all sides
 * @param failed images that were left out
 * @param cached bottlenecks that were there
 * @param computed bottlenecks that weren't
 * @param bottleneckSeconds how long it took to have them
 * @param trainSeconds how long the training took, of both phases, evaluating and saving left out
 * @param test how good the model is
 * @param headTest how good the last layer was on the layers below before they were tuned; empty if
 *     they weren't
 * @param mistakes those that it doesn't, the worst first
 * @param folder of the model
 * @param page for people
 */
public record RetrainSummary(
    String modelId,
    int images,
    int failed,
    long cached,
    long computed,
    double bottleneckSeconds,
    double trainSeconds,
    Score test,
    Optional<Score> headTest,
    List<Mistake> mistakes,
    String folder,
    String page) {
  public RetrainSummary {
    requireNonNull(modelId, "modelId is null");
    requireNonNull(test, "test is null");
    requireNonNull(headTest, "headTest is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(page, "page is null");
    mistakes = List.copyOf(mistakes);
  }

  /**
   * A test image that the model names wrong.
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
}
