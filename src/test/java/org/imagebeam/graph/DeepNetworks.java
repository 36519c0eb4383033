package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Networks as deep and as wide as published ones, their batch norms folded, with seeded weights:
 * each layer keeps the size of what it is given, and a residual block adds a quarter of it.
 */
public final class DeepNetworks {
  public static final String SCORES = "scores";
  private static final int CLASSES = 100;
  private static final double BRANCH = 0.25;

  private final List<NodeDef> nodes = new ArrayList<>();
  private final int side;
  private String last = "image";
  private int channels = 3;

  private DeepNetworks(int side) {
    this.side = side;
    nodes.add(Nodes.placeholder("image", DataType.DT_FLOAT, -1, side, side, 3));
  }

  /** That many 3 by 3 convolutions of 64 channels. */
  public static BatchedGraph plain(int layers, int side) {
    DeepNetworks network = new DeepNetworks(side);
    network.conv(3, 64, 2, 1).relu();
    network.conv(3, 64, 1, 1).relu();
    for (int i = 1; i < layers; i++) {
      network.conv(3, 64, 1, 1).relu();
    }
    return network.head();
  }

  /** ResNet's bottlenecks, so many to a stage, for images of 224 by 224. */
  public static BatchedGraph residual(int... blocks) {
    DeepNetworks network = new DeepNetworks(224);
    network.conv(7, 64, 4, 1).relu();
    for (int stage = 0; stage < blocks.length; stage++) {
      int width = 64 << stage;
      for (int block = 0; block < blocks[stage]; block++) {
        int stride = block == 0 && stage > 0 ? 2 : 1;
        String shortcut = network.last;
        int in = network.channels;
        network.conv(1, width, 1, 1).relu().conv(3, width, stride, 1).relu();
        network.conv(1, 4 * width, 1, block == 0 ? 1 : BRANCH);
        if (block > 0) {
          network.plus(shortcut);
        } else {
          String branch = network.last;
          network.last = shortcut;
          network.channels = in;
          network.conv(1, 4 * width, stride, 1).plus(branch);
        }
        network.relu();
      }
    }
    return network.head();
  }

  /** EfficientNetV2-S as far as its convolutions are 3 by 3, for images of 384 by 384. */
  public static BatchedGraph fusedInverted() {
    DeepNetworks network = new DeepNetworks(384);
    network.conv(3, 24, 2, 1).swish().conv(3, 24, 1, 1).swish();
    for (int width : new int[] {48, 64}) {
      for (int block = 0; block < 4; block++) {
        String shortcut = network.last;
        network.conv(3, 4 * network.channels, block == 0 ? 2 : 1, 1).swish();
        network.conv(1, width, 1, block == 0 ? 1 : BRANCH);
        if (block > 0) {
          network.plus(shortcut);
        }
      }
    }
    return network.conv(1, 256, 2, 1).swish().head();
  }

  private DeepNetworks conv(int kernel, int out, int stride, double gain) {
    String name = "conv_" + nodes.size();
    float[] weights = new float[kernel * kernel * channels * out];
    float[] biases = new float[out];
    Random random = new Random(nodes.size());
    double deviation = gain * Math.sqrt(2.0 / (kernel * kernel * channels));
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (deviation * random.nextGaussian());
    }
    for (int i = 0; i < out; i++) {
      biases[i] = (float) (0.1 * random.nextGaussian());
    }
    nodes.add(
        NodeDefs.constFloats(name + "/weights", List.of(kernel, kernel, channels, out), weights));
    nodes.add(
        Layers.conv("Conv2D", name + "/conv", last, name + "/weights")
            .putAttr("padding", NodeDefs.string("SAME"))
            .putAttr("strides", Nodes.integers(List.of(1L, (long) stride, (long) stride, 1L)))
            .build());
    nodes.add(Layers.vector(name + "/biases", biases));
    nodes.add(Layers.op(name, "BiasAdd", name + "/conv", name + "/biases"));
    last = name;
    channels = out;
    return this;
  }

  private DeepNetworks relu() {
    return add(Layers.op(last + "/relu", "Relu", last));
  }

  private DeepNetworks swish() {
    nodes.add(Layers.op(last + "/sigmoid", "Sigmoid", last));
    return add(Layers.op(last + "/swish", "Mul", last, last + "/sigmoid"));
  }

  private DeepNetworks plus(String other) {
    return add(Layers.op(last + "/sum", "AddV2", last, other));
  }

  private DeepNetworks add(NodeDef node) {
    nodes.add(node);
    last = node.getName();
    return this;
  }

  private BatchedGraph head() {
    nodes.add(NodeDefs.constInts("places", List.of(2), 1, 2));
    nodes.add(
        NodeDefs.floatNode("mean", "Mean", last, "places")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
            .build());
    float[] weights = Layers.random(channels * CLASSES);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) (3 / Math.sqrt(channels));
    }
    nodes.add(NodeDefs.constFloats("classes", List.of(channels, CLASSES), weights));
    nodes.add(Layers.op("logits", "MatMul", "mean", "classes"));
    nodes.add(Layers.op(SCORES, "Softmax", "logits"));
    GraphDef graph = GraphDef.newBuilder().addAllNode(nodes).build();
    return new BatchedGraph(graph, "image", side, side, true);
  }

  /** Images for a network, of a coarse pattern and noise, from about -1 to 1. */
  public static float[] images(BatchedGraph network, int count) {
    int side = network.height();
    Random random = new Random(3);
    float[] pixels = new float[count * side * side * 3];
    double[] coarse = random.doubles(3L * count * 64, -1, 1).toArray();
    for (int i = 0; i < pixels.length; i++) {
      int place = i / 3;
      int row = place / side % side * 8 / side;
      int column = place % side * 8 / side;
      int image = place / side / side;
      double pattern = coarse[(image * 64 + row * 8 + column) * 3 + i % 3];
      pixels[i] = (float) (pattern + 0.3 * random.nextGaussian());
    }
    return pixels;
  }

  /** The largest of the scores less the smallest. */
  public static double spread(float[] scores) {
    double largest = 0;
    double smallest = 1;
    for (float score : scores) {
      largest = Math.max(largest, score);
      smallest = Math.min(smallest, score);
    }
    return largest - smallest;
  }
}
