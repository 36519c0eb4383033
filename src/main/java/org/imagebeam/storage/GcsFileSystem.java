package org.imagebeam.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;
import org.apache.beam.sdk.io.fs.MoveOptions;

/**
 * Google Cloud Storage for Beam's own transforms and sinks. Patterns are those of {@link
 * FileListing}; as elsewhere in Beam they match files, and a name that ends in {@code '/'} the
 * folder itself. Stateless and thread-safe.
 */
public final class GcsFileSystem extends FileSystem<GcsResourceId> {
  @Override
  protected List<MatchResult> match(List<String> specs) {
    return specs.stream().map(GcsFileSystem::match).toList();
  }

  private static MatchResult match(String spec) {
    try {
      List<Metadata> found = find(spec);
      // As Beam has it: a pattern may match nothing, a name is found or not.
      return found.isEmpty() && !Glob.isGlob(spec)
          ? MatchResult.create(
              Status.NOT_FOUND, new FileNotFoundException(spec + " does not exist"))
          : MatchResult.create(Status.OK, found);
    } catch (FileNotFoundException e) {
      return MatchResult.create(Status.NOT_FOUND, e);
    } catch (IOException e) {
      return MatchResult.create(Status.ERROR, e);
    }
  }

  private static List<Metadata> find(String spec) throws IOException {
    GcsResourceId id = GcsResourceId.parse(spec);
    List<Metadata> found = new ArrayList<>();
    Optional<Blob> literal = GcsObjects.get(id);
    if (literal.isPresent()) {
      found.add(GcsObjects.metadata(id, literal.get()));
    } else if (Glob.isGlob(id.object())) {
      GcsObjects.forEachMatch(
          id.bucket(),
          Glob.parse(id.object()),
          blob -> found.add(GcsObjects.metadata(GcsObjects.id(blob), blob)));
    } else if (id.isDirectory() && GcsObjects.isFolder(id)) {
      found.add(GcsObjects.folderMetadata(id));
    }
    return found;
  }

  /** The object appears when the channel is closed. */
  @Override
  protected WritableByteChannel create(GcsResourceId id, CreateOptions options) throws IOException {
    BlobInfo info = BlobInfo.newBuilder(id.blobId()).setContentType(options.mimeType()).build();
    try {
      return options.expectFileToNotExist()
          ? GcsClient.get().writer(info, BlobWriteOption.doesNotExist())
          : GcsClient.get().writer(info);
    } catch (StorageException e) {
      throw GcsErrors.named(id, e);
    }
  }

  /** A missing object is noticed by the first read. */
  @Override
  protected ReadableByteChannel open(GcsResourceId id) throws IOException {
    return new GcsReadChannel(GcsClient.get(), id);
  }

  @Override
  protected void copy(List<GcsResourceId> sources, List<GcsResourceId> targets) throws IOException {
    Storage client = GcsClient.get();
    for (int i = 0; i < sources.size(); i++) {
      try {
        client
            .copy(Storage.CopyRequest.of(sources.get(i).blobId(), targets.get(i).blobId()))
            .getResult();
      } catch (StorageException e) {
        throw GcsErrors.named(sources.get(i), e);
      }
    }
  }

  /** Each file is copied, then deleted. */
  @Override
  protected void rename(
      List<GcsResourceId> sources, List<GcsResourceId> targets, MoveOptions... options)
      throws IOException {
    if (options.length > 0) {
      // Beam sorts out which files the options are about, and calls again without them.
      throw new UnsupportedOperationException("move options are not supported");
    }
    copy(sources, targets);
    delete(sources);
  }

  @Override
  protected void delete(Collection<GcsResourceId> ids) throws IOException {
    List<BlobId> blobs =
        ids.stream().filter(id -> !id.object().isEmpty()).map(GcsResourceId::blobId).toList();
    GcsStore.delete(blobs);
  }

  @Override
  protected GcsResourceId matchNewResource(String spec, boolean isDirectory) {
    GcsResourceId id = GcsResourceId.parse(spec);
    if (!isDirectory && id.isDirectory()) {
      throw new IllegalArgumentException(spec + " is a folder and not a file");
    }
    return isDirectory ? id.asFolder() : id;
  }

  @Override
  protected String getScheme() {
    return GcsResourceId.SCHEME;
  }
}
