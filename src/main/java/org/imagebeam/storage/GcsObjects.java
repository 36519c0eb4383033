package org.imagebeam.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;

/** Looks for objects: one by name, or all whose names start alike. Failures name the path. */
final class GcsObjects {
  private static final BlobField[] FIELDS = {
    BlobField.BUCKET, BlobField.NAME, BlobField.SIZE, BlobField.GENERATION, BlobField.CRC32C
  };

  private GcsObjects() {}

  /** The object of this very name, if there is one. No bucket, no object. */
  static Optional<Blob> get(GcsResourceId id) throws IOException {
    if (id.object().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GcsClient.get().get(id.blobId(), BlobGetOption.fields(FIELDS)));
    } catch (StorageException e) {
      throw GcsErrors.named(id, e);
    }
  }

  /** Whether anything is in a folder; a bucket is one, also when empty. */
  static boolean isFolder(GcsResourceId folder) throws IOException {
    Storage client = GcsClient.get();
    try {
      return client
              .list(
                  folder.bucket(),
                  BlobListOption.prefix(folder.object()),
                  BlobListOption.pageSize(1))
              .getValues()
              .iterator()
              .hasNext()
          || folder.object().isEmpty();
    } catch (StorageException e) {
      throw GcsErrors.named(folder.asFolder(), e);
    }
  }

  /**
   * Hands on every object in a folder and below. Those that stand for empty folders are left out.
   */
  static void forEachBelow(GcsResourceId folder, Consumer<Blob> action) throws IOException {
    list(
        folder,
        blob -> {
          if (!isPlaceholder(blob)) {
            action.accept(blob);
          }
        });
  }

  /** Hands on every object that matches a pattern in a bucket. */
  static void forEachMatch(String bucket, Glob glob, Consumer<Blob> action) throws IOException {
    GcsResourceId start = new GcsResourceId(bucket, glob.root() + glob.literalPrefix());
    Consumer<Blob> filter =
        blob -> {
          if (!isPlaceholder(blob)
              && glob.matches(blob.getName().substring(glob.root().length()))) {
            action.accept(blob);
          }
        };
    if (glob.isFlat()) {
      list(start, filter, BlobListOption.currentDirectory());
    } else {
      list(start, filter);
    }
  }

  /** All objects whose names start like this one, placeholders too. */
  static List<Blob> all(GcsResourceId start, BlobListOption... options) throws IOException {
    List<Blob> blobs = new ArrayList<>();
    list(start, blobs::add, options);
    return blobs;
  }

  private static void list(
      GcsResourceId start, Consumer<Blob> action, BlobListOption... extraOptions)
      throws IOException {
    List<BlobListOption> options = new ArrayList<>(List.of(extraOptions));
    options.add(BlobListOption.prefix(start.object()));
    options.add(BlobListOption.fields(FIELDS));
    Storage client = GcsClient.get();
    try {
      client
          .list(start.bucket(), options.toArray(BlobListOption[]::new))
          .iterateAll()
          .forEach(action);
    } catch (StorageException e) {
      // Whatever the start is, not finding it is about the bucket.
      throw GcsErrors.named(start.asFolder(), e);
    }
  }

  private static boolean isPlaceholder(Blob blob) {
    return blob.isDirectory() || blob.getName().endsWith("/");
  }

  static GcsResourceId id(Blob blob) {
    return new GcsResourceId(blob.getBucket(), blob.getName());
  }

  static Metadata metadata(ResourceId id, Blob blob) {
    return Metadata.builder()
        .setResourceId(id)
        .setSizeBytes(blob.getSize())
        .setLastModifiedMillis(blob.getGeneration() / 1000)
        .setChecksum(blob.getCrc32c())
        .setIsReadSeekEfficient(true)
        .build();
  }

  static Metadata folderMetadata(ResourceId folder) {
    return Metadata.builder()
        .setResourceId(folder)
        .setSizeBytes(0)
        .setLastModifiedMillis(0)
        .setIsReadSeekEfficient(true)
        .build();
  }
}
