package org.imagebeam.download;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * A file in Google Cloud Storage or on this machine. Google's client tries again by itself, so what
 * it gives up is not tried again here.
 */
final class StorageSource implements Source {
  private final String address;

  StorageSource(String address) {
    this.address = address;
  }

  @Override
  public Opened open(Optional<PartState> known, long offset) throws IOException {
    try {
      FileVersion version = version();
      boolean same =
          known.flatMap(PartState::validatorIfAny).equals(Optional.of(version.version()))
              && offset <= version.sizeBytes();
      long start = same ? offset : 0;
      return new Opened(
          new ExplainedStream(Storage.open(address, version, start), StorageSource::explained),
          start,
          OptionalLong.of(version.sizeBytes()),
          Optional.of(version.version()),
          address,
          Optional.of(version.version()),
          true);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private FileVersion version() throws IOException {
    return Storage.version(address)
        .orElseThrow(
            () ->
                new DownloadException(
                    DownloadException.Kind.NOT_FOUND,
                    "there is no file " + address + "; check the address"));
  }

  private static IOException explained(IOException e) {
    if (e instanceof DownloadException || e instanceof RetryException) {
      return e;
    }
    if (e instanceof FileNotFoundException || e instanceof NoSuchFileException) {
      return new RetryException("it was replaced meanwhile", e);
    }
    return new DownloadException(DownloadException.Kind.UNREACHABLE, e.getMessage(), e);
  }
}
