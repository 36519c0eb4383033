package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.batch.BatchFlow;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a rewritten network on two images made for it, and finds out how it has to be run to answer
 * as its graph does: one image against the graph as given, and both together against each alone. A
 * rewrite that changes an answer is left out; a network that mixes its batch gets one image at a
 * time.
 *
 * <p>For one thread.
 *
 * @param <N> the rewritten network
 */
final class LoadTrial<N extends LoadTrial.Network> {
  private static final Logger LOG = LoggerFactory.getLogger(LoadTrial.class);

  /** Of a graph that draws random values: one of 50 values dropped of 16 is missed once in 600. */
  private static final int RANDOM_RUNS = 20;

  private final Subject<N> subject;
  private final Agreement agreement;
  private final List<String> warnings = new ArrayList<>();
  private int judged;

  /** A network in a session. */
  interface Network extends AutoCloseable {
    /**
     * Runs a batch.
     *
     * @param images as the network takes them
     * @return an image's values each
     * @throws RuntimeException if the network can't
     */
    List<float[]> vectors(List<float[]> images);

    @Override
    void close();
  }

  /** What is tried. */
  interface Subject<N extends Network> {
    /** Returns the rewrites that are applied unless they are left out, in order. */
    List<GraphRewrite> rewrites();

    /**
     * Opens the network.
     *
     * @param rewrites those that are applied, in order
     * @throws RuntimeException if it can't be opened like that
     */
    N open(List<GraphRewrite> rewrites);

    /**
     * Opens the graph as given, which takes one image at a time.
     *
     * @throws RuntimeException if it can't be opened
     */
    N openGiven();

    /** Says where the graph draws random values, as a node and what it does; empty if nowhere. */
    Optional<String> chance();

    /** Whether scores may differ from run to run. */
    boolean allowsRandom();

    /** Whether the network takes one image a run anyhow. */
    boolean takesOneImage();

    /** What following the batch through the graph says. */
    BatchFlow.Verdict batch();

    /** The two images, as the network takes them. */
    List<float[]> images();
  }

  /** A network that answers as its graph does, how it is run, and what it said to an image. */
  record Result<N extends Network>(N network, TrialOutcome outcome, Optional<float[]> answer) {}

  LoadTrial(Subject<N> subject, Agreement agreement) {
    this.subject = requireNonNull(subject, "subject is null");
    this.agreement = requireNonNull(agreement, "agreement is null");
  }

  /**
   * Tries it.
   *
   * @return the network, which the caller closes
   * @throws RandomAnswersException if its answers differ from run to run, and may not
   * @throws RuntimeException if the graph as given doesn't run
   */
  Result<N> run() {
    float[] expected = firstAnswer();
    if (subject.chance().isPresent()) {
      if (variesByRun(expected)) {
        return unjudged(subject.chance().get() + ", so");
      }
      warnings.add(
          subject.chance().get()
              + ", which made no difference to an image made to try it, and may make one to others");
    }
    Attempt<N> whole = attempt(subject.rewrites(), expected);
    if (whole.network != null) {
      return batched(whole, whole.network, Set.of());
    }
    if (!agreement.holds(expected, given(judged))) {
      return unjudged("without a word in its graph of why,");
    }
    return withoutTheFault(expected, whole.reason);
  }

  /** A dropout that drops little leaves most runs as they are. */
  private boolean variesByRun(float[] expected) {
    try (N given = subject.openGiven()) {
      for (int run = 0; run < RANDOM_RUNS; run++) {
        List<float[]> image = subject.images().subList(judged, judged + 1);
        if (!Arrays.equals(expected, given.vectors(image).get(0))) {
          return true;
        }
      }
    }
    return false;
  }

  private Result<N> unjudged(String why) {
    String random =
        why
            + " the scores of an image differ from run to run: dropout or a distortion of training"
            + " was left on when the graph was saved";
    if (!subject.allowsRandom()) {
      throw new RandomAnswersException(random);
    }
    warnings.add(random);
    TrialOutcome outcome = new TrialOutcome(Set.of(), false, isMixed(), warnings);
    return new Result<>(subject.open(subject.rewrites()), outcome, Optional.empty());
  }

  /** A graph may check its values, and refuse one of the two images with reason. */
  private float[] firstAnswer() {
    try {
      return Agreement.requireNumbers(given(judged));
    } catch (RuntimeException e) {
      judged = 1;
      try {
        return Agreement.requireNumbers(given(judged));
      } catch (RuntimeException second) {
        e.addSuppressed(second);
        throw e;
      }
    }
  }

  private float[] given(int image) {
    try (N given = subject.openGiven()) {
      return given.vectors(subject.images().subList(image, image + 1)).get(0);
    }
  }

