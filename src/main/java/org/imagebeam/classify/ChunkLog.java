package org.imagebeam.classify;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is committed together, at the level INFO: an event for a group of images, named by the
 * first path in it, and one for each failure.
 */
final class ChunkLog {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkLog.class);

  private ChunkLog() {}

  static void committed(List<Classification> results, List<ImageFailure> failures) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    failures.forEach(ChunkLog::failed);
    String chunk =
        Stream.concat(
                results.stream().map(Classification::image),
                failures.stream().map(ImageFailure::image))
            .map(ImageKey::path)
            .min(Comparator.naturalOrder())
            .orElse("");
    LOG.atInfo()
        .addKeyValue("chunk", chunk)
        .addKeyValue("classified", results.size())
        .addKeyValue("failed", failures.size())
        .log("committed {}", images(results.size() + failures.size()));
  }

  private static String images(int count) {
    return count == 1 ? "1 image" : count + " images";
  }

  private static void failed(ImageFailure failure) {
    LOG.atInfo()
        .addKeyValue("image", failure.image().path())
        .addKeyValue("stage", failure.stage())
        .addKeyValue("error", failure.error())
        .log("failed: {}", failure.message());
  }
}
