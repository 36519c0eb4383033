package org.imagebeam.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.bundle.TensorInfo;

/** Prints the values of a tensor. */
public record TensorReport(CheckpointTensor tensor) {
  public TensorReport {
    requireNonNull(tensor, "tensor is null");
  }

  /** Prints the values as text, or as JSON. */
  public void print(PrintWriter out, boolean json) throws IOException {
    if (json) {
      printJson(out);
    } else {
      print(out);
    }
  }

  /** Prints a line for each row of the last dimension; from two dimensions on, with its index. */
  private void print(PrintWriter out) {
    TensorInfo info = tensor.info();
    out.printf(
        Locale.ROOT,
        "%s: %s %s, %,d bytes%n",
        info.name(),
        info.dtypeName(),
        info.shapeText(),
        info.bytes());
    int rank = info.shape().size();
    long width = rank == 0 ? 1 : info.shape().get(rank - 1);
    for (int i = 0; i < info.elements(); i++) {
      if (i % width == 0) {
        out.print(place(info.shape(), i / width));
      }
      out.print(tensor.element(i));
      out.print((i + 1) % width == 0 ? System.lineSeparator() : " ");
    }
  }

  private static String place(List<Long> shape, long row) {
    if (shape.size() < 2) {
      return "";
    }
    List<Long> place = new ArrayList<>();
    long rest = row;
    for (int i = shape.size() - 2; i >= 0; i--) {
      place.add(0, rest % shape.get(i));
      rest /= shape.get(i);
    }
    return place + " ";
  }

  /** Prints all values in one list, row by row. */
  private void printJson(PrintWriter out) throws IOException {
    TensorInfo info = tensor.info();
    JsonFactory factory = JsonMapper.builder().build().getFactory();
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("name", info.name());
      json.writeStringField("dtype", info.dtypeName());
      json.writePOJOField("shape", info.shape());
      json.writeArrayFieldStart("values");
      for (int i = 0; i < info.elements(); i++) {
        json.writePOJO(tensor.element(i));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }
}
