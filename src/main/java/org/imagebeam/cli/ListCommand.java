package org.imagebeam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.shared.ModelCacheOption;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.local.Json;
import org.imagebeam.model.CatalogEntry;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelCatalog;
import org.imagebeam.model.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imagebeam model list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Prints the models that are known by name, and whether they are here.",
    footer = {"", "Examples:", "  imagebeam model list", "  imagebeam model list --json"})
final class ListCommand implements Subcommand {

  @Mixin private CommandOutput console;

  @Option(names = "--json", description = "Prints JSON instead of the table.")
  private boolean json;

  @Mixin private ModelCacheOption modelCache;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    ModelCache cache = modelCache.open();
    if (json) {
      printJson(cache);
    } else {
      print(cache);
    }
  }

  private void print(ModelCache cache) throws IOException {
    TextTable table = new TextTable(List.of("NAME", "BYTES", "HERE", "LICENCE", "FOR"), Set.of(1));
    for (CatalogEntry entry : ModelCatalog.entries()) {
      table.add(
          List.of(
              entry.name(),
              bytes(entry).isPresent()
                  ? String.format(Locale.ROOT, "%,d", bytes(entry).getAsLong())
                  : "",
              entry.archive().isEmpty() ? "in the jar" : cache.holds(entry) ? "yes" : "no",
              entry.licence(),
              entry.purpose()));
    }
    table.print(console.out());
    for (CatalogEntry entry : ModelCatalog.entries()) {
      entry.archive().ifPresent(archive -> printAddresses(entry, archive));
    }
  }

  private void printAddresses(CatalogEntry entry, RemoteFile archive) {
    console.out().println();
    console.out().println(entry.name() + " comes from");
    archive.addresses().forEach(address -> console.out().println("  " + address));
    console.out().println("  archive  " + digest(archive.sha256().orElse("")));
    console.out().println("  graph    " + digest(entry.graphSha256().orElse("")));
  }

  private static String digest(String sha256) {
    return sha256.isEmpty()
        ? "SHA-256 not known; recorded at the first fetch, and compared from then on"
        : "SHA-256 " + sha256;
  }

  /** Of what is fetched, or of the graph in the jar. */
  private static OptionalLong bytes(CatalogEntry entry) {
    return entry.archive().isPresent()
        ? entry.archive().get().sizeBytes()
        : OptionalLong.of(ModelFolder.open(entry.name()).readGraph().bytes());
  }

  private void printJson(ModelCache cache) throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (CatalogEntry entry : ModelCatalog.entries()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", entry.name());
      members.put("addresses", entry.archive().map(RemoteFile::addresses).orElse(List.of()));
      bytes(entry).ifPresent(bytes -> members.put("bytes", bytes));
      entry
          .archive()
          .flatMap(RemoteFile::sha256)
          .ifPresent(sha256 -> members.put("sha256", sha256));
      entry.graphSha256().ifPresent(sha256 -> members.put("graph_sha256", sha256));
      members.put("licence", entry.licence());
      members.put("purpose", entry.purpose());
      members.put("here", cache.holds(entry));
      entries.add(members);
    }
    console.out().println(Json.INDENTED.writeValueAsString(entries));
  }
}
