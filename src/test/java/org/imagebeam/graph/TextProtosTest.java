package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.TensorProto;

class TextProtosTest {
  private static TensorProto merge(String text) throws TextFormat.ParseException {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    TextProtos.merge(text, tensor);
    return tensor.build();
  }

  @Test
  void shouldReadWhatEscapesItsQuotes() throws TextFormat.ParseException {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setTensorContent(ByteString.copyFrom(new byte[] {'"', '\\', '"', -1, '\n', '\''}))
            .build();
    assertEquals(tensor, merge(TextFormat.printer().printToString(tensor)));
  }

  @Test
  void shouldReadWhatLeavesQuotesAndBackslashesAsTheyAre() throws TextFormat.ParseException {
    TensorProto tensor =
        merge(
            """
            tensor_content: "a"b\\"c\\\\021\\277\\"
            dtype: DT_FLOAT
            string_val: \"""
            """);
    byte[] content = {'a', '"', 'b', '\\', '"', 'c', '\\', 17, (byte) 191, '\\'};
    assertEquals(ByteString.copyFrom(content), tensor.getTensorContent());
    assertEquals(1, tensor.getDtypeValue());
  }

  @Test
  void shouldSayWhereATextIsDamaged() {
    TextFormat.ParseException e =
        assertThrows(TextFormat.ParseException.class, () -> merge("dtype: DT_FLOAT\ndtype = 1"));
    assertEquals(2, e.getLine());
  }
}
