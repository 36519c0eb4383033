package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.local.Remedy;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/** Graphs that can't be fed with images alone. */
class ImageModelLoaderRefusalsTest {
  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  @Test
  void shouldRefuseOtherImages() throws IOException {
    assertEquals(
        "node 'input' (Placeholder) takes float32 [?, ?, ?, ?], channels before height and width"
            + " (NCHW), of which the shape says nothing: export the model with its input's shape, or"
            + " with data_format=\"channels_last\"",
        models.refusal(channelsFirst(-1, -1, -1, -1), SIZE));
    assertEquals(
        "node 'input' (Placeholder) takes images of any size, and no node behind it brings them all"
            + " to one: state \"size\" in model.json as [height, width], or the size where it is"
            + " imported",
        models.refusal(channelsFirst(-1, 3, -1, -1), ""));
    assertTrue(models.refusal(channelsFirst(), SIZE).contains("NCHW"));
    assertEquals(
        "node 'input' (Placeholder) takes uint8 [?, 28, 28, 1], images of 1 channel; images are"
            + " fed with 3: red, green, blue; export the model behind an input of 3 channels, which"
            + " goes through tf.image.rgb_to_grayscale",
        models.refusal(GivenGraphs.placeholder(BYTE, -1, 28, 28, 1).cast(BYTE, FLOAT), ""));
    assertTrue(
        models
            .refusal(GivenGraphs.placeholder(FLOAT, 1, 28, 28, 4).scaled("Mul", 1), "")
            .contains("3 channels, which goes through tf.pad(images, [[0, 0], [0, 0], [0, 0], [0"));
    assertTrue(
        models
            .refusal(GivenGraphs.placeholder(FLOAT, 1, 28, 28, 6).scaled("Mul", 1), "")
            .endsWith(
                "images of 6 channels; images are fed with 3: red, green, blue; models of"
                    + " other images aren't served"));
    assertEquals(
        "node 'input' (Placeholder) takes float32 [?, 432], and an image is fed as [height, width,"
            + " 3]: export the model behind an input of such images, which is reshaped",
        models.refusal(GivenGraphs.placeholder(FLOAT, -1, 432).scaled("Mul", 1), ""));
    assertTrue(
        models
            .refusal(
                GivenGraphs.placeholder(DataType.DT_BOOL, 1, 12, 12, 3)
                    .cast(DataType.DT_BOOL, FLOAT),
                "")
            .contains("takes bool [1, 12, 12, 3], which no pixels can be cast to"));
  }

  private static GivenGraphs channelsFirst(long... shape) {
    return GivenGraphs.placeholder(FLOAT, shape)
        .then(
            NodeDefs.floatNode("last", "Transpose", "", "order")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)))
        .with(NodeDefs.constInts("order", List.of(4), 0, 2, 3, 1))
        .network();
  }

  @Test
  void shouldRefuseASizeThatIsNotTheGraphs() throws IOException {
    assertEquals(
        "the size is stated as [24, 12], and node 'input' (Placeholder) has images of [12,"
            + " 12]: leave it out, or state the graph's",
        models.refusal(
            GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network(), "\"size\": [24, 12]"));
    GivenGraphs resizing =
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .network();
    assertTrue(models.refusal(resizing, "\"size\": [24, 24]").contains("stated as [24, 24]"));
    assertTrue(
        models
            .refusal(GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3).network(), "")
            .endsWith(
                "state \"size\" in model.json as [height, width], or the size where it is imported"));
    assertTrue(
        models
            .refusal(
                GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3)
                    .reshaped(FLOAT, 1, 12, 12, 3)
                    .network(),
                "\"size\": [9, 9]")
            .startsWith("the graph does not take images of height 9 and width 9"));
  }

  @Test
  void shouldRefuseWhatElseWouldHaveToBeFed() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(NodeDefs.placeholder("keep_prob", FLOAT));
    given.then(NodeDefs.floatNode("kept", "Mul", "", "keep_prob"));
    assertEquals(
        "besides the image the graph needs placeholder 'keep_prob' (float32, any shape), and only"
            + " images are fed: export it with this set, or with a default, or"
            + " state numbers for it (\"feeds\")",
        models.refusal(given, ""));
  }

  @Test
  void shouldSayHowToFreeze() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(
        NodeDefs.node("bias", "VariableV2")
            .putAttr("dtype", NodeDefs.type(FLOAT))
            .putAttr("shape", shape5())
            .build());
    given.then(NodeDefs.floatNode("biased", "Add", "", "bias"));
    assertEquals(
        "the graph isn't frozen: the values of a variable, such as node 'bias' (VariableV2), are not"
            + " in it; freeze it first",
        models.refusal(given, ""));
    Files.writeString(temp.resolve("model/model.ckpt-7.index"), "");
    String prefix = temp.resolve("model/model.ckpt-7").toString();
    assertEquals(
        Optional.of(Remedy.of(Remedy.Kind.FREEZE_GRAPH, prefix, "out")),
        models.refused(given.graph(), "input", "out", "").remedy());
  }

  private static AttrValue shape5() {
    return AttrValue.newBuilder()
        .setShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(5)))
        .build();
  }
}
