package org.imagebeam.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/** Google Cloud Storage. Stateless. */
final class GcsStore implements Store {
  // More than the client puts into one request, few enough to hold.
  private static final int DELETE_AT_ONCE = 1000;

  @Override
  public Optional<Metadata> stat(String path) throws IOException {
    GcsResourceId id = parse(path);
    Optional<Blob> blob = id.isDirectory() ? Optional.empty() : GcsObjects.get(id);
    if (blob.isPresent()) {
      return blob.map(GcsStore::metadata);
    }
    GcsResourceId folder = id.asFolder();
    return GcsObjects.isFolder(folder) ? Optional.of(folderMetadata(folder)) : Optional.empty();
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Channels.newInputStream(new GcsReadChannel(GcsClient.get(), parse(path)));
  }

  @Override
  public Optional<FileVersion> version(String path) throws IOException {
    GcsResourceId id = parse(path);
    Optional<Blob> blob = id.isDirectory() ? Optional.empty() : GcsObjects.get(id);
    return blob.map(b -> new FileVersion(b.getSize(), Long.toString(b.getGeneration())));
  }

  @Override
  public InputStream open(String path, FileVersion version, long offset) throws IOException {
    long generation = Long.parseLong(version.version());
    GcsReadChannel channel = new GcsReadChannel(GcsClient.get(), parse(path), generation);
    return Channels.newInputStream(channel.position(offset));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    GcsResourceId id = parse(folder).asFolder();
    int start = id.object().length();
    return GcsObjects.all(id, BlobListOption.currentDirectory()).stream()
        .map(blob -> blob.getName().substring(start))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public void delete(String path) throws IOException {
    delete(List.of(parse(path).blobId()));
  }

  @Override
  public void deleteRecursively(String folder) throws IOException {
    GcsResourceId id = parse(folder).asFolder();
    if (id.object().isEmpty()) {
      throw new IllegalArgumentException(folder + " is a whole bucket and is not deleted");
    }
    delete(GcsObjects.all(id).stream().map(Blob::getBlobId).toList());
  }

  /** Deletes objects; those that are not there don't matter. */
  static void delete(List<BlobId> blobs) throws IOException {
    for (int start = 0; start < blobs.size(); start += DELETE_AT_ONCE) {
      List<BlobId> some = blobs.subList(start, Math.min(blobs.size(), start + DELETE_AT_ONCE));
      try {
        GcsClient.get().delete(some);
      } catch (StorageException e) {
        BlobId first = some.get(0);
        throw GcsErrors.named(new GcsResourceId(first.getBucket(), first.getName()), e);
      }
    }
  }

  /** Folders need no making; the bucket must be there. */
  @Override
  public void createFolder(String folder) throws IOException {
    GcsObjects.isFolder(new GcsResourceId(parse(folder).bucket(), ""));
  }

  @Override
  public Optional<Path> localPath(String path) {
    return Optional.empty();
  }

  @Override
  public void expand(String pattern, ListingBuilder listing) throws IOException {
    GcsResourceId id = parse(pattern);
    if (Glob.isGlob(id.bucket())) {
      throw new IOException(pattern + " has a pattern for a bucket: name each bucket");
    }
    Optional<Blob> literal = id.isDirectory() ? Optional.empty() : GcsObjects.get(id);
    if (literal.isPresent()) {
      int start = id.object().lastIndexOf('/') + 1;
      addTo(listing, id.bucket(), id.object().substring(0, start), id.object().substring(start))
          .accept(literal.get());
      return;
    }
    AtomicBoolean found = new AtomicBoolean();
    Consumer<Blob> add = addTo(listing, id.bucket(), id.asFolder().object(), "");
    GcsObjects.forEachBelow(
        id.asFolder(),
        blob -> {
          found.set(true);
          add.accept(blob);
        });
    if (!found.get() && Glob.isGlob(id.object())) {
      int start = endOfFolder(id);
      String folder = id.object().substring(0, start);
      String below = id.object().substring(start);
      Glob glob = Glob.parseBelow(folder, below);
      GcsObjects.forEachMatch(id.bucket(), glob, addTo(listing, id.bucket(), glob.root(), below));
    }
  }

  /** Takes the objects below a folder that are wanted. */
  private static Consumer<Blob> addTo(
      ListingBuilder listing, String bucket, String folder, String pattern) {
    FileFilter.Scope scope = listing.below("gs://" + bucket + "/" + folder, pattern);
    return blob -> {
      if (listing.isWanted(scope.judgeAll(blob.getName().substring(folder.length())))) {
        listing.file(metadata(blob));
      }
    };
  }

  /** The end of the longest start of a pattern that is the name of a folder as it stands. */
  private static int endOfFolder(GcsResourceId pattern) throws IOException {
    String object = pattern.object();
    int plain = Glob.parse(object).root().length();
    for (int slash = object.lastIndexOf('/'); slash >= plain; ) {
      GcsResourceId folder = new GcsResourceId(pattern.bucket(), object.substring(0, slash + 1));
      if (GcsObjects.isFolder(folder)) {
        return slash + 1;
      }
      slash = object.lastIndexOf('/', slash - 1);
    }
    return 0;
  }

  @Override
  public Destination destination(String target) throws IOException {
    return GcsDestination.of(target, parse(target));
  }

  private static GcsResourceId parse(String path) throws IOException {
    try {
      return GcsResourceId.parse(path);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Metadata metadata(Blob blob) {
    // The id must be of the class that the registered file system knows, which may be Beam's own.
    BeamFileSystems.register();
    return GcsObjects.metadata(
        FileSystems.matchNewResource(GcsObjects.id(blob).toString(), false), blob);
  }

  private static Metadata folderMetadata(GcsResourceId folder) {
    BeamFileSystems.register();
    return GcsObjects.folderMetadata(FileSystems.matchNewResource(folder.toString(), true));
  }
}
