package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with several outputs. */
class ImportCommandHeadsTest extends ImportCommandFixture {
  @Test
  void shouldTakeSeveralOutputs() throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    assertEquals(5, importModel(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertTrue(
        err.toString()
            .contains(
                "name one of 'colour' (Softmax [?, 3]), 'out' (Softmax [?, 5]) with"
                    + " --outputNode=NODE, and others that classify too with --heads=NAME=NODE"),
        err::toString);
    Path colours = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\nblue\n");
    assertEquals(
        0,
        importModel(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=out",
            "--heads=colour=colour",
            "--headLabels=colour=" + colours,
            "--output=" + output),
        err::toString);
    assertTrue(out.toString().contains("heads       colour: colour, 3 classes\n"), out::toString);
    assertEquals("red\ngreen\nblue\n", Files.readString(Path.of(output, "labels-colour.txt")));
  }

  @Test
  void shouldAddTheActivationOfAHead() throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    assertEquals(
        0,
        importModel(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=out",
            "--heads=colour=colour/logits",
            "--headActivations=colour=sigmoid",
            "--output=" + output),
        err::toString);
    assertTrue(
        out.toString()
            .contains(
                "heads       colour: colour/logits, 3 classes, with sigmoid, which is added to the"
                    + " graph\n"),
        out::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "--heads=colour, --heads=colour is no pair: give it as --heads=NAME=NODE",
    "--heads=a==b, the graph has no node '=b'",
    "'--heads=a=colour,a=out', --heads names 'a' twice",
    "--headActivations=a=relu, '--headActivations=a=relu is no activation: name softmax, sigmoid or none'",
    "--headActivations=a, --headActivations=a is no pair: give it as --headActivations=NAME=ACTIVATION",
    "--headLabels==x.txt, --headLabels==x.txt is no pair: give it as --headLabels=NAME=FILE",
    "'--feeds=k=1,k=2', --feeds names 'k' twice"
  })
  void shouldRefuseWhatIsNoPair(String option, String message) throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    importModel(
        graph.toString(), "--preprocessing=unit", "--outputNode=out", option, "--output=" + output);
    assertTrue(err.toString().contains(message), err::toString);
    assertFalse(Files.exists(Path.of(output)));
  }
}
