package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.GivenGraph;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.GraphSession;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Writes model folders around {@link GivenGraphs}, and holds what comes out for each image of a
 * batch to what the graph as it is answers for that image alone, in TensorFlow and without any
 * rewriting.
 */
final class GivenModels {
  static final float TOLERANCE = 2e-5f;
  static final String SIZE = "\"size\": [12, 12]";
  static final String SCALE = "\"mean\": 127.5, \"scale\": 0.01";
  static final DataType FLOAT = DataType.DT_FLOAT;
  static final DataType BYTE = DataType.DT_UINT8;

  private static final int SIDE = GivenGraphs.SIDE;

  private final Path temp;
  private final List<byte[]> images = new ArrayList<>();
  private final List<Metadata> files = new ArrayList<>();

  /** Writes three images, too. */
  GivenModels(Path temp) throws IOException {
    this.temp = temp;
    for (int i = 0; i < 3; i++) {
      images.add(Images.jpeg(30 + 9 * i, 25 + 4 * i, i));
      Path path = Files.write(temp.resolve(i + ".jpg"), images.get(i));
      files.add(Storage.stat(path.toString()).orElseThrow());
    }
  }

  List<byte[]> images() {
    return images;
  }

  ModelFolder folder(GraphDef graph, String members) throws IOException {
    return folder(graph, "input", "out", members);
  }

