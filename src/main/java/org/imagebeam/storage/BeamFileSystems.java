package org.imagebeam.storage;

import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Lets Beam find its file systems where no pipeline has done so yet. */
final class BeamFileSystems {
  private BeamFileSystems() {}

  /** Changes nothing once a pipeline has registered its own; a later one still can. */
  static void register() {
    FileSystems.registerFileSystemsOnce(Defaults.OPTIONS);
  }

  /** Made on first use, since it takes a while. */
  private static final class Defaults {
    private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  }
}
