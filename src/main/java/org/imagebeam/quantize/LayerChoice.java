package org.imagebeam.quantize;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.graph.int8.TensorStatistics;
import org.tensorflow.proto.GraphDef;

/**
 * Leaves layers in float32 until the quantized network is as near to the other as it should be:
 * first those that take the least work for the cost that goes away with them. Of those, layers that
 * the others made needless are int8 again in the end.
 *
 * <p>A tensor that one int8 layer gives and another reads stays rounded until both are float32. So
 * what is left in float32 at once is a layer, or all layers at a tensor.
 */
final class LayerChoice {
  /** How often a network is compared, at most; each time takes seconds. */
  private static final int MOST_ROUNDS = 8;

  /** How many layers are tried in int8 again, at most, once the network is near enough. */
  private static final int MOST_RETURNS = 12;

  private final GraphQuantizer quantizer;
  private final Map<String, TensorStatistics> statistics;
  private final Sensitivity sensitivity;

  LayerChoice(
      GraphQuantizer quantizer, Map<String, TensorStatistics> statistics, Sensitivity sensitivity) {
    this.quantizer = quantizer;
    this.statistics = statistics;
    this.sensitivity = sensitivity;
  }

  /**
   * A quantized network, and how near it is to the other.
   *
   * @param inexact the convolutions that were left in float32 for that, in the order of the choice
   */
  record Chosen(GraphQuantizer.Quantized quantized, Fidelity fidelity, Set<String> inexact) {}

  /**
   * Chooses the layers.
   *
   * @param first with all layers rounded that can be
   * @param floats the convolutions that stay float32 in any case
   * @param batch gives a network as images go through it
   */
  Chosen from(
      GraphQuantizer.Quantized first,
      Set<String> floats,
      Fidelity.Reference reference,
      Function<GraphDef, BatchedGraph> batch) {
    Chosen chosen =
        new Chosen(first, reference.of(batch.apply(first.graph())), new LinkedHashSet<>());
    for (int round = 1; round < MOST_ROUNDS && !chosen.fidelity.suffices(); round++) {
      Set<String> inexact = more(chosen.quantized.plan(), chosen.fidelity);
      if (inexact.isEmpty() || inexact.size() == chosen.quantized.layers().size()) {
        return chosen;
      }
      inexact.addAll(chosen.inexact);
      chosen = without(inexact, floats, reference, batch);
    }
    return chosen.fidelity.suffices() ? returned(chosen, first, floats, reference, batch) : chosen;
  }

  private Chosen without(
      Set<String> inexact,
      Set<String> floats,
      Fidelity.Reference reference,
      Function<GraphDef, BatchedGraph> batch) {
    Set<String> all = new HashSet<>(floats);
    all.addAll(inexact);
    GraphQuantizer.Quantized quantized = quantizer.quantize(all);
    return new Chosen(quantized, reference.of(batch.apply(quantized.graph())), inexact);
  }

  /** Makes layers int8 again without which the network is near enough, those of most work first. */
  private Chosen returned(
      Chosen enough,
      GraphQuantizer.Quantized first,
      Set<String> floats,
      Fidelity.Reference reference,
      Function<GraphDef, BatchedGraph> batch) {
    List<String> byWork =
        enough.inexact.stream()
            .sorted(Comparator.comparingDouble(layer -> -first.plan().work(layer, statistics)))
            .limit(MOST_RETURNS)
            .toList();
    Chosen chosen = enough;
    for (String layer : byWork) {
      Set<String> fewer = new LinkedHashSet<>(chosen.inexact);
      fewer.remove(layer);
      Chosen tried = without(fewer, floats, reference, batch);
      chosen = tried.fidelity.suffices() ? tried : chosen;
    }
    return chosen;
  }

  /** The layers without which the costs come down to what is allowed, by what they are now. */
  private Set<String> more(QuantizationPlan before, Fidelity fidelity) {
    double allowed = sensitivity.of(before) / fidelity.excess();
    Set<String> floats = new LinkedHashSet<>();
    QuantizationPlan plan = before;
    while (sensitivity.of(plan) > allowed) {
      Optional<List<String>> best = best(plan);
      if (best.isEmpty()) {
        break;
      }
      floats.addAll(best.get());
      plan = plan.without(Set.copyOf(best.get()));
    }
    return floats;
  }

  private Optional<List<String>> best(QuantizationPlan plan) {
    double cost = sensitivity.of(plan);
    List<List<String>> moves =
        Stream.concat(
                plan.convolutions().stream().map(List::of),
                plan.roundedTensors().stream().map(tensor -> plan.convolutionsAt(Set.of(tensor))))
            .filter(move -> !move.isEmpty())
            .toList();
    double most = 0;
    Optional<List<String>> best = Optional.empty();
    for (List<String> move : moves) {
      double work = move.stream().mapToDouble(layer -> plan.work(layer, statistics)).sum();
      double saved = (cost - sensitivity.of(plan.without(Set.copyOf(move)))) / work;
      if (saved > most) {
        most = saved;
        best = Optional.of(move);
      }
    }
    return best;
  }
}
