package org.imagebeam.train;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * The network with its examples and what measures it, to which a training adds its steps. Not
 * thread-safe.
 */
final class NetworkGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Variables variables = new Variables(graph);
  private final SoftmaxRegression network;
  private final ExampleVariables examples;
  private final MeasureNodes measure;

  NetworkGraph(DataShape shape, Loss loss) {
    network = new SoftmaxRegression(variables, shape.features());
    examples = new ExampleVariables(tf, variables, shape);
    measure = MeasureNodes.add(tf, network, examples, loss);
  }

  /** Adds the steps of a training. */
  StepNodes addSteps(Hyperparameters settings) {
    return StepNodes.add(graph, tf, variables, network, examples, settings);
  }

  /** Adds what gives all variables that are there by now their first values. */
  Op addInit() {
    return tf.withControlDependencies(variables.initializers()).withName("init").noOp();
  }

  /** The graph, which stays this object's. */
  Graph graph() {
    return graph;
  }

  /** The names of all variables that a checkpoint holds. */
  List<String> variables() {
    return variables.names();
  }

  ExampleVariables examples() {
    return examples;
  }

  MeasureNodes measure() {
    return measure;
  }

  @Override
  public void close() {
    graph.close();
  }
}
