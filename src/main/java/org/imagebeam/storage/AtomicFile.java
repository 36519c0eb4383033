package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.TemporaryFile;

/**
 * Writes a file whole or not at all.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.create("results.csv")) {
 *   file.out().write(bytes);
 *   file.commit();
 * }
 * }</pre>
 *
 * <p>Local: a hidden file beside the target ({@code .results.csv.<16 hex digits>.tmp}), synced to
 * disk, then renamed over it; a target that is a link stays one, and the file it leads to is
 * replaced. What a killed process left is removed by the next one that writes the same target.
 * {@code gs://}: a file in this user's temporary folder, then one write of the object, with its
 * checksum. Not thread-safe.
 */
public final class AtomicFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String target;
  private final Destination destination;
  private final TemporaryFile temporary;
  private final CRC32C checksum = new CRC32C();
  private final OutputStream out;
  private boolean done;

  private AtomicFile(String target, Destination destination) throws IOException {
    this.target = target;
    this.destination = destination;
    this.temporary = destination.temporary();
    this.out =
        new Out(
            new BufferedOutputStream(
                new CheckedOutputStream(Channels.newOutputStream(temporary.channel()), checksum),
                BUFFER_BYTES));
  }

  /**
   * Starts a file. Makes missing local folders above it. Finds out now, where it can, whether the
   * target can be written.
   *
   * @throws OutputException if it can't: a folder, no permission, no such bucket
   */
  public static AtomicFile create(String target) throws IOException {
    return new AtomicFile(target, Stores.of(target).destination(target));
  }

  /**
   * Sees that a file can be written, and writes none: to find that out before hours of work, not
   * after them.
   *
   * @throws OutputException as {@link #create}
   */
  public static void requireWritable(String target) throws IOException {
    AtomicFile probe = create(target);
    probe.close();
  }

  /**
   * Sees that each of some files can be written, and writes none.
   *
   * @param folder of them, local or {@code gs://}
   * @param names of the files in it
   * @throws OutputException as {@link #create}
   */
  public static void requireWritable(String folder, List<String> names) throws IOException {
    for (String name : names) {
      requireWritable(Storage.resolve(folder, name));
    }
  }

  /** Writes a file whole or not at all, replacing one that is there. */
  public static void write(String target, byte[] content) throws IOException {
    try (AtomicFile file = create(target)) {
      file.out().write(content);
      file.commit();
    }
  }

  /**
   * As {@link #write}, unless another has changed the file meanwhile. In Google Cloud Storage no
   * change is missed, by a precondition on the object's generation; locally one is that comes
   * within the moment between the look and the rename.
   *
   * @param expected the file as {@link Storage#version} saw it; nothing if there was none
   * @throws OutputException if it is another file now, or can't be written
   */
  public static void replace(String target, byte[] content, Optional<FileVersion> expected)
      throws IOException {
    requireNonNull(expected, "expected is null");
    Destination destination =
        Stores.of(target).destination(target).onlyIf(Precondition.only(expected));
    try (AtomicFile file = new AtomicFile(target, destination)) {
      file.out().write(content);
      file.commit();
    }
  }

  /**
   * Where the content goes; buffered. Closing it ends the content but does not commit it, so a
   * writer around it may be closed first; one that isn't must be flushed before the commit.
   */
  public OutputStream out() {
    return out;
  }

  /**
   * Makes the content appear under the target's name, in place of what was there.
   *
   * @throws OutputException if that fails
   * @throws IllegalStateException after {@link #close} or a commit
   */
  public void commit() throws IOException {
    if (done) {
      throw new IllegalStateException(target + " is committed or closed already");
    }
    out.close();
    try {
      temporary.finish();
    } catch (IOException e) {
      throw new OutputException(target, LocalErrors.detail(e), e);
    }
    destination.publish(temporary, (int) checksum.getValue());
    done = true;
    temporary.close();
  }

  /** Discards the content if it was not committed. May be called again. */
  @Override
  public void close() throws IOException {
    done = true;
    temporary.close();
  }

  /** Keeps the channel open when closed, and names the target when writing fails. */
  private final class Out extends FilterOutputStream {
    private boolean closed;

    Out(OutputStream buffer) {
      super(buffer);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed || done) {
        throw new IOException(target + " is closed already and takes no more bytes");
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputException(target, LocalErrors.detail(e), e);
      }
    }

    @Override
    public void flush() throws IOException {
      if (done) {
        return;
      }
      try {
        out.flush();
      } catch (IOException e) {
        throw new OutputException(target, LocalErrors.detail(e), e);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
      closed = true;
    }
  }
}
