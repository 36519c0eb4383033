package org.imagebeam.session;

import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.AtomicFile;

/**
 * A native library in a jar of the class path.
 *
 * @param url where it is
 * @param name of its file
 * @param checksum CRC-32 of all of it, as the jar states it
 * @param bytes how many are unpacked: those that Linux loads, see {@link ElfHead}
 */
record PackedLibrary(URL url, String name, long checksum, long bytes) {
  /**
   * Looks for a library.
   *
   * @param resource the absolute name of a resource
   * @return nothing if it isn't on the class path, or is a file already
   * @throws IOException if its jar can't be read
   */
  static Optional<PackedLibrary> find(String resource) throws IOException {
    URL url = PackedLibrary.class.getResource(resource);
    if (url == null || !(url.openConnection() instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    byte[] head;
    try (InputStream in = url.openStream()) {
      head = in.readNBytes(ElfHead.BYTES);
    }
    OptionalLong loaded = ElfHead.loadedBytes(head);
    long length = jar.getContentLengthLong();
    return Optional.of(
        new PackedLibrary(
            url,
            resource.substring(resource.lastIndexOf('/') + 1),
            jar.getJarEntry().getCrc(),
            Math.min(length, loaded.orElse(length))));
  }

  /** Returns whether it was unpacked to a folder. Files are renamed to their names when whole. */
  boolean isIn(Path folder) {
    Path file = folder.resolve(name);
    try {
      return Files.isRegularFile(file) && Files.size(file) == bytes;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unpacks it, whole or not at all, in place of what is there.
   *
   * @throws OutputException if the folder or the file can't be written
   * @throws IOException if the jar can't be read
   */
  void unpackTo(Path folder) throws IOException {
    try (InputStream in = url.openStream();
        AtomicFile file = AtomicFile.create(folder.resolve(name).toString())) {
      byte[] head = in.readNBytes((int) Math.min(ElfHead.BYTES, bytes));
      if (ElfHead.loadedBytes(head).isPresent()) {
        ElfHead.dropSections(head);
      }
      OutputStream out = file.out();
      out.write(head);
      long rest = bytes - head.length;
      if (ByteStreams.copy(ByteStreams.limit(in, rest), out) != rest) {
        throw new IOException(url + " is shorter than its jar says");
      }
      file.commit();
    }
  }
}
