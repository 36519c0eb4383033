package org.imagebeam.modelimport;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * Imports models where one is needed at once, into the model cache, and once for each version of
 * their files. Safe for use by many threads and processes.
 */
public final class CachedImport {
  private static final String FOLDER = "imported";
  private static final int KEY_DIGITS = 16;

  /** What helps whoever may state something of the model. */
  private static final Set<Remedy.Kind> STATED =
      Set.of(
          Remedy.Kind.NAME_INPUT,
          Remedy.Kind.NAME_OUTPUT,
          Remedy.Kind.NAME_PIXELS,
          Remedy.Kind.NAME_SIZE);

  private CachedImport() {}

  /**
   * Returns the name of a model that can be opened: the given one, or, if that is a SavedModel, a
   * frozen graph or a checkpoint, the folder in the cache that it was imported to.
   *
   * @param model a name, a folder, a file or an address
   * @param cache the folder of the model cache, or empty for the machine's own
   * @param options what is known of a model that is imported
   * @param notice told what was decided, a line each, where a model is imported now
   * @throws InvalidValueException if something is said of a model that isn't imported
   * @throws ModelException if it can't be imported, or something more has to be said of it
   * @throws IOException if a file can't be read
   */
  public static String resolve(
      String model, String cache, ImportOptions options, Consumer<String> notice)
      throws IOException {
    Optional<ImportSource> source = ImportSource.findForeign(model);
    if (source.isEmpty()) {
      requireNothingSaid(model, options);
      return model;
    }
    return imported(model, source.get(), cache, options, notice);
  }

  /**
   * Returns the name of a model whose network is looked at: like {@link #resolve(String, String,
   * ImportOptions, Consumer)}, of a model whose pixels may be of any range if nothing is said of
   * them. If neither an output nor heads are named and several could be meant, all are kept: the
   * first of them, and the others as heads.
   *
   * @param model a name, a folder, a file or an address
   * @param cache the folder of the model cache, or empty for the machine's own
   * @param options what is known of a model that is imported
   * @param notice told what was decided, a line each, where a model is imported now
   * @throws InvalidValueException if something is said of a model that isn't imported
   * @throws ModelException if it can't be imported, or something more has to be said of it
   * @throws IOException if a file can't be read
   */
  public static String resolveToInspect(
      String model, String cache, ImportOptions options, Consumer<String> notice)
      throws IOException {
    Optional<ImportSource> source = ImportSource.findForeign(model);
    if (source.isEmpty()) {
      requireNothingSaid(model, options);
      return model;
    }
    return imported(model, source.get(), cache, options.toInspect(), notice);
  }

  /**
   * Returns the name of a model for whoever has no say in what it is imported with: like {@link
   * #resolve}, with nothing said. Where more has to be said, the exception points to an import.
   *
   * @param model a name, a folder, a file or an address
   * @param cache the folder of the model cache, or empty for the machine's own
   * @param notice told what was decided, a line each, where a model is imported now
   * @throws ModelException if it can't be imported, or something has to be said of it
   * @throws IOException if a file can't be read
   */
  public static String resolve(String model, String cache, Consumer<String> notice)
      throws IOException {
    Optional<ImportSource> source = ImportSource.findForeign(model);
    if (source.isEmpty()) {
      return model;
    }
    try {
      return imported(model, source.get(), cache, ImportOptions.NONE, notice);
    } catch (ModelException e) {
      boolean stated = e.remedy().map(Remedy::kind).filter(STATED::contains).isPresent();
      throw stated ? e.withRemedy(Remedy.of(Remedy.Kind.IMPORT_MODEL)) : e;
    }
  }

  private static String imported(
      String model,
      ImportSource source,
      String cache,
      ImportOptions options,
      Consumer<String> notice)
      throws IOException {
    String folder =
        Storage.resolve(
            ModelCache.of(cache).requireUsable().root().resolve(FOLDER).toString(),
            key(model, source, options));
    if (Storage.exists(Storage.resolve(folder, ModelFolder.SPEC))) {
      return folder;
    }
    try {
      ImportReport report = new ModelImport(model, options).writeOver(folder);
      notice.accept("imported " + model + " as " + folder);
      report.lines().forEach((name, value) -> notice.accept("  " + name + ": " + value));
      return folder;
    } catch (PixelsUnknownException e) {
      throw unusable(model, e, Remedy.Kind.NAME_PIXELS);
    } catch (AmbiguousEndException e) {
      throw unusable(
          model,
          e,
          e.end() == AmbiguousEndException.End.INPUT
              ? Remedy.Kind.NAME_INPUT
              : Remedy.Kind.NAME_OUTPUT);
    }
  }

  private static ModelException unusable(String model, GraphException e, Remedy.Kind remedy) {
    return new ModelException(ModelException.Kind.UNUSABLE, "'" + model + "': " + e.getMessage(), e)
        .withRemedy(Remedy.of(remedy));
  }

  private static void requireNothingSaid(String model, ImportOptions options) {
    Map<String, Boolean> settings = new LinkedHashMap<>();
    settings.put("preprocessing", options.pixels().isPresent());
    settings.put("labels", options.labels().isPresent());
    settings.put("size", options.size().isPresent());
    settings.put("resize", options.sizing().resize().isPresent());
    settings.put("antialias", options.sizing().antialias());
    settings.put("crop", !options.sizing().crop().isEmpty());
    settings.put("inputNode", options.input().isPresent());
    settings.put("outputNode", options.output().isPresent());
    settings.put("activation", options.activation().isPresent());
    settings.put("signature", options.signature().isPresent());
    settings.put("bottleneck", options.bottleneck().isPresent());
    settings.put("feeds", !options.feeds().isEmpty());
    settings.put("heads", !options.heads().isEmpty());
    settings.put("headActivations", !options.headActivations().isEmpty());
    settings.put("headLabels", !options.headLabels().isEmpty());
    Optional<String> said =
        settings.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).findFirst();
    if (said.isPresent()) {
      throw InvalidValueException.of(
          said.get(),
          "is for models that are imported, and '"
              + model
              + "' is a model already: its folder states that, in model.json and labels.txt");
    }
  }

  /** Differs where another file, version or option would make another model. */
  private static String key(String model, ImportSource source, ImportOptions options)
      throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(model + "\n" + options, StandardCharsets.UTF_8);
    for (String file : source.files()) {
      Optional<FileVersion> version = Storage.version(file);
      hasher.putString(file + "\n" + version, StandardCharsets.UTF_8);
    }
    List<String> labels =
        options.labels().isPresent()
            ? List.of(options.labels().get())
            : ImportedLabels.places(source.path());
    for (String file : labels) {
      hasher.putString("\n" + Storage.version(file), StandardCharsets.UTF_8);
    }
    return hasher.hash().toString().substring(0, KEY_DIGITS);
  }
}
