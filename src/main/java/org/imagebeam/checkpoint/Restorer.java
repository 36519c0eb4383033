package org.imagebeam.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.checkpoint.bundle.SlicePlace;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * Restores after everything that can fail has been tried: what the checkpoint's index says is held
 * against the graph, and where more than one node reads, all of them run before any variable is
 * set.
 */
final class Restorer {
  private final SaverDef def;
  private final List<RestorePlan.Step> steps;

  Restorer(SaverDef def, List<RestorePlan.Step> steps) {
    this.def = def;
    this.steps = steps;
  }

  /**
   * Restores, or throws and restores nothing.
   *
   * @param local prefix of files on this machine
   * @param prefix as the user gave it, for messages
   */
  void restore(Session session, String local, String prefix) throws CheckpointException {
    try (TString file = TString.scalarOf(local)) {
      List<RestorePlan.Step> unknown = steps.stream().filter(step -> !step.isKnown()).toList();
      Set<Operation> readers = new HashSet<>();
      steps.forEach(step -> readers.add(step.value().op()));
      if (!unknown.isEmpty() || readers.size() > 1) {
        Session.Runner runner = session.runner().feed(def.getFilenameTensorName(), file);
        readers.forEach(runner::addTarget);
        // TensorFlow Java has no tensors of some types, so no more are fetched than need be.
        unknown.forEach(step -> runner.fetch(step.value()));
        try (Result read = run(runner, prefix)) {
          requireShapes(unknown, read, prefix);
        }
      }
      run(
              session
                  .runner()
                  .feed(def.getFilenameTensorName(), file)
                  .addTarget(def.getRestoreOpName()),
              prefix)
          .close();
    }
  }

  private static Result run(Session.Runner runner, String prefix) throws CheckpointException {
    try {
      return runner.run();
    } catch (RuntimeException e) {
      throw failure(prefix, e);
    }
  }

  private static void requireShapes(List<RestorePlan.Step> steps, Result read, String prefix)
      throws CheckpointException {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (!steps.get(i).takes(read.get(i).shape())) {
        wrong.add(otherShape(steps.get(i), read.get(i).shape()));
      }
    }
    requireNone(wrong, prefix);
  }

  /**
   * Looks into the checkpoint's index, without its data.
   *
   * @throws CheckpointException if not all that is to be restored is there, naming all that isn't
   */
  void requireTensors(String prefix) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      List<String> wrong = new ArrayList<>();
      for (RestorePlan.Step step : steps) {
        if (step.isKnown()) {
          difference(step, reader).ifPresent(wrong::add);
        }
      }
      requireNone(wrong, prefix);
    }
  }

  private static Optional<String> difference(RestorePlan.Step step, CheckpointReader reader)
      throws CheckpointException {
    if (!reader.has(step.name())) {
      return Optional.of(
          "it has no "
              + step.name()
              + ", to restore the variable "
              + step.variable().name()
              + " from");
    }
    TensorInfo info = reader.info(step.name());
    if (info.dtype() != step.value().dataType()) {
      return Optional.of(
          step.name()
              + " is of "
              + info.dtypeName()
              + variable(step)
              + " is of "
              + step.value().dataType());
    }
    Optional<SlicePlace> place = step.source().flatMap(SavedAs::place);
    if (place.isPresent()) {
      reader.requirePlace(step.name(), place.get());
    }
    List<Long> sizes = place.map(SlicePlace::length).orElse(info.shape());
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    return step.takes(shape) ? Optional.empty() : Optional.of(otherShape(step, shape));
  }

  private static String otherShape(RestorePlan.Step step, Shape shape) {
    return step.name() + " is " + shape + variable(step) + " is " + step.variable().shape();
  }

  private static String variable(RestorePlan.Step step) {
    return ", and the graph's variable " + step.variable().name();
  }

  private static void requireNone(List<String> wrong, String prefix) throws CheckpointException {
    if (!wrong.isEmpty()) {
      throw new CheckpointException(
          Kind.MISMATCH,
          "the checkpoint "
              + prefix
              + " does not fit the graph: "
              + String.join("; ", wrong)
              + " (a saver of some variables, or with other names for them, restores the rest)");
    }
  }

  private static CheckpointException failure(String prefix, RuntimeException e) {
    return new CheckpointException(
        Kind.CORRUPT, "the checkpoint " + prefix + " can't be read: " + e.getMessage(), e);
  }
}
