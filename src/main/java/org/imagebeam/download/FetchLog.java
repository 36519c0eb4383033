package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.local.Json;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.storage.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * {@code fetched.json}: what was fetched from where, and what it was. What an address gave once, it
 * has to give ever after. Threads and processes may use it at the same time.
 */
public final class FetchLog {
  /** The name of the file. */
  public static final String NAME = "fetched.json";

  private final Path file;
  private final Path lock;

  /**
   * @param folder that the file is in; made when something is written
   */
  public FetchLog(Path folder) {
    this.file = folder.resolve(NAME);
    this.lock = folder.resolve("." + NAME + ".lock");
  }

  /**
   * One thing that was fetched.
   *
   * @param place where it was put: a name inside the folder, or an absolute path
   * @param address as it was asked for
   * @param url after redirects
   * @param bytes of what came
   * @param sha256 of what came
   * @param etag of what came, or null
   * @param time of the fetch, as ISO 8601
   * @param files what is at the place now
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Entry(
      @JsonProperty(value = "place", required = true) String place,
      @JsonProperty(value = "address", required = true) String address,
      @JsonProperty("url") @Nullable String url,
      @JsonProperty(value = "bytes", required = true) long bytes,
      @JsonProperty(value = "sha256", required = true) String sha256,
      @JsonProperty("etag") @Nullable String etag,
      @JsonProperty("time") @Nullable String time,
      @JsonProperty(value = "files", required = true) List<FileDigest> files) {
    public Entry {
      requireNonNull(place, "place is null");
      requireNonNull(address, "address is null");
      requireNonNull(sha256, "sha256 is null");
      files = List.copyOf(files);
    }

    /** One of its files. */
    public Optional<FileDigest> file(String name) {
      return files.stream().filter(one -> one.name().equals(name)).findFirst();
    }
  }

  /**
   * A file below a place.
   *
   * @param name with {@code '/'} between folders
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record FileDigest(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty(value = "bytes", required = true) long bytes,
      @JsonProperty(value = "sha256", required = true) String sha256) {
    public FileDigest {
      requireNonNull(name, "name is null");
      requireNonNull(sha256, "sha256 is null");
    }
  }

  /** Where it is, for messages. */
  public Path file() {
    return file;
  }

  /**
   * All entries, in the order in which they were first made.
   *
   * @throws IOException if the file can't be read, or is damaged
   */
  public List<Entry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return List.copyOf(
          Json.INDENTED.readValue(Files.readAllBytes(file), new TypeReference<List<Entry>>() {}));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IOException(
          file + " is damaged: delete it, and what it lists is fetched again (" + reason(e) + ")",
          e);
    } catch (IOException e) {
      throw new IOException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : "a value is missing";
  }

  /** The entry of a place. */
  public Optional<Entry> at(String place) throws IOException {
    return entries().stream().filter(entry -> entry.place().equals(place)).findFirst();
  }

  /** The first entry of an address, wherever it was put. */
  public Optional<Entry> from(String address) throws IOException {
    return entries().stream().filter(entry -> entry.address().equals(address)).findFirst();
  }

  /** Adds an entry, or replaces the one of the same place. */
  public void put(Entry entry) throws IOException {
    ProcessLock held = ProcessLock.acquire(lock, () -> {});
    try {
      List<Entry> entries = new ArrayList<>(entries());
      int index = -1;
      for (int i = 0; i < entries.size(); i++) {
        index = entries.get(i).place().equals(entry.place()) ? i : index;
      }
      if (index >= 0) {
        entries.set(index, entry);
      } else {
        entries.add(entry);
      }
      AtomicFile.write(file.toString(), Json.INDENTED.writeValueAsBytes(entries));
    } finally {
      held.close();
    }
  }
}