  ModelFolder folder(GraphDef graph, String input, String output, String members)
      throws IOException {
    Path folder = Files.createDirectories(temp.resolve("model"));
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.toByteArray());
    String names = "{\"input\": \"" + input + "\", \"output\": \"" + output + "\"";
    Files.writeString(
        folder.resolve(ModelFolder.SPEC), names + (members.isEmpty() ? "" : ", " + members) + "}");
    return ModelFolder.open(folder.toString());
  }

  /** What the model folder answers to the three images, in the largest batch that it takes. */
  List<float[]> answers(ModelFolder folder, int batch) throws StageException {
    List<float[]> answers = new ArrayList<>();
    try (ImageModel<float[]> model =
        ImageModelLoader.load(
            folder.openGraph(),
            folder.spec().output(),
            InferenceSettings.DEFAULT,
            new WholeVector(),
            temp.resolve("cache"))) {
      assertEquals(batch, Math.min(3, model.largestBatch()));
      List<float[]> prepared = new ArrayList<>();
      for (Metadata file : files) {
        prepared.add(model.prepare(file));
      }
      for (int i = 0; i < prepared.size(); i += batch) {
        answers.addAll(model.run(prepared.subList(i, Math.min(prepared.size(), i + batch))));
      }
    }
    return answers;
  }

  /** How a test feeds the graph as it is: TensorFlow itself casts and shapes. */
  record Fed(DataType dtype, boolean own, float mean, float scale, List<Long> shape) {
    static Fed pixels(DataType dtype, Long... shape) {
      return new Fed(dtype, false, 127.5f, 0.01f, List.of(shape));
    }

    static Fed raw(DataType dtype, Long... shape) {
      return new Fed(dtype, false, 0, 1, List.of(shape));
    }

    /** The image at its own size. */
    static Fed own(DataType dtype) {
      return new Fed(dtype, true, 0, 1, List.of());
    }
  }

  float[] expected(GraphDef graph, String fetch, byte[] image, Fed fed) throws Exception {
    NodeDef pixels = NodeDefs.placeholder("test/pixels", FLOAT);
    GraphDef casting =
        GraphDef.newBuilder()
            .addNode(pixels)
            .addNode(
                NodeDefs.node("test/cast", "Cast", "test/pixels")
                    .putAttr("SrcT", NodeDefs.type(FLOAT))
                    .putAttr("DstT", NodeDefs.type(fed.dtype())))
            .build();
    try (ImageDecoder decoder =
            new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT);
        GraphSession cast = GraphSession.openForCallers(casting);
        GraphSession session = GraphSession.openForCallers(graph)) {
      ImageHeader size = decoder.size(image);
      int height = fed.own() ? size.height() : SIDE;
      int width = fed.own() ? size.width() : SIDE;
      float[] values = decoder.decode(image, height, width);
      new Normalization(fed.mean(), fed.scale()).apply(values);
      Shape shape =
          fed.shape().isEmpty()
              ? Shape.of(1, height, width, 3)
              : Shape.of(fed.shape().stream().mapToLong(dim -> dim).toArray());
      try (TFloat32 floats = TFloat32.tensorOf(shape)) {
        // A fixed batch gets the image as often.
        for (long at = 0; at < floats.size(); at += values.length) {
          floats.asRawTensor().data().asFloats().offset(at).write(values);
        }
        try (Tensor input = cast.run("test/pixels", floats, "test/cast");
            Tensor output = session.run("input", input, fetch)) {
          return values(output);
        }
      }
    }
  }

  static float[] values(Tensor output) {
    float[] values = new float[(int) output.shape().size()];
    output.asRawTensor().data().asFloats().read(values);
    return values;
  }

  void assertAnswers(GivenGraphs given, String members, int batch, Fed fed) throws Exception {
    GraphDef graph = given.graph();
    ModelFolder folder = folder(graph, members);
    List<float[]> answers = answers(folder, batch);
    for (int i = 0; i < answers.size(); i++) {
      float[] all = expected(graph, "out", images.get(i), fed);
      float[] first = Arrays.copyOf(all, GivenGraphs.CLASSES);
      assertArrayEquals(first, answers.get(i), TOLERANCE, "image " + i);
    }
    assertGivenAnswers(folder, answers);
  }

  /** The graph as it was given, which the rewritten one can be held to, answers the same. */
  void assertGivenAnswers(ModelFolder folder, List<float[]> answers) throws Exception {
    BatchedGraph batched =
        ImageModelLoader.batch(folder, folder.readGraph().graph(), folder.spec().output());
    GivenGraph given = batched.given().orElseThrow();
    try (ImageFileReader reader =
            ImageFileReader.of(batched, folder.spec(), InferenceSettings.DEFAULT);
        GraphSession session = GraphSession.openForCallers(given.graph())) {
      for (int i = 0; i < answers.size(); i++) {
        float[] pixels = reader.read(files.get(i));
        try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, batched.height(), batched.width(), 3))) {
          fed.asRawTensor().data().asFloats().write(pixels);
          try (Tensor output = session.run(given.input(), fed, given.outputs().get(0))) {
            assertArrayEquals(answers.get(i), values(output), TOLERANCE);
          }
        }
      }
    }
  }

  void assertAnswersToBytes(GivenGraphs given, String members) throws Exception {
    GraphDef graph = given.graph();
    List<float[]> answers = answers(folder(graph, members), 3);
    try (GraphSession session = GraphSession.openForCallers(graph)) {
      for (int i = 0; i < answers.size(); i++) {
        try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(images.get(i)));
            Tensor output = session.run(Map.of("input", bytes), "out")) {
          assertArrayEquals(values(output), answers.get(i), TOLERANCE, "image " + i);
        }
      }
    }
  }

  String refusal(GivenGraphs given, String members) throws IOException {
    return refusal(given.graph(), "input", "out", members);
  }

  String refusal(GraphDef graph, String input, String output, String members) throws IOException {
    ModelException e = refused(graph, input, output, members);
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    String path = temp.resolve("model").resolve(ModelFolder.GRAPH).toString();
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    return e.getMessage().substring(path.length() + 2);
  }

  ModelException refused(GraphDef graph, String input, String output, String members)
      throws IOException {
    ModelFolder folder = folder(graph, input, output, members);
    GraphDef read = folder.readGraph().graph();
    return assertThrows(
        ModelException.class, () -> ImageModelLoader.batch(folder, read, folder.spec().output()));
  }
}
