package org.imagebeam.doctor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.imagebeam.session.JavaErrors;

/**
 * Examines this machine, one topic after the other. What can't be looked at is a problem of its
 * topic, with the reason, and the others are looked at all the same. Not thread-safe.
 */
public final class Doctor {
  /** How a topic is examined. */
  @FunctionalInterface
  private interface Look {
    List<Finding> take() throws Exception;
  }

  private final Consumer<Finding> told;
  private boolean ready = true;

  private Doctor(Consumer<Finding> told) {
    this.told = requireNonNull(told, "told is null");
  }

  /**
   * Examines all topics. Unpacks TensorFlow's libraries if they aren't yet, loads them, and
   * classifies an image that is in the jar with the embedded model.
   *
   * @param told each finding as soon as it is there, since a library that is loaded next could end
   *     the process
   * @return whether none is a problem
   */
  public static boolean examine(Consumer<Finding> told) {
    return new Doctor(told).examine();
  }

  private boolean examine() {
    look("imagebeam", () -> List.of(JavaFindings.versions()));
    look("Java", JavaFindings::java);
    look("system", MachineFindings::all);
    look("folders", FolderFindings::all);
    look("TensorFlow", () -> List.of(TrialFindings.tensorFlow()));
    if (ready) {
      look("oneDNN", TrialFindings::kernels);
      look("Beam", () -> List.of(TrialFindings.beam()));
      look("classify", () -> List.of(TrialFindings.classify()));
    }
    return ready;
  }

  private void look(String topic, Look look) {
    List<Finding> found = new ArrayList<>();
    try {
      found.addAll(look.take());
    } catch (Exception | VirtualMachineError | LinkageError e) {
      found.add(Finding.problem(topic, reason(e)));
    }
    for (Finding finding : found) {
      ready &= finding.level() != Finding.Level.PROBLEM;
      told.accept(finding);
    }
  }

  private static String reason(Throwable thrown) {
    return JavaErrors.explain(thrown)
        .map(Throwable::getMessage)
        .orElse(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
  }
}
