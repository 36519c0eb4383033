package org.imagebeam.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.checkpoint.Variables.Form;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A graph with variables and a session on it, as programs in Python have them. */
public final class TestGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Form form;
  private Session session;

  public TestGraph(Form form) {
    this.form = form;
  }

  public Graph graph() {
    return graph;
  }

  /** Adds a variable of float32 with one dimension. */
  public TestGraph vector(String name, float... initial) {
    Variables.add(graph, name, tf.constant(initial).asOutput(), form, true);
    return this;
  }

  /** Adds a variable of float32 without dimensions. */
  TestGraph scalar(String name, float initial) {
    Variables.add(graph, name, tf.constant(initial).asOutput(), form, true);
    return this;
  }

  /** Adds the sum of two vectors, named add. */
  TestGraph sum(String a, String b) {
    NodeScope.node(graph, "AddV2", "add")
        .addInput(VariableNodes.snapshot(GraphVariable.named(graph, a)))
        .addInput(VariableNodes.snapshot(GraphVariable.named(graph, b)))
        .build();
    return this;
  }

  /** Adds a node that adds one to each element of these variables, which are resources. */
  TestGraph increment(String node, String... variables) {
    List<GraphOperation> updates = new ArrayList<>();
    Output<?> one = tf.constant(1f).asOutput();
    for (String name : variables) {
      GraphVariable variable = GraphVariable.named(graph, name);
      Output<?> sum =
          NodeScope.node(graph, "AddV2", name + "/plus_one")
              .addInput(VariableNodes.snapshot(variable))
              .addInput(one)
              .build()
              .output(0);
      updates.add(VariableNodes.assign(NodeScope.of(graph, name + "/next"), variable, sum));
    }
    GraphOperationBuilder all = NodeScope.node(graph, "NoOp", node);
    updates.forEach(all::addControlInput);
    all.build();
    return this;
  }

  /** Opens the session if that is not done. */
  public Session session() {
    if (session == null) {
      session = new Session(graph);
    }
    return session;
  }

  public TestGraph initialize() {
    Operation init = Variables.initializer(graph);
    session().runner().addTarget(init).run().close();
    return this;
  }

  public TestGraph assign(String name, float... values) {
    GraphVariable variable = GraphVariable.named(graph, name);
    Output<?> value =
        variable.shape().numDimensions() == 0
            ? tf.constant(values[0]).asOutput()
            : tf.constant(values).asOutput();
    Operation assign = VariableNodes.assign(NodeScope.unique(graph, "set"), variable, value);
    session().runner().addTarget(assign).run().close();
    return this;
  }

  /** The elements of a float32 tensor. */
  float[] values(String tensor) {
    try (Result result = session().runner().fetch(tensor).run()) {
      return values((TFloat32) result.get(0));
    }
  }

  /** The elements of a variable. */
  public float[] variable(String name) {
    Output<?> value = VariableNodes.snapshot(GraphVariable.named(graph, name));
    try (Result result = session().runner().fetch(value).run()) {
      return values((TFloat32) result.get(0));
    }
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
