package org.imagebeam.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.model.CatalogEntry;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelCatalog;
import org.imagebeam.model.ModelFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam model list}. */
final class ListCommand implements ImagebeamCommand.Subcommand {
  private static final String JSON = "--json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final CommandSpec spec;
  private final PrintWriter out;

  ListCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("list"));
    spec.usageMessage()
        .description("Prints the models that are known by name, and whether they are here.");
    spec.addOption(Options.flag(JSON, "Prints JSON in place of the table."));
    spec.addOption(ModelCacheOption.spec());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    ModelCache cache = ModelCache.of(ModelCacheOption.value(arguments));
    if (arguments.hasMatchedOption(JSON)) {
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
    table.print(out);
    for (CatalogEntry entry : ModelCatalog.entries()) {
      entry.archive().ifPresent(archive -> printAddresses(entry, archive));
    }
  }

  private void printAddresses(CatalogEntry entry, RemoteFile archive) {
    out.println();
    out.println(entry.name() + " comes from");
    archive.addresses().forEach(address -> out.println("  " + address));
    out.println("  archive  " + digest(archive.sha256().orElse("")));
    out.println("  graph    " + digest(entry.graphSha256().orElse("")));
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
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", entry.name());
      json.put("addresses", entry.archive().map(RemoteFile::addresses).orElse(List.of()));
      bytes(entry).ifPresent(bytes -> json.put("bytes", bytes));
      entry.archive().flatMap(RemoteFile::sha256).ifPresent(sha256 -> json.put("sha256", sha256));
      entry.graphSha256().ifPresent(sha256 -> json.put("graph_sha256", sha256));
      json.put("licence", entry.licence());
      json.put("purpose", entry.purpose());
      json.put("here", cache.holds(entry));
      entries.add(json);
    }
    out.println(MAPPER.writeValueAsString(entries));
  }
}