  /** The network, null if it doesn't answer as expected; its answer to one image; what is wrong. */
  private record Attempt<N>(@Nullable N network, List<float[]> answers, String reason) {}

  /** Opens the network and keeps it if it answers as expected. */
  private Attempt<N> attempt(List<GraphRewrite> rewrites, float[] expected) {
    N network;
    try {
      network = subject.open(rewrites);
    } catch (RuntimeException e) {
      return failed(rewrites, e);
    }
    try {
      float[] actual = network.vectors(subject.images().subList(judged, judged + 1)).get(0);
      if (agreement.holds(expected, actual)) {
        return new Attempt<>(network, List.of(actual), "");
      }
      network.close();
      String by = String.format(Locale.ROOT, "%.2g", agreement.difference(expected, actual));
      return new Attempt<>(null, List.of(actual), "changes its answers by up to " + by);
    } catch (RuntimeException e) {
      network.close();
      return failed(rewrites, e);
    }
  }

  private Attempt<N> failed(List<GraphRewrite> rewrites, RuntimeException e) {
    LOG.debug("the network does not run with {}", names(rewrites), e);
    return new Attempt<>(null, List.of(), "keeps TensorFlow from running it");
  }

  /** Leaves out one rewrite, then all of them, then the batch dimension too. */
  private Result<N> withoutTheFault(float[] expected, String reason) {
    List<GraphRewrite> all = subject.rewrites();
    for (GraphRewrite left : all) {
      Attempt<N> attempt =
          attempt(all.stream().filter(rewrite -> !rewrite.equals(left)).toList(), expected);
      if (attempt.network != null) {
        warnings.add(
            "the model runs without a rewrite that would make it faster ("
                + left.description()
                + "): it "
                + reason);
        return batched(attempt, attempt.network, Set.of(left.name()));
      }
    }
    Attempt<N> plain = attempt(List.of(), expected);
    if (plain.network != null) {
      warnings.add(
          "the model runs without the rewrites that would make it faster: together they "
              + plural(reason));
      return batched(plain, plain.network, names(all));
    }
    warnings.add(
        "the model runs as it was given, one image at a time, which is slow: a batch dimension "
            + plain.reason);
    TrialOutcome asGiven = new TrialOutcome(names(all), true, true, warnings);
    return new Result<>(subject.openGiven(), asGiven, Optional.empty());
  }

  private static Set<String> names(List<GraphRewrite> rewrites) {
    return rewrites.stream().map(GraphRewrite::name).collect(Collectors.toSet());
  }

  private static String plural(String reason) {
    return reason.replaceFirst("^changes", "change").replaceFirst("^keeps", "keep");
  }

  private Result<N> batched(Attempt<N> attempt, N network, Set<String> without) {
    boolean alone;
    try {
      alone = runsAlone(network, attempt.answers.get(0));
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
    TrialOutcome outcome = new TrialOutcome(without, false, alone, warnings);
    return new Result<>(network, outcome, attempt.answers.stream().findFirst());
  }

  private boolean runsAlone(N network, float[] judgedAlone) {
    if (subject.takesOneImage()) {
      return true;
    }
    if (isMixed()) {
      return true;
    }
    if (!answersTogetherAsAlone(network, judgedAlone)) {
      warnings.add(
          "the model answers two images differently together than alone, so images go through it one"
              + " at a time");
      return true;
    }
    return false;
  }

  /** Whether the graph mixes its batch, or doesn't show that it never does. */
  private boolean isMixed() {
    BatchFlow.Verdict verdict = subject.batch();
    if (verdict.answer() == BatchFlow.Answer.ALONE || subject.takesOneImage()) {
      return false;
    }
    warnings.add(
        verdict.answer() == BatchFlow.Answer.MIXED
            ? "the answer to an image depends on the other images of its batch (node '"
                + verdict.node()
                + "'), so images go through the model one at a time"
            : "the graph doesn't show whether the answer to an image depends on the other images of"
                + " its batch (node '"
                + verdict.node()
                + "'), so images go through the model one at a time");
    return true;
  }

  private boolean answersTogetherAsAlone(N network, float[] judgedAlone) {
    List<float[]> images = subject.images();
    int other = 1 - judged;
    try {
      List<float[]> both = network.vectors(images);
      return both.size() == 2
          && agreement.likely(judgedAlone, both.get(judged))
          && agreement.likely(
              network.vectors(images.subList(other, other + 1)).get(0), both.get(other));
    } catch (RuntimeException e) {
      LOG.debug("the network does not run a batch of two", e);
      return false;
    }
  }
}
