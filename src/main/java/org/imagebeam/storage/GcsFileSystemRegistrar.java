package org.imagebeam.storage;

import java.util.List;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.common.ReflectHelpers;

/**
 * Gives Beam the file system for {@code gs://}, unless Beam's own is on the class path: the
 * Dataflow runner brings that one, and Beam refuses two for one scheme.
 */
public final class GcsFileSystemRegistrar implements FileSystemRegistrar {
  private static final String BEAMS_OWN =
      "org.apache.beam.sdk.extensions.gcp.storage.GcsFileSystemRegistrar";

  private final String beamsOwn;

  /** Called by Beam, through {@link java.util.ServiceLoader}. */
  public GcsFileSystemRegistrar() {
    this(BEAMS_OWN);
  }

  GcsFileSystemRegistrar(String beamsOwn) {
    this.beamsOwn = beamsOwn;
  }

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    try {
      Class.forName(beamsOwn, false, ReflectHelpers.findClassLoader());
      return List.of();
    } catch (ClassNotFoundException e) {
      return List.of(new GcsFileSystem());
    }
  }
}
