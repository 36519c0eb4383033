package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import com.google.cloud.storage.BlobId;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object, or of a folder: then it is empty or ends in {@code '/'}.
 *
 * @param bucket never empty
 * @param object without a leading {@code '/'}
 */
public record GcsResourceId(String bucket, String object) implements ResourceId {
  static final String SCHEME = "gs";
  private static final String PREFIX = SCHEME + "://";
  private static final long serialVersionUID = 1L;

  /** Checks that there is a bucket. */
  public GcsResourceId {
    requireNonNull(object, "object is null");
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(
          "gs:///" + object + " names no bucket: give gs://bucket/name");
    }
  }

  /** Whether a path is in Google Cloud Storage. */
  static boolean isGcs(String path) {
    return path.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * Reads {@code gs://bucket/object}, literally.
   *
   * @throws IllegalArgumentException if it isn't of that form
   */
  public static GcsResourceId parse(String path) {
    if (!isGcs(path)) {
      throw new IllegalArgumentException(path + " does not start with gs://");
    }
    String rest = path.substring(PREFIX.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? new GcsResourceId(rest, "")
        : new GcsResourceId(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** Returns the name with a {@code '/'} at its end. */
  GcsResourceId asFolder() {
    return isDirectory() ? this : new GcsResourceId(bucket, object + "/");
  }

  BlobId blobId() {
    return BlobId.of(bucket, object);
  }

  @Override
  public GcsResourceId resolve(String other, ResolveOptions options) {
    if (!isDirectory()) {
      throw new IllegalStateException(this + " is not a folder");
    }
    if (options == StandardResolveOptions.RESOLVE_DIRECTORY) {
      return child(other).asFolder();
    }
    if (options != StandardResolveOptions.RESOLVE_FILE || other.endsWith("/")) {
      throw new IllegalArgumentException(
          "'" + other + "' can't be resolved in " + this + " with " + options);
    }
    return child(other);
  }

  private GcsResourceId child(String other) {
    return isGcs(other) ? parse(other) : new GcsResourceId(bucket, object + other);
  }

  @Override
  public GcsResourceId getCurrentDirectory() {
    return isDirectory()
        ? this
        : new GcsResourceId(bucket, object.substring(0, object.lastIndexOf('/') + 1));
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  /** The last name of the path, without a {@code '/'}; null for the bucket itself. */
  @Override
  public @Nullable String getFilename() {
    if (object.isEmpty()) {
      return null;
    }
    String name = isDirectory() ? object.substring(0, object.length() - 1) : object;
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isDirectory() {
    return object.isEmpty() || object.endsWith("/");
  }

  @Override
  public String toString() {
    return PREFIX + bucket + "/" + object;
  }
}
