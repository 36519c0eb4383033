package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.imagebeam.npy.DamagedNpyException;
import org.imagebeam.npy.NpyShape;
import org.imagebeam.storage.Storage;

/**
 * Tells which images have their embedding in a file that is there and fits the rows that name it.
 * Each file is named by one table only. Not thread-safe.
 */
public final class EmbeddingFiles {
  private static final int MOST_COMPLAINTS = 10;

  private final String folder;
  private final Set<String> names;
  private final Map<String, Named> table = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();

  /** The first whole file, to which others are compared. */
  private String first = "";

  private long columns;

  /** What a table has of a file. */
  private static final class Named {
    private final ImmutableIntArray.Builder images = ImmutableIntArray.builder();
    private long rows;
  }

  /**
   * Makes one.
   *
   * @param folder of the tables
   * @param names of the files in it
   */
  public EmbeddingFiles(String folder, Collection<String> names) {
    this.folder = requireNonNull(folder, "folder is null");
    this.names = Set.copyOf(names);
  }

  /** Notes that a row of the table names a row of a file, whatever image it is of. */
  public void note(EmbeddingPlace place) {
    Named file = named(place);
    file.rows = Math.max(file.rows, place.row() + 1);
  }

  /**
   * Notes that an image has its embedding in a file.
   *
   * @param image a number of the caller's
   */
  public void add(EmbeddingPlace place, int image) {
    named(place).images.add(image);
  }

  private Named named(EmbeddingPlace place) {
    return table.computeIfAbsent(place.file(), unused -> new Named());
  }

  /**
   * Ends a table, and looks at the files of its images.
   *
   * @param whole takes each image that was added and has its embedding
   * @param lost takes the others
   * @throws IOException if a file can't be read, whatever is in it
   */
  public void endTable(IntConsumer whole, IntConsumer lost) throws IOException {
    for (Map.Entry<String, Named> entry : table.entrySet()) {
      ImmutableIntArray images = entry.getValue().images.build();
      if (images.isEmpty()) {
        continue;
      }
      Optional<String> damage = damage(entry.getKey(), entry.getValue().rows);
      images.forEach(damage.isEmpty() ? whole : lost);
      damage.ifPresent(
          what ->
              complaints.add(
                  "'"
                      + Storage.resolve(folder, entry.getKey())
                      + "' "
                      + what
                      + ": "
                      + (images.length() == 1
                          ? "1 image has its embedding there, and doesn't count as done"
                          : images.length()
                              + " images have their embeddings there, and don't count as done")));
    }
    table.clear();
  }

  /** Returns what is wrong with a file, to be read after its name. */
  private Optional<String> damage(String name, long rows) throws IOException {
    if (!names.contains(name)) {
      return Optional.of("isn't there");
    }
    String path = Storage.resolve(folder, name);
    try {
      NpyShape shape = NpyShape.read(path);
      if (rows <= shape.rows()) {
        compare(name, shape.columns());
        return Optional.empty();
      }
      return Optional.of(
          "has "
              + (shape.rows() == 1 ? "1 row" : shape.rows() + " rows")
              + ", and the table names "
              + rows);
    } catch (DamagedNpyException e) {
      return Optional.of(requireNonNull(e.getMessage(), "no message"));
    } catch (FileNotFoundException e) {
      if (Storage.exists(path)) {
        throw new IOException(
            "can't read '" + path + "': make it readable, or move it out of the folder", e);
      }
      return Optional.of("isn't there");
    }
  }

  /** A network may give each image as many values as it likes, so both files count. */
  private void compare(String name, long values) {
    if (first.isEmpty()) {
      first = name;
      columns = values;
    } else if (values != columns) {
      complaints.add(
          "'"
              + Storage.resolve(folder, name)
              + "' has embeddings of "
              + values
              + " values, and '"
              + first
              + "' of "
              + columns
              + ", by the same settings: unless the network gives images different numbers of"
              + " values, one of them was changed; remove that, and its images are embedded"
              + " again");
    }
  }

  /**
   * Returns a sentence for each file that isn't whole, or isn't like the first; of very many, how
   * many more there are.
   */
  public List<String> complaints() {
    int more = complaints.size() - MOST_COMPLAINTS;
    if (more <= 0) {
      return List.copyOf(complaints);
    }
    List<String> shown = new ArrayList<>(complaints.subList(0, MOST_COMPLAINTS));
    shown.add("so it is with " + more + " more files of embeddings in '" + folder + "'");
    return shown;
  }
}
