package org.imagebeam.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.imagebeam.local.Json;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.AtomicFile;

/**
 * A file on its way: {@code target.part} with the bytes so far, and {@code target.part.json} that
 * says of what. Neither is looked at without the other. Not thread-safe.
 */
final class PartFile {

  private final Path target;
  private final Path part;
  private final Path note;

  PartFile(Path target) {
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.note = target.resolveSibling(target.getFileName() + ".part.json");
  }

  Path path() {
    return part;
  }

  /** What the bytes are of; nothing if there are none, or if they can't be used. */
  Optional<PartState> state() throws IOException {
    if (!Files.exists(part)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          Json.INDENTED.readValue(Files.readAllBytes(note), PartState.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The bytes so far. */
  long size() throws IOException {
    try {
      return Files.size(part);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** Starts with no bytes. */
  void begin(PartState state) throws IOException {
    // In this order, so that a note never stands beside bytes of something else.
    discard();
    write(state);
  }

  /** Changes what is known of the bytes. */
  void write(PartState state) throws IOException {
    AtomicFile.write(note.toString(), Json.INDENTED.writeValueAsBytes(state));
  }

  /** Removes bytes that no later fetch can go on with. */
  void discardUnlessUseful() throws IOException {
    boolean useful = size() > 0 && state().filter(PartState::resumable).isPresent();
    if (!useful) {
      discard();
    }
  }

  OutputStream append() throws IOException {
    try {
      return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new OutputException(part.toString(), OutputException.reason(e), e);
    }
  }

  void discard() throws IOException {
    Files.deleteIfExists(note);
    Files.deleteIfExists(part);
  }

  /** Gives the bytes the target's name. */
  void finish() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(note);
  }
}
