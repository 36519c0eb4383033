package org.imagebeam.cli;

import org.apache.beam.sdk.options.PipelineOptions;

/** A command that runs a pipeline, and takes Beam's options beside its own. */
interface PipelineCommand extends Subcommand {
  /** Returns the options of the command's pipeline. */
  Class<? extends PipelineOptions> options();
}
