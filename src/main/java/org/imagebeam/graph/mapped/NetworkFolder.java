package org.imagebeam.graph.mapped;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.imagebeam.local.Json;
import org.tensorflow.proto.GraphDef;

/**
 * A network in a folder of its own: the graph, a file for each of its larger weights, and {@code
 * network.json}, which tells what it was made of, and the checksum of each file. The folder appears
 * whole or not at all. Safe for use by many threads and processes.
 */
public final class NetworkFolder {
  /** What the names of folders begin with that are being written, or that a killed process left. */
  public static final String UNFINISHED = ".unfinished-";

  private static final String GRAPH = "graph.pb";
  private static final String INDEX = "network.json";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;

  public NetworkFolder(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /**
   * A network whose weights are in files.
   *
   * @param made what was given to {@link #write}
   * @param graph where the files are now
   * @param initializer the node to run before any other: it maps the files
   * @param fingerprint differs where the graph or a weight does
   */
  public record Network(
      Map<String, String> made, GraphDef graph, String initializer, String fingerprint) {
    public Network {
      made = Map.copyOf(made);
      requireNonNull(graph, "graph is null");
      requireNonNull(initializer, "initializer is null");
      requireNonNull(fingerprint, "fingerprint is null");
    }
  }

  /** What stands in {@code network.json}. */
  private record Index(
      @JsonProperty("made") Map<String, String> made,
      @JsonProperty("initializer") String initializer,
      @JsonProperty("files") Map<String, String> files) {
    Index {
      requireNonNull(made, "made is null");
      requireNonNull(initializer, "initializer is null");
      files = new TreeMap<>(requireNonNull(files, "files is null"));
    }
  }

  /**
   * Writes a network, unless there is one.
   *
   * @param graph a network whose layers run on oneDNN's kernels
   * @param made tells what it was made of and by what, by name
   * @throws IOException if it can't be written; then nothing is left
   */
  public void write(GraphDef graph, Map<String, String> made) throws IOException {
    write(MappedWeights.of(graph, MappedWeights.LEAST_BYTES), made);
  }

  void write(MappedWeights split, Map<String, String> made) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(requireNonNull(parent, "the folder is a root"));
    Path unfinished = Files.createTempDirectory(parent, UNFINISHED);
    try {
      Map<String, String> files = new TreeMap<>();
      for (Map.Entry<String, ByteString> file : split.weights().entrySet()) {
        write(unfinished, file.getKey(), file.getValue(), files);
      }
      write(unfinished, GRAPH, split.graph().toByteString(), files);
      Index index = new Index(made, split.initializer(), files);
      Files.write(unfinished.resolve(INDEX), Json.INDENTED.writeValueAsBytes(index));
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(unfinished)) {
        delete(unfinished);
      }
    }
  }

  private static void write(Path folder, String name, ByteString content, Map<String, String> files)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      content.writeTo(out);
    }
    CRC32C checksum = new CRC32C();
    content.asReadOnlyByteBufferList().forEach(checksum::update);
    files.put(name, described(content.size(), checksum));
  }

  private static String described(long bytes, CRC32C checksum) {
    return bytes + " bytes, CRC-32C " + Long.toHexString(checksum.getValue());
  }

  /**
   * Reads the network.
   *
   * @return nothing if there is none
   * @throws IOException if it can't be read, or a file is damaged
   */
  public Optional<Network> read() throws IOException {
    if (!Files.isRegularFile(folder.resolve(INDEX))) {
      return Optional.empty();
    }
    Index index = Json.INDENTED.readValue(Files.readAllBytes(folder.resolve(INDEX)), Index.class);
    for (Map.Entry<String, String> file : index.files.entrySet()) {
      if (!describe(folder.resolve(file.getKey())).equals(file.getValue())) {
        throw new IOException(folder.resolve(file.getKey()) + " is damaged");
      }
    }
    GraphDef graph = GraphDef.parseFrom(Files.readAllBytes(folder.resolve(GRAPH)));
    Path absolute = folder.toAbsolutePath();
    return Optional.of(
        new Network(
            index.made,
            MappedWeights.located(graph, name -> absolute.resolve(name).toString()),
            index.initializer,
            Hashing.sha256()
                .hashString(index.files.toString(), StandardCharsets.UTF_8)
                .toString()));
  }

  private static String describe(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
        bytes += read;
      }
    }
    return described(bytes, checksum);
  }

  private static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
