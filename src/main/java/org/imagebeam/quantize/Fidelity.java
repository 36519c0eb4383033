package org.imagebeam.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.input.BatchedGraph;

/**
 * How near a quantized network's answers are to those of the network that it was made of.
 *
 * @param images that were compared
 * @param sameBest of how many images the best class is the same
 * @param meanCosine of the two embeddings of an image, 1 where they point the same way; NaN if the
 *     network has no bottleneck
 * @param leastCosine of all images
 */
public record Fidelity(int images, int sameBest, double meanCosine, double leastCosine) {
  private static final double MEAN_AIM = 0.998;
  private static final double LEAST_AIM = 0.99;

  /**
   * Of what the cosines may lack to 1, the part that is allowed: other images are a little worse.
   */
  private static final double MARGIN = 0.95;

  /** The part of the images whose best class should be the same, at least. */
  private static final double LEAST_SAME = 0.9;

  /** Whether a quantized network is as near as it should be; always if there is no embedding. */
  boolean suffices() {
    return Double.isNaN(meanCosine) || excess() <= 1;
  }

  /**
   * Returns what users of the quantized network should know, if it isn't as near to the other as it
   * should be: its embeddings, or the best classes of more than a tenth of the images.
   */
  public Optional<String> warning() {
    if (meanCosine < MEAN_AIM || leastCosine < LEAST_AIM) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the quantized network is less exact than it should be: the cosine of its embeddings to"
                  + " float32's is %.4f on average and %.4f at least, and should be %.3f and %.3f."
                  + " Compare some of its rows with those in float32",
              meanCosine,
              leastCosine,
              MEAN_AIM,
              LEAST_AIM));
    }
    return sameBest < LEAST_SAME * images
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the quantized network has another best class than float32 for %d of %d images."
                    + " Compare some of its rows with those in float32",
                images - sameBest,
                images))
        : Optional.empty();
  }

  /** How many times as far from float32 the network is as it should be at most. */
  double excess() {
    return Math.max((1 - meanCosine) / (1 - MEAN_AIM), (1 - leastCosine) / (1 - LEAST_AIM))
        / MARGIN;
  }

  /** A network's answers to some images, with which those of quantized ones are compared. */
  static final class Reference {
    private final boolean embeds;

    /** The scores first, and the embedding last; that may be the same. */
    private final List<String> fetches;

    private final List<float[]> images;
    private final List<List<float[]>> answers;

    /**
     * Runs the network over the images.
     *
     * @param bottleneck the node whose values are the embedding, if the network has it
     * @param images float32 {@code [height, width, 3]} in row order, as the network takes them
     */
    Reference(BatchedGraph network, String bottleneck, List<float[]> images) {
      this.embeds = new GraphIndex(network.graph()).find(bottleneck).isPresent();
      this.fetches =
          embeds && !bottleneck.equals(network.output())
              ? List.of(network.output(), bottleneck)
              : List.of(network.output());
      this.images = images;
      this.answers = answers(network);
    }

    private List<List<float[]>> answers(BatchedGraph network) {
      List<List<float[]>> all = new ArrayList<>(images.size());
      try (OneImageSession session = new OneImageSession(network)) {
        for (float[] image : images) {
          List<float[]> values = new ArrayList<>(fetches.size());
          session.run(image, fetches, (name, found) -> values.add(found.values()));
          all.add(values);
        }
      }
      return all;
    }

    /** Returns the node that says most of an image: the bottleneck, or the scores. */
    String tellingNode() {
      return fetches.get(fetches.size() - 1);
    }

    /** Runs a quantized network over the same images, and compares. */
    Fidelity of(BatchedGraph rounded) {
      int embedding = fetches.size() - 1;
      List<List<float[]>> others = answers(rounded);
      int sameBest = 0;
      double cosines = 0;
      double least = 1;
      for (int i = 0; i < images.size(); i++) {
        if (best(answers.get(i).get(0)) == best(others.get(i).get(0))) {
          sameBest++;
        }
        if (embeds) {
          double cosine = Cosine.of(answers.get(i).get(embedding), others.get(i).get(embedding));
          cosines += cosine;
          least = Math.min(least, cosine);
        }
      }
      return new Fidelity(
          images.size(),
          sameBest,
          embeds ? cosines / images.size() : Double.NaN,
          embeds ? least : Double.NaN);
    }

    private static int best(float[] scores) {
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        if (scores[i] > scores[best]) {
          best = i;
        }
      }
      return best;
    }
  }
}
