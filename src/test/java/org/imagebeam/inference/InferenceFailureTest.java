package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder.NonDeterministicException;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class InferenceFailureTest {
  private static final InferenceFailureCoder<String> CODER =
      InferenceFailureCoder.of(StringUtf8Coder.of());

  @Test
  void shouldTellOfTheException() {
    assertEquals(
        new InferenceFailure<>(7, "infer", "IOException", "disk gone"),
        InferenceFailure.of(7, InferenceFailure.INFER, new IOException("disk gone")));
  }

  @Test
  void shouldTakeTheClassForAMissingMessage() {
    assertEquals(
        new InferenceFailure<>(7, "prepare", "IOException", "IOException"),
        InferenceFailure.of(7, InferenceFailure.PREPARE, new IOException()));
  }

  @Test
  void shouldTakeTheStageThatTheExceptionNames() {
    StageException inner = new StageException("read", new IOException("disk gone"));
    assertEquals(
        new InferenceFailure<>(7, "read", "IOException", "disk gone"),
        InferenceFailure.of(7, InferenceFailure.PREPARE, inner));
    assertEquals(
        new InferenceFailure<>(7, "read", "IOException", "disk gone"),
        InferenceFailure.of(7, InferenceFailure.PREPARE, new StageException("decode", inner)));
  }

  @Test
  void shouldRefuseNulls() {
    assertNull("input", () -> new InferenceFailure<>(null, "s", "e", "m"));
    assertNull("stage", () -> new InferenceFailure<>(1, null, "e", "m"));
    assertNull("error", () -> new InferenceFailure<>(1, "s", null, "m"));
    assertNull("message", () -> new InferenceFailure<>(1, "s", "e", null));
    assertNull("cause", () -> new StageException("s", null));
    assertNull("stage", () -> new StageException(null, new IOException("x")));
    assertNull("inputCoder", () -> InferenceFailureCoder.of(null));
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }

  @Test
  void shouldKeepWhatAStageExceptionWraps() {
    IOException cause = new IOException("disk gone");
    StageException e = new StageException("read", cause);
    assertEquals("read", e.stage());
    assertEquals("disk gone", e.getMessage());
    assertSame(cause, e.getCause());
  }

  @Test
  void shouldBeReadBackAsEncoded() throws Exception {
    InferenceFailure<String> failure =
        new InferenceFailure<>("bïld.jpg", "decode", "ImageException", "line 1\n\"line\" 2, …");
    CoderProperties.coderDecodeEncodeEqual(CODER, failure);
    CoderProperties.coderDecodeEncodeEqual(CODER, new InferenceFailure<>("", "", "", ""));
    InferenceFailureCoder<KV<String, Integer>> nested =
        InferenceFailureCoder.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    CoderProperties.coderDecodeEncodeEqual(
        nested, new InferenceFailure<>(KV.of("a", 300), "s", "e", "m"));
  }

  @Test
  void shouldHaveAWellBehavedCoder() throws Exception {
    CoderProperties.coderSerializable(CODER);
    CODER.verifyDeterministic();
    CoderProperties.coderDeterministic(
        CODER,
        new InferenceFailure<>("a", "s", "e", "m"),
        new InferenceFailure<>("a", "s", "e", "m"));
    assertEquals(CODER, InferenceFailureCoder.of(StringUtf8Coder.of()));
    assertEquals(List.of(StringUtf8Coder.of()), CODER.getCoderArguments());
  }

  @Test
  void shouldBeNoMoreDeterministicThanItsInput() {
    assertThrows(
        NonDeterministicException.class,
        () ->
            InferenceFailureCoder.of(MapCoder.of(DoubleCoder.of(), DoubleCoder.of()))
                .verifyDeterministic());
  }
}
