package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.download.DownloadException;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HeapException;
import org.imagebeam.local.HeapNeed;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.storage.Storage;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFInvalidArgumentException;

class ExitCodesTest {
  @Test
  void shouldTellExceptionsApart() {
    assertEquals(ExitCode.NO_INPUT, ExitCodes.of(new InputException("x")));
    assertEquals(
        ExitCode.MODEL_NOT_FOUND,
        ExitCodes.of(new ModelException(ModelException.Kind.NOT_FOUND, "x")));
    assertEquals(
        ExitCode.MODEL_UNUSABLE,
        ExitCodes.of(new ModelException(ModelException.Kind.UNUSABLE, "x")));
    assertEquals(
        ExitCode.FETCH, ExitCodes.of(new ModelException(ModelException.Kind.UNREACHABLE, "x")));
    assertEquals(
        ExitCode.CHECKPOINT_NOT_FOUND,
        ExitCodes.of(new CheckpointException(CheckpointException.Kind.NOT_FOUND, "x")));
    assertEquals(
        ExitCode.CHECKPOINT_DAMAGED,
        ExitCodes.of(new CheckpointException(CheckpointException.Kind.CORRUPT, "x")));
    assertEquals(
        ExitCode.CHECKPOINT_UNFIT,
        ExitCodes.of(new CheckpointException(CheckpointException.Kind.MISMATCH, "x")));
    for (DownloadException.Kind kind : DownloadException.Kind.values()) {
      ExitCode code =
          kind == DownloadException.Kind.UNREACHABLE ? ExitCode.FETCH : ExitCode.NO_INPUT;
      DownloadException download = new DownloadException(kind, "x");
      assertEquals(code, ExitCodes.of(download));
      assertEquals(code, ExitCodes.of(new UncheckedIOException(download)));
    }
    assertEquals(ExitCode.OUTPUT, ExitCodes.of(new IOException("x")));
    assertEquals(ExitCode.OUTPUT, ExitCodes.of(new UncheckedIOException(new IOException("x"))));
    assertEquals(ExitCode.PIPELINE, ExitCodes.of(new PipelineFailedException("x", null)));
    HeapException heap = assertThrows(HeapException.class, () -> HeapNeed.requireRoomFor(1L << 50));
    assertEquals(ExitCode.ENVIRONMENT, ExitCodes.of(heap));
    assertEquals(ExitCode.ENVIRONMENT, ExitCodes.of(new EnvironmentException("x", null)));
    assertEquals(ExitCode.USAGE, ExitCodes.of(new InvalidValueException("x")));
    assertEquals(ExitCode.USAGE, ExitCodes.of(new SettingsException("x")));
    IOException scheme = assertThrows(IOException.class, () -> Storage.exists("ftp://host/x"));
    assertEquals(ExitCode.USAGE, ExitCodes.of(scheme));
    assertEquals(ExitCode.INTERNAL, ExitCodes.of(new IllegalArgumentException("x")));
    assertEquals(ExitCode.INTERNAL, ExitCodes.of(new TFInvalidArgumentException("x")));
    assertEquals(ExitCode.INTERNAL, ExitCodes.of(new IllegalStateException("x")));
  }

  @Test
  void shouldGiveEachItsOwnNumber() {
    ExitCode[] codes = ExitCode.values();
    assertEquals(codes.length, Arrays.stream(codes).mapToInt(ExitCode::code).distinct().count());
    assertEquals(0, ExitCode.OK.code());
  }
}
