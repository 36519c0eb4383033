package org.imagebeam.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.imagebeam.local.Remedy;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;

class ModelGraphTest {
  private static final Remedy FETCH = Remedy.of(Remedy.Kind.FETCH_MODEL, "tiny");
  private static final GraphDef GRAPH = TinyGraphs.imageNet(16, 3, 1);
  private static final String SHA256 = Hashing.sha256().hashBytes(GRAPH.toByteArray()).toString();

  @TempDir private Path temp;

  @BeforeEach
  void writeGraph() throws IOException {
    Files.write(temp.resolve(ModelFolder.GRAPH), GRAPH.toByteArray());
  }

  private ModelFolder folder() {
    return ModelFolder.open(temp.toString());
  }

  @Test
  void shouldGiveTheGraphAndItsId() {
    ModelGraph graph = folder().openGraph();
    assertEquals(GRAPH, graph.graph());
    assertEquals(GRAPH.getSerializedSize(), graph.bytes());
    assertEquals(SHA256.substring(0, 12), graph.id());
    folder().withRecordedGraph(new RecordedGraph(SHA256, FETCH)).openGraph().verify();
  }

  @Test
  void shouldGiveChecksumsOfTheFile() {
    CRC32 crc32 = new CRC32();
    crc32.update(GRAPH.toByteArray());
    String crc32c = Hashing.crc32c().hashBytes(GRAPH.toByteArray()).toString();
    // Guava writes the lowest byte first.
    int value = Integer.reverseBytes(Integer.parseUnsignedInt(crc32c, 16));
    assertEquals(
        String.format(
            Locale.ROOT,
            "%d bytes, CRC-32 %08x, CRC-32C %08x",
            GRAPH.getSerializedSize(),
            crc32.getValue(),
            value),
        folder().openGraph().checksums());
  }

  @Test
  void shouldKeepTheGraphUntilItIsTaken() {
    ModelGraph graph = folder().openGraph();
    assertEquals(GRAPH, graph.take());
    IllegalStateException e = assertThrows(IllegalStateException.class, graph::take);
    assertEquals("the graph has been released", e.getMessage());
    assertEquals(SHA256.substring(0, 12), graph.id());
    graph.release();
  }

  @Test
  void shouldGiveAGraphThatIsAnotherThanWasMeantAndNotItsId() throws IOException {
    String other = "0".repeat(64);
    ModelGraph fetched = folder().withRecordedGraph(new RecordedGraph(other, FETCH)).openGraph();
    assertEquals(GRAPH, fetched.graph());
    ModelException e = assertThrows(ModelException.class, fetched::id);
    assertEquals(
        temp.resolve(ModelFolder.GRAPH)
            + " has the SHA-256 "
            + SHA256
            + ", and had "
            + other
            + " when it was fetched: it is damaged; fetch it again",
        e.getMessage());
    assertEquals(Optional.of(FETCH), e.remedy());
    Files.writeString(temp.resolve(ModelFolder.SPEC), "{\"sha256\": \"" + other + "\"}");
    ModelGraph stated = folder().openGraph();
    e = assertThrows(ModelException.class, stated::verify);
    assertTrue(e.getMessage().contains(ModelFolder.SPEC + " says " + other), e.getMessage());
  }

  @Test
  void shouldSeeThatTheFileHasChanged() throws IOException {
    assertEquals(SHA256.substring(0, 12), folder().openGraph().id());
    // Of one length with the first: only its checksums tell that it is another.
    GraphDef other = TinyGraphs.imageNet(16, 3, 2);
    assertEquals(GRAPH.getSerializedSize(), other.getSerializedSize());
    Files.write(temp.resolve(ModelFolder.GRAPH), other.toByteArray());
    String id = Hashing.sha256().hashBytes(other.toByteArray()).toString().substring(0, 12);
    assertEquals(id, folder().openGraph().id());
    assertEquals(id, folder().openGraph().id(), "known again");
  }

  @Test
  void shouldReadAGraphThatIsWrittenAsText() throws IOException {
    Files.writeString(temp.resolve(ModelFolder.GRAPH), GRAPH.toString());
    assertEquals(GRAPH, folder().openGraph().graph());
    Files.writeString(temp.resolve(ModelFolder.GRAPH), GRAPH + "node { name: ");
    ModelException e = assertThrows(ModelException.class, () -> folder().openGraph());
    assertTrue(
        e.getMessage()
            .startsWith(
                temp.resolve(ModelFolder.GRAPH)
                    + " is a GraphDef written as text, and is damaged: line "),
        e.getMessage());
  }

  @Test
  void shouldTakeNamesThatBeginAsAnImportMakesThem() throws IOException {
    Files.write(temp.resolve(ModelFolder.GRAPH), GRAPH.toByteArray());
    Files.writeString(
        temp.resolve(ModelFolder.SPEC),
        "{\"input\": \"import/DecodeJpeg/contents\", \"output\": \"import/softmax:0\","
            + " \"bottleneck\": \"import/pool_4\"}");
    ModelSpec spec = folder().openGraph().folder().spec();
    assertEquals("DecodeJpeg/contents", spec.input());
    assertEquals("softmax", spec.output());
    assertEquals("import/pool_4", spec.bottleneck(), "the graph has neither");
  }

  @Test
  void shouldCallAnotherFormatByItsName() throws IOException {
    byte[] lite = {28, 0, 0, 0, 'T', 'F', 'L', '3', 20, 0};
    Files.write(temp.resolve(ModelFolder.GRAPH), lite);
    ModelException e = assertThrows(ModelException.class, () -> folder().openGraph());
    assertTrue(
        e.getMessage()
            .startsWith(
                temp.resolve(ModelFolder.GRAPH)
                    + " is a TensorFlow Lite model and no frozen graph: "),
        e.getMessage());
  }

  @Test
  void shouldSayThatItIsAnotherBeforeWhatIsWrongWithIt() throws IOException {
    byte[] content = GRAPH.toByteArray();
    Files.write(temp.resolve(ModelFolder.GRAPH), Arrays.copyOf(content, content.length - 1));
    ModelException e = assertThrows(ModelException.class, () -> folder().openGraph());
    assertTrue(e.getMessage().contains("is no frozen GraphDef, or is damaged"), e.getMessage());
    ModelFolder fetched = folder().withRecordedGraph(new RecordedGraph(SHA256, FETCH));
    e = assertThrows(ModelException.class, fetched::openGraph);
    assertTrue(e.getMessage().contains("and had " + SHA256), e.getMessage());
  }

  @Test
  void shouldRefuseAnEmptyGraph() throws IOException {
    Files.write(temp.resolve(ModelFolder.GRAPH), new byte[0]);
    ModelException e = assertThrows(ModelException.class, () -> folder().openGraph());
    assertEquals(
        temp.resolve(ModelFolder.GRAPH) + " has no nodes: it is empty, or no GraphDef",
        e.getMessage());
    Files.writeString(temp.resolve(ModelFolder.GRAPH), "some text", UTF_8);
    e = assertThrows(ModelException.class, () -> folder().openGraph());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
  }
}
