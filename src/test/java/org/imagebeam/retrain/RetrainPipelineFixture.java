package org.imagebeam.retrain;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Images of three classes and a model to retrain. */
abstract class RetrainPipelineFixture {
  static final int IMAGES = 30;

  @TempDir Path temp;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    RetrainFixture.images(temp.resolve("pictures"), IMAGES);
    RetrainFixture.model(temp.resolve("model"));
  }

  RetrainSummary run(String output, String... others) throws IOException {
    return RetrainFixture.run(RetrainFixture.args(temp, output, others));
  }
}
