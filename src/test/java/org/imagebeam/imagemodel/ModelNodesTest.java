package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ModelNodesTest {
  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  @Test
  void shouldTakeNodesThatAreComputedFromTheImage() throws IOException {
    ModelNodes nodes = nodes();
    for (String name : new String[] {"pool_3", "pool_3:0", "softmax", "Mul"}) {
      nodes.requireOfImage("embedding", name);
    }
  }

  @Test
  void shouldNameTheNearestNodesOfThoseThatAreComputedFromTheImage() throws IOException {
    String graph = model + "/" + ModelFolder.GRAPH;
    assertEquals(
        "'nowhere' is no node of " + graph + ": name a node that is computed from the image",
        problem("nowhere"));
    assertEquals("'pool_2' is no node of " + graph + ": did you mean 'pool_3'?", problem("pool_2"));
    assertEquals(
        "'MAX' is no node of "
            + graph
            + ": did you mean 'softmax', 'softmax/logits', 'softmax/logits/MatMul'?",
        problem("MAX"));
    assertEquals(
        "'softmax/weights' (Const) of "
            + graph
            + " doesn't depend on the image: name a node that is computed from it",
        problem("softmax/weights"));
  }

  @Test
  void shouldKnowWhichScoresAreProbabilities() throws IOException {
    assertEquals(Optional.of("Softmax"), nodes().probabilities());
    end("Sigmoid");
    assertEquals(Optional.of("Sigmoid"), nodes().probabilities());
    end("Identity");
    assertEquals(Optional.empty(), nodes().probabilities(), "logits");
  }

  /** Lets the graph end with another op. */
  private void end(String op) throws IOException {
    GraphDef.Builder graph = TinyGraphs.imageNet(16, 9, 5).toBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeDef node = graph.getNode(i);
      if (node.getName().equals("softmax")) {
        graph.setNode(i, NodeDefs.floatNode("softmax", op, node.getInput(0)).build());
      }
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(model.resolve(ModelFolder.GRAPH)))) {
      graph.build().writeTo(out);
    }
  }

  private String problem(String name) throws IOException {
    ModelNodes nodes = nodes();
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> nodes.requireOfImage("embedding", name));
    assertEquals("embedding", e.setting().orElseThrow());
    return e.getMessage().replaceFirst("^embedding ", "");
  }

  private ModelNodes nodes() throws IOException {
    return ModelNodes.of(ModelFolder.open(model.toString()).readGraph());
  }
}
