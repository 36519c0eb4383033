package org.imagebeam.classify;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.classify.table.ImageKey;

/**
 * What is left to do of the matched images. Those that an interrupted run has committed are skipped
 * by whole chunks: a network's answer can differ in its last bits with an image's neighbours in the
 * batch, so the chunks of the run that goes on must be those that the unbroken run would have had.
 */
final class RemainingImages {
  private final List<MatchResult.Metadata> images;
  private final List<String> paths;

  /**
   * @param images sorted by path, none twice
   */
  RemainingImages(List<MatchResult.Metadata> images) {
    this.images = images;
    this.paths = Lists.transform(images, image -> image.resourceId().toString());
  }

  /** The images but those of some numbers. */
  RemainingImages without(BitSet done) {
    List<MatchResult.Metadata> selected = new ArrayList<>(images.size() - done.cardinality());
    for (int i = done.nextClearBit(0); i < images.size(); i = done.nextClearBit(i + 1)) {
      selected.add(images.get(i));
    }
    return new RemainingImages(selected);
  }

  /** The images of the chunks that are not done whole. */
  RemainingImages withoutChunks(BitSet done, int chunkSize) {
    BitSet skipped = new BitSet();
    for (int start = 0; start < images.size(); start += chunkSize) {
      int end = Math.min(start + chunkSize, images.size());
      if (done.get(start, end).cardinality() == end - start) {
        skipped.set(start, end);
      }
    }
    return without(skipped);
  }

  List<MatchResult.Metadata> images() {
    return Collections.unmodifiableList(images);
  }

  /** The number of a version of an image; -1 if it isn't among them. */
  int find(ImageKey key) {
    int at = Collections.binarySearch(paths, key.path());
    return at >= 0 && ImageKey.of(images.get(at)).equals(key) ? at : -1;
  }
}
