package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * Retrains graphs with other ends than that of 2015; what is trained is tested as classify runs.
 */
class RetrainPipelineGivenGraphsTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;
  private static final DataType BYTE = DataType.DT_UINT8;

  @TempDir private Path temp;

  @BeforeEach
  void writeImages() throws IOException {
    RetrainFixture.images(temp.resolve("pictures"), 24);
  }

  private void write(GraphDef graph, String bottleneck) throws IOException {
    write(graph, bottleneck, "\"mean\": 128, \"scale\": 0.0078125");
  }

  private void write(GraphDef graph, String bottleneck, String normalization) throws IOException {
    Path model = Files.createDirectories(temp.resolve("model"));
    Files.write(model.resolve(ModelFolder.GRAPH), graph.toByteArray());
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        "{\"input\": \"input\", \"output\": \"out\", \"bottleneck\": \""
            + bottleneck
            + "\", "
            + normalization
            + "}");
  }

  private RetrainSummary retrain(String output, String... more) throws IOException {
    String[] all = Arrays.copyOf(more, more.length + 2);
    all[more.length] = "--learningRate=0.5";
    all[more.length + 1] = "--steps=200";
    return RetrainFixture.run(RetrainFixture.args(temp, output, all));
  }

  @Test
  void shouldRetrainAndTuneANetworkThatTakesBytes() throws IOException {
    write(
        GivenGraphs.placeholder(BYTE, -1, 12, 12, 3)
            .cast(BYTE, FLOAT)
            .scaled("Sub", 127.5f)
            .scaled("Mul", .01f)
            .network()
            .then(
                NodeDefs.node("wide", "Cast", "mean")
                    .putAttr("SrcT", NodeDefs.type(FLOAT))
                    .putAttr("DstT", NodeDefs.type(DataType.DT_DOUBLE)))
            .graph(),
        "out:0",
        "\"mean\": 0, \"scale\": 1");
    double bytes = retrain("bytes").test().accuracy();
    write(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3)
            .scaled("Sub", 127.5f)
            .scaled("Mul", .01f)
            .network()
            .graph(),
        "mean",
        "\"mean\": 0, \"scale\": 1");
    assertEquals(retrain("floats").test().accuracy(), bytes, 0.2);
    write(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .scaled("Mul", .01f)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .scaled("Sub", 1.275f)
            .network()
            .graph(),
        "mean");
    RetrainSummary tuned = retrain("tuned", "--fineTune=all", "--fineTuneSteps=4");
    assertEquals(tuned.headTest().orElseThrow().accuracy(), tuned.test().accuracy(), 0.2);
  }

  @Test
  void shouldResizeAndCropAsTheModelDoes() throws IOException {
    String sizing = ", \"resize\": \"area\", \"crop\": \"center 0.5\"";
    String normalization = "\"mean\": 128, \"scale\": 0.0078125";
    GraphDef graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().graph();
    write(graph, "mean", normalization);
    retrain("whole", "--bottleneckDir=" + temp.resolve("cache"));
    write(graph, "mean", normalization + sizing);
    RetrainSummary cropped = retrain("cropped", "--bottleneckDir=" + temp.resolve("cache"));
    assertEquals(
        cropped.images(), cropped.computed(), "the bottlenecks of whole images are others");
    assertEquals(
        cropped.images(), retrain("again", "--bottleneckDir=" + temp.resolve("cache")).cached());
    ModelSpec spec = ModelFolder.open(temp.resolve("cropped").toString()).spec();
    assertEquals(Sizing.of(ResizeMethod.AREA, false).withCrop(new CenterCrop(0.5)), spec.sizing());
    assertEquals(
        Sizing.DEFAULT, ModelFolder.open(temp.resolve("whole").toString()).spec().sizing());
  }

  @Test
  void shouldLeaveOutTheOtherOutputs() throws IOException {
    String heads = ", \"heads\": {\"colour\": \"colour\"}";
    write(TwoHeads.graph(), "mean", "\"mean\": 128, \"scale\": 0.0078125" + heads);
    retrain("retrained");
    ModelFolder retrained = ModelFolder.open(temp.resolve("retrained").toString());
    assertEquals(Heads.NONE, retrained.spec().heads());
    assertEquals("green", LabelFiles.read(retrained).label(1).words());
    assertFalse(
        retrained.readGraph().graph().getNodeList().stream()
            .anyMatch(node -> node.getName().equals("colour")));
  }

  @Test
  void shouldRetrainOneByOneAndSayThatItCannotTune() throws IOException {
    write(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3)
            .scaled("Mul", .01f)
            .network()
            .then(NodeDefs.floatNode("features", "Identity", "mean"))
            .reshaped(FLOAT, 6)
            .graph(),
        "out");
    ModelException e = assertThrows(ModelException.class, () -> retrain("tuned", "--fineTune=all"));
    assertTrue(e.getMessage().endsWith("takes one image at a time, and learning takes many"));
    assertTrue(retrain("plain").test().accuracy() > 0);
  }

  @Test
  void shouldSayThatTheModelAnswersNoImage() throws IOException {
    write(GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().failing().graph(), "out");
    ModelException e = assertThrows(ModelException.class, () -> retrain("failed"));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().contains("gave a bottleneck of no image"), e.getMessage());
    assertTrue(e.getMessage().contains("99 is not in [0, 5)"), e.getMessage());
  }

  @Test
  void shouldRefuseWhatElseWouldHaveToBeFed() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(NodeDefs.placeholder("keep_prob", FLOAT));
    given.then(NodeDefs.floatNode("kept", "Mul", "", "keep_prob"));
    write(given.graph(), "out");
    ModelException e = assertThrows(ModelException.class, () -> retrain("refused"));
    assertTrue(e.getMessage().contains("placeholder 'keep_prob' (float32, any shape)"));
  }
}
