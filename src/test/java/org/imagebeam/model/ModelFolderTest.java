package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.local.Remedy;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class ModelFolderTest {
  private static final String GRAPH = "classify_image_graph_def.pb";
  private static final GraphDef TINY = TinyGraphs.imageNet(16, 5, 1);

  @TempDir private Path folder;

  private ModelFolder open() {
    return ModelFolder.open(folder.toString());
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private void writeSpec(String json) throws IOException {
    write("model.json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static ModelException refused(ModelException.Kind kind, Executable call) {
    ModelException e = assertThrows(ModelException.class, call);
    assertEquals(kind, e.kind(), e.getMessage());
    return e;
  }

  @Test
  void shouldReadAFolderWithoutASpec() throws Exception {
    TinyGraphs.writeModelFolder(folder, 16, 5, 1);
    ModelFolder model = open();
    assertEquals(folder.toString(), model.location());
    assertEquals(ModelSpec.INCEPTION_2015, model.spec());
    byte[] bytes = Files.readAllBytes(folder.resolve(GRAPH));
    ModelGraph graph = model.readGraph();
    assertEquals(TINY, graph.graph());
    assertEquals(sha256(bytes).substring(0, 12), graph.id());
    assertEquals(bytes.length, graph.bytes());
  }

  @Test
  void shouldReadAFolderWithASpec() throws Exception {
    write(GRAPH, TINY.toByteArray());
    String sha = sha256(TINY.toByteArray()).toUpperCase(Locale.ROOT);
    writeSpec("{\"output\": \"conv\", \"sha256\": \"" + sha + "\"}");
    ModelFolder model = open();
    assertEquals("conv", model.spec().output());
    assertEquals("DecodeJpeg/contents", model.spec().input());
    assertEquals(sha.toLowerCase(Locale.ROOT).substring(0, 12), model.readGraph().id());
  }

  @Test
  void shouldReadTheEmbeddedModel() throws Exception {
    ModelFolder model = ModelFolder.open("embedded");
    assertEquals("embedded", model.location());
    assertEquals("embedded/" + GRAPH, model.path(GRAPH));
    assertEquals(Optional.of(List.of(224, 224)), model.spec().size());
    assertFalse(model.spec().statesPixels(), "its graph normalises by itself");
    ModelGraph graph = model.readGraph();
    byte[] bytes = model.find(GRAPH).orElseThrow();
    assertEquals(Optional.of(sha256(bytes)), model.spec().sha256());
    assertEquals(sha256(bytes).substring(0, 12), graph.id());
    assertEquals(bytes.length, graph.bytes());
    assertTrue(
        graph.graph().getNodeList().stream().anyMatch(node -> node.getName().equals("softmax")));
    assertEquals(Optional.empty(), model.find("labels.txt"));
  }

  @Test
  void shouldIdentifyTheSharedModels() {
    assertEquals("c6070f1f3026", shared("mobilenet-v2").id());
    assertEquals(3_600_017, shared("mobilenet-v2").bytes());
    assertEquals("0c202296e4bb", shared("mobilenet-v1-tiny").id());
  }

  private static ModelGraph shared(String name) {
    return ModelFolder.open(Shared.require(name).toString()).readGraph();
  }

  @Test
  void shouldFindItsOtherFiles() throws IOException {
    TinyGraphs.writeModelFolder(folder, 16, 5, 1);
    byte[] labels = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    write("labels.txt", labels);
    assertArrayEquals(labels, open().find("labels.txt").orElseThrow());
    assertEquals(Optional.empty(), open().find("model.json"));
    assertEquals(folder + "/labels.txt", open().path("labels.txt"));
  }

  @Test
  void shouldSayThatAFolderIsMissing() {
    String missing = folder.resolve("inception").toString();
    ModelException e = refused(ModelException.Kind.NOT_FOUND, () -> ModelFolder.open(missing));
    assertEquals(
        "there is no model folder '"
            + missing
            + "': a model is a folder that holds classify_image_graph_def.pb, an archive of one"
            + " (.tgz, .zip), its address, or a name in the catalogue",
        e.getMessage());
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.LIST_MODELS)), e.remedy());
  }

  @Test
  void shouldSayThatAFileIsNoFolder() throws IOException {
    String file = write(GRAPH, TINY.toByteArray()).toString();
    ModelException e = refused(ModelException.Kind.NOT_FOUND, () -> ModelFolder.open(file));
    assertTrue(
        e.getMessage().startsWith("there is no model folder '" + file + "': a model is a folder"),
        e.getMessage());
  }

  @Test
  void shouldSayThatAFolderHasNoGraph() throws IOException {
    writeSpec("{}");
    ModelException e = refused(ModelException.Kind.NOT_FOUND, this::open);
    assertEquals(
        "the model folder '" + folder + "' has no classify_image_graph_def.pb", e.getMessage());
  }

  @Test
  void shouldSayThatTheGraphIsGoneByNow() throws IOException {
    Path graph = write(GRAPH, TINY.toByteArray());
    ModelFolder model = open();
    Files.delete(graph);
    ModelException e = refused(ModelException.Kind.NOT_FOUND, model::readGraph);
    assertEquals("there is no file " + graph, e.getMessage());
  }

  @Test
  void shouldSayThatAFileCannotBeRead() throws IOException {
    write(GRAPH, TINY.toByteArray());
    Files.createDirectory(folder.resolve("model.json"));
    ModelException e = refused(ModelException.Kind.NOT_FOUND, this::open);
    assertTrue(
        e.getMessage().startsWith("can't read '" + folder + "/model.json': "), e.getMessage());
    assertInstanceOf(IOException.class, e.getCause());
  }

  @Test
  void shouldSayThatTheGraphCannotBeRead() throws IOException {
    Files.createDirectory(folder.resolve(GRAPH));
    ModelFolder model = open();
    ModelException e = refused(ModelException.Kind.NOT_FOUND, model::readGraph);
    assertTrue(e.getMessage().startsWith("can't read '" + folder + "/" + GRAPH), e.getMessage());
  }

  @Test
  void shouldRefuseGraphsThatAreNone() throws IOException {
    byte[] garbage = new byte[1000];
    Arrays.fill(garbage, (byte) 0xff);
    byte[] whole = TINY.toByteArray();
    byte[] page = "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : List.of(garbage, page, Arrays.copyOf(whole, whole.length - 1))) {
      write(GRAPH, bytes);
      ModelException e = refused(ModelException.Kind.UNUSABLE, open()::readGraph);
      assertTrue(
          e.getMessage()
              .startsWith(folder.resolve(GRAPH) + " is no frozen GraphDef, or is damaged: "),
          e.getMessage());
      assertInstanceOf(InvalidProtocolBufferException.class, e.getCause());
    }
  }

  @Test
  void shouldRefuseAGraphWithoutNodes() throws IOException {
    for (byte[] bytes : List.of(new byte[0], new byte[] {0x7a, 0x01, 'x'})) {
      write(GRAPH, bytes);
      ModelException e = refused(ModelException.Kind.UNUSABLE, open()::readGraph);
      assertEquals(
          folder.resolve(GRAPH) + " has no nodes: it is empty, or no GraphDef", e.getMessage());
    }
  }

  @Test
  void shouldRefuseAnotherGraphThanTheSpecStates() throws Exception {
    byte[] stated = TINY.toByteArray();
    byte[] other = TinyGraphs.imageNet(16, 5, 2).toByteArray();
    writeSpec("{\"sha256\": \"" + sha256(stated) + "\"}");
    write(GRAPH, other);
    ModelException e = refused(ModelException.Kind.UNUSABLE, open()::readGraph);
    assertEquals(
        folder.resolve(GRAPH)
            + " has the SHA-256 "
            + sha256(other)
            + ", and model.json says "
            + sha256(stated)
            + ": the graph is damaged, or is another one",
        e.getMessage());
  }

  @Test
  void shouldRefuseASpecThatIsFarTooLarge() throws IOException {
    write(GRAPH, TINY.toByteArray());
    writeSpec(" ".repeat(ModelSpecReader.MAX_BYTES) + "{}");
    ModelException e = refused(ModelException.Kind.UNUSABLE, this::open);
    assertEquals(
        folder + "/model.json has 1,048,578 bytes, over the limit of 1,048,576", e.getMessage());
  }

  @Test
  void shouldNameTheSpecThatDoesNotParse() throws IOException {
    write(GRAPH, TINY.toByteArray());
    writeSpec("{\n\"mean\": ,\n}");
    ModelException e = refused(ModelException.Kind.UNUSABLE, this::open);
    assertTrue(e.getMessage().startsWith(folder + "/model.json:2: is not JSON"), e.getMessage());
  }

  @Test
  void shouldReadFilesAtEachCall() throws IOException {
    write(GRAPH, TINY.toByteArray());
    ModelFolder model = open();
    String id = model.readGraph().id();
    GraphDef other = TinyGraphs.imageNet(16, 5, 2);
    write(GRAPH, other.toByteArray());
    assertEquals(other, model.readGraph().graph());
    assertTrue(!id.equals(model.readGraph().id()));
  }

  @Test
  void shouldRefuseNulls() {
    assertNull("location", () -> ModelFolder.open(null));
    assertNull("graph", () -> new ModelGraph(null, "id", 1));
    assertNull("id", () -> new ModelGraph(TINY, null, 1));
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }
}
