package org.imagebeam.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * Restores in two runs of the session: one that reads every tensor and one that assigns them all,
 * after their shapes have been looked at. What fails, fails in the first.
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
    try (TString file = TString.scalarOf(local);
        Result read = read(session, file, prefix)) {
      requireShapes(read, prefix);
      Session.Runner runner = session.runner().feed(def.getFilenameTensorName(), file);
      for (int i = 0; i < steps.size(); i++) {
        runner.feed(steps.get(i).value(), read.get(i));
      }
      run(runner.addTarget(def.getRestoreOpName()), prefix).close();
    }
  }

  private Result read(Session session, TString file, String prefix) throws CheckpointException {
    Session.Runner runner = session.runner().feed(def.getFilenameTensorName(), file);
    steps.forEach(step -> runner.fetch(step.value()));
    return run(runner, prefix);
  }

  private static Result run(Session.Runner runner, String prefix) throws CheckpointException {
    try {
      return runner.run();
    } catch (RuntimeException e) {
      throw failure(prefix, e);
    }
  }

  private void requireShapes(Result read, String prefix) throws CheckpointException {
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
        if (step.whole()) {
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
    Shape shape = Shape.of(info.shape().stream().mapToLong(Long::longValue).toArray());
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
