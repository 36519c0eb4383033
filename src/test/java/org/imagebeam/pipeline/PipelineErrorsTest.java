package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.Pipeline;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import org.imagebeam.model.ModelException;
import org.imagebeam.session.EnvironmentException;
import org.junit.jupiter.api.Test;

class PipelineErrorsTest {
  @Test
  void shouldFindOurOwnExceptionUnderTheRunners() {
    ModelException ours = new ModelException(ModelException.Kind.UNUSABLE, "bad graph");
    assertSame(ours, PipelineErrors.causeOf(wrapped(ours)));
    InputException input = new InputException("nothing");
    assertSame(input, PipelineErrors.causeOf(wrapped(new IllegalStateException(input))));
    assertSame(input, PipelineErrors.causeOf(input));
  }

  @Test
  void shouldLetOutWhatHasAnExitCode() {
    class Coded extends RuntimeException implements HasExitCode {
      private static final long serialVersionUID = 1L;

      @Override
      public ExitCode exitCode() {
        return ExitCode.NO_INPUT;
      }
    }
    Coded coded = new Coded();
    assertSame(coded, PipelineErrors.causeOf(wrapped(coded)));
    assertEquals(
        PipelineFailedException.class,
        PipelineErrors.causeOf(wrapped(new ArithmeticException("other"))).getClass());
  }

  @Test
  void shouldKeepWhatFailedToBeReadOrWritten() {
    IOException io = new IOException("disk full");
    UncheckedIOException found = (UncheckedIOException) PipelineErrors.causeOf(wrapped(io));
    assertSame(io, found.getCause());
  }

  @Test
  void shouldTellTheInnermostCauseOfAllElse() {
    RuntimeException found =
        PipelineErrors.causeOf(wrapped(new RuntimeException("x", new AssertionError("odd"))));
    assertEquals(PipelineFailedException.class, found.getClass());
    assertEquals(
        "the pipeline failed: java.lang.AssertionError: odd; run again, the same command goes on"
            + " from what was committed",
        found.getMessage());
  }

  @Test
  void shouldExplainWhatTheMachineLacks() {
    RuntimeException found =
        PipelineErrors.causeOf(wrapped(new RuntimeException("x", new OutOfMemoryError("heap"))));
    assertEquals(EnvironmentException.class, found.getClass());
    assertEquals(found.getMessage(), PipelineErrors.causeOf(wrapped(found)).getMessage());
    assertEquals(
        EnvironmentException.class,
        PipelineErrors.causeOf(new OutOfMemoryError("Metaspace")).getClass());
  }

  private static RuntimeException wrapped(Throwable cause) {
    return new Pipeline.PipelineExecutionException(cause);
  }
}
