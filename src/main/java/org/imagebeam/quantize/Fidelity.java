package org.imagebeam.quantize;

import java.util.ArrayList;
import java.util.List;
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

  /** Compares two networks, image by image. For one thread; {@link #close} closes the sessions. */
  static final class Comparison implements AutoCloseable {
    private final List<String> fetches;
    private final OneImageSession session;
    private final OneImageSession roundedSession;
    private int images;
    private int sameBest;
    private double cosines;
    private double least = 1;

    /**
     * Opens both.
     *
     * @param bottleneck the node whose values are the embedding, if both networks have it
     */
    Comparison(BatchedGraph network, BatchedGraph rounded, String bottleneck) {
      boolean embeds = new GraphIndex(network.graph()).find(bottleneck).isPresent();
      this.fetches = embeds ? List.of(network.output(), bottleneck) : List.of(network.output());
      this.session = new OneImageSession(network);
      this.roundedSession = new OneImageSession(rounded);
    }

    void add(float[] image) {
      List<float[]> before = values(session, image);
      List<float[]> after = values(roundedSession, image);
      images++;
      if (best(before.get(0)) == best(after.get(0))) {
        sameBest++;
      }
      if (before.size() > 1) {
        double cosine = cosine(before.get(1), after.get(1));
        cosines += cosine;
        least = Math.min(least, cosine);
      }
    }

    private List<float[]> values(OneImageSession of, float[] image) {
      List<float[]> values = new ArrayList<>(fetches.size());
      of.run(image, fetches, (name, found) -> values.add(found.values()));
      return values;
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

    private static double cosine(float[] one, float[] other) {
      double product = 0;
      double ones = 0;
      double others = 0;
      for (int i = 0; i < one.length; i++) {
        product += (double) one[i] * other[i];
        ones += (double) one[i] * one[i];
        others += (double) other[i] * other[i];
      }
      return ones == 0 && others == 0 ? 1 : product / Math.sqrt(ones * others);
    }

    Fidelity result() {
      boolean embeds = fetches.size() > 1;
      return new Fidelity(
          images, sameBest, embeds ? cosines / images : Double.NaN, embeds ? least : Double.NaN);
    }

    @Override
    public void close() {
      session.close();
      roundedSession.close();
    }
  }
}
