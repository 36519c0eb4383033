package org.imagebeam.classify.input;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.storage.FileListing;

/** Makes images that are nowhere, {@code /p/0}, {@code /p/1} and so on. */
public final class NumberedImages {
  private NumberedImages() {}

  /** Images whose size and time are their number. */
  public static InputImages plan(int images) {
    return new InputImages(
        IntStream.range(0, images).mapToObj(i -> image("/p/" + i, i)).toList(),
        List.of(),
        FileListing.LeftOut.NOTHING);
  }

  private static MatchResult.Metadata image(String path, int version) {
    return MatchResult.Metadata.builder()
        .setResourceId(FileSystems.matchNewResource(path, false))
        .setSizeBytes(version)
        .setLastModifiedMillis(version)
        .setIsReadSeekEfficient(true)
        .build();
  }

  public static List<String> paths(InputImages plan) {
    return plan.files().stream().map(image -> image.resourceId().toString()).toList();
  }
}
