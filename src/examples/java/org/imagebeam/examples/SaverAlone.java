package org.imagebeam.examples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Saves and restores the variables of a TensorFlow Java training loop, without Beam. The loop finds
 * the {@code w} for which {@code w * x} is {@code y}; a second run goes on where the first stopped.
 */
public final class SaverAlone {
  private static final float LEARNING_RATE = 0.01f;
  private static final int SAVE_EVERY = 10;

  private SaverAlone() {}

  /**
   * Tells how a training ended.
   *
   * @param firstStep how many steps were done before this run
   * @param w the variable after the last step
   * @param kept the checkpoints that are still there, oldest first
   */
  public record Result(long firstStep, float w, List<String> kept) {}

  /** Trains up to a step, for example with the arguments {@code net 100}. */
  public static void main(String[] args) throws IOException {
    System.out.println(train(args[0], Long.parseLong(args[1])));
  }

  static Result train(String folder, long steps) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> w = tf.withName("w").variable(tf.constant(0f));
      Variable<TInt64> globalStep = tf.withName("global_step").variable(tf.constant(0L));

      Operand<TFloat32> x = tf.constant(new float[] {1, 2, 3});
      Operand<TFloat32> y = tf.constant(new float[] {2, 4, 6});
      Operand<TFloat32> error = tf.math.sub(tf.math.mul(w, x), y);
      Operand<TFloat32> loss = tf.math.mean(tf.math.square(error), tf.constant(0));
      Operand<TFloat32> gradient = tf.gradients(loss, List.of(w)).dy(0);
      Op update = tf.train.applyGradientDescent(w, tf.constant(LEARNING_RATE), gradient);
      Op count = tf.assignAdd(globalStep, tf.constant(1L));

      // After the variables: the saver saves those that the graph has by now.
      Saver saver = Saver.builder(graph).maxToKeep(2).build();

      try (Session session = new Session(graph)) {
        Optional<String> newest = Checkpoints.latestCheckpoint(folder);
        if (newest.isPresent()) {
          saver.restore(session, newest.get());
          // So that the checkpoints of earlier runs are deleted in their turn.
          saver.recoverLastCheckpoints(CheckpointState.read(folder).allPaths());
        } else {
          session.initialize();
        }

        long firstStep = stepOf(session);
        for (long step = firstStep + 1; step <= steps; step++) {
          session.runner().addTarget(update).addTarget(count).run();
          if (step % SAVE_EVERY == 0 || step == steps) {
            saver.save(session, folder + "/model.ckpt", SaveOptions.at(step));
          }
        }
        return new Result(firstStep, weightOf(session), saver.lastCheckpoints());
      }
    }
  }

  private static long stepOf(Session session) {
    try (Tensor fetched = session.runner().fetch("global_step").run().get(0)) {
      return ((TInt64) fetched).getLong();
    }
  }

  private static float weightOf(Session session) {
    try (Tensor fetched = session.runner().fetch("w").run().get(0)) {
      return ((TFloat32) fetched).getFloat();
    }
  }
}
