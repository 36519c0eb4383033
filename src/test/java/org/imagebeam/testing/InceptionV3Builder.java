package org.imagebeam.testing;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.testing.InceptionV3Layer.Conv;
import org.imagebeam.testing.InceptionV3Layer.Join;
import org.imagebeam.testing.InceptionV3Layer.Pool;
import org.tensorflow.proto.GraphDef;

/** Writes the nodes of one seeded graph, in order. For one use. */
final class InceptionV3Builder {
  /** The last version that still loads BatchNormWithGlobalNormalization. */
  private static final int PRODUCER = 8;

  private static final int SIZE = 299;
  private static final long LAST_SIDE = 8;
  private static final int CLASSES = 1008;

  private final long seed;
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final Map<String, Moments> moments = new HashMap<>();

  InceptionV3Builder(long seed) {
    this.seed = seed;
  }

  GraphDef build() {
    graph.getVersionsBuilder().setProducer(PRODUCER);
    // An empty image: who forgets to feed one gets an error, not an answer.
    graph.addAllNode(
        GraphEnds.image(NodeDefs.constBytes("DecodeJpeg/contents", ByteString.EMPTY), SIZE));
    moments.put("Mul", GraphEnds.imageMoments());
    for (InceptionV3Layer layer : InceptionV3Layers.all()) {
      moments.put(layer.name(), add(layer));
    }
    String last = "mixed_10/join";
    graph.addAllNode(GraphEnds.softmax(seed, last, LAST_SIDE, moments.get(last), CLASSES));
    return graph.build();
  }

  private Moments add(InceptionV3Layer layer) {
    if (layer instanceof Conv conv) {
      return add(conv);
    } else if (layer instanceof Pool pool) {
      return add(pool);
    }
    return add((Join) layer);
  }

  private Moments add(Conv conv) {
    String name = conv.name();
    SeededWeights random = new SeededWeights(seed, name);
    float[] weights = random.he(conv.height() * conv.width() * conv.in(), conv.out());
    if (conv.in() > 3) {
      // The first layer must see what red, green and blue have in common: the brightness.
      SeededWeights.centre(weights, conv.in(), conv.out());
    }
    List<Integer> shape = List.of(conv.height(), conv.width(), conv.in(), conv.out());
    graph.addNode(NodeDefs.constFloats(name + "/conv2d_params", shape, weights));
    graph.addNode(
        NodeDefs.floatNode(name + "/Conv2D", "Conv2D", conv.input(), name + "/conv2d_params")
            .putAttr("padding", NodeDefs.string(conv.padding()))
            .putAttr("strides", NodeDefs.integers(List.of(1L, conv.stride(), conv.stride(), 1L)))
            .putAttr("use_cudnn_on_gpu", NodeDefs.bool(true)));
    Moments sums = moments.get(conv.input()).linear(weights, conv.out());
    SeededBatchNorm norm = new SeededBatchNorm(random, sums);
    add(name, norm);
    graph.addNode(NodeDefs.floatNode(name, "Relu", name + "/control_dependency"));
    return norm.after().relu();
  }

  private void add(String scope, SeededBatchNorm norm) {
    String name = scope + "/batchnorm";
    graph.addAllNode(norm.nodes(name));
    graph.addNode(
        NodeDefs.floatNode(
                name,
                "BatchNormWithGlobalNormalization",
                scope + "/Conv2D",
                name + "/moving_mean",
                name + "/moving_variance",
                name + "/beta",
                name + "/gamma")
            .putAttr("scale_after_normalization", NodeDefs.bool(true))
            .putAttr("variance_epsilon", NodeDefs.real(SeededBatchNorm.EPSILON)));
    addCheck(scope, name, "batchnorm");
  }

  private Moments add(Pool pool) {
    addCheck(pool.name(), pool.input(), "pool");
    graph.addNode(
        NodeDefs.floatNode(pool.name(), pool.op(), pool.name() + "/control_dependency")
            .putAttr("ksize", NodeDefs.integers(List.of(1L, 3L, 3L, 1L)))
            .putAttr("padding", NodeDefs.string(pool.padding()))
            .putAttr("strides", NodeDefs.integers(List.of(1L, pool.stride(), pool.stride(), 1L))));
    return moments.get(pool.input()).pool(pool.op().equals("MaxPool"));
  }

  private void addCheck(String scope, String input, String message) {
    String check = scope + "/CheckNumerics";
    graph.addNode(
        NodeDefs.floatNode(check, "CheckNumerics", input)
            .putAttr("message", NodeDefs.string(message)));
    graph.addNode(
        NodeDefs.floatNode(scope + "/control_dependency", "Identity", input, "^" + check));
  }

  private Moments add(Join join) {
    String dim = join.name() + "/concat_dim";
    graph.addNode(NodeDefs.constInt(dim, 3));
    String[] inputs = Stream.concat(Stream.of(dim), join.inputs().stream()).toArray(String[]::new);
    graph.addNode(
        NodeDefs.floatNode(join.name(), "Concat", inputs)
            .putAttr("N", NodeDefs.integer(join.inputs().size())));
    return Moments.join(join.inputs().stream().map(moments::get).toList());
  }
}
