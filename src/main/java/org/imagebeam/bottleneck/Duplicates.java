package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.storage.Storage;

/**
 * Finds images that are there more than once where it does harm: in two classes, of which one is
 * wrong, or on two sides of the split, where a memorized image counts as a recognized one. Two are
 * the same if their files hold the same bytes. Only files are compared that are of one size and
 * have nearly the same bottleneck, so that hardly any is read.
 */
public final class Duplicates {
  /**
   * The relative difference up to which bottlenecks are of the same image; those of two batches
   * differ by less.
   */
  private static final double NEAR = 1e-4;

  private final BottleneckSet set;
  private final long maxBytes;
  private final Map<String, Optional<HashCode>> hashes = new HashMap<>();

  /**
   * @param maxBytes of a file
   */
  private Duplicates(BottleneckSet set, long maxBytes) {
    this.set = requireNonNull(set, "set is null");
    this.maxBytes = maxBytes;
  }

  /** An image with its bottleneck. */
  private record Candidate(LabelledImage image, FloatBuffer vector, double norm) {
    String path() {
      return image.path();
    }

    boolean harms(Candidate other) {
      return image.label() != other.image.label() || image.side() != other.image.side();
    }

    boolean isNear(Candidate other) {
      double squares = 0;
      for (int i = 0; i < vector.capacity(); i++) {
        double difference = (double) vector.get(i) - other.vector.get(i);
        squares += difference * difference;
      }
      return Math.sqrt(squares) <= NEAR * Math.max(norm, other.norm);
    }
  }

  /**
   * Finds what to warn of: a message for each image that is the same as an earlier one, naming
   * both.
   *
   * @param maxBytes of a file, see {@code ImageLimits}
   */
  public static List<String> find(BottleneckSet set, long maxBytes) {
    return new Duplicates(set, maxBytes).find();
  }

  private List<String> find() {
    Map<Long, List<Candidate>> bySize = new TreeMap<>();
    for (Side side : Side.values()) {
      BottleneckExamples examples = set.examples(side);
      for (int i = 0; i < examples.size(); i++) {
        LabelledImage image = examples.image(i);
        FloatBuffer vector = examples.vector(i);
        bySize
            .computeIfAbsent(image.file().sizeBytes(), size -> new ArrayList<>())
            .add(new Candidate(image, vector, norm(vector)));
      }
    }
    // By the later of the two paths, which is the one that a user would take away.
    Map<String, String> messages = new TreeMap<>();
    bySize.values().forEach(candidates -> compare(candidates, messages));
    return List.copyOf(messages.values());
  }

  private static double norm(FloatBuffer vector) {
    double squares = 0;
    for (int i = 0; i < vector.capacity(); i++) {
      squares += (double) vector.get(i) * vector.get(i);
    }
    return Math.sqrt(squares);
  }

  /**
   * Compares neighbours in length alone: vectors that are near each other have nearly the same
   * length.
   */
  private void compare(List<Candidate> candidates, Map<String, String> messages) {
    candidates.sort(Comparator.comparingDouble(Candidate::norm).thenComparing(Candidate::path));
    for (int i = 0; i < candidates.size(); i++) {
      Candidate one = candidates.get(i);
      for (int j = i + 1; j < candidates.size(); j++) {
        Candidate other = candidates.get(j);
        if (other.norm() - one.norm() > NEAR * other.norm()) {
          break;
        }
        if (one.harms(other) && one.isNear(other) && isSame(one, other)) {
          boolean inOrder = one.path().compareTo(other.path()) < 0;
          Candidate first = inOrder ? one : other;
          Candidate second = inOrder ? other : one;
          messages.merge(second.path(), message(first, second), Duplicates::firstOf);
        }
      }
    }
  }

  private static String firstOf(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private boolean isSame(Candidate one, Candidate other) {
    Optional<HashCode> hash = hash(one);
    return hash.isPresent() && hash.equals(hash(other));
  }

  /** Returns the hash of the file's content; nothing if it can't be read any more. */
  private Optional<HashCode> hash(Candidate candidate) {
    return hashes.computeIfAbsent(
        candidate.path(),
        path -> {
          try {
            byte[] content = Storage.readAll(candidate.image().file().resourceId(), maxBytes);
            return Optional.of(Hashing.sha256().hashBytes(content));
          } catch (IOException e) {
            return Optional.empty();
          }
        });
  }

  private String message(Candidate first, Candidate second) {
    LabelledImage one = first.image();
    LabelledImage other = second.image();
    if (one.label() != other.label()) {
      return String.format(
          Locale.ROOT,
          "'%s' and '%s' are the same image, once of class '%s' and once of '%s': keep the one"
              + " that is right",
          one.path(),
          other.path(),
          set.labels().get(one.label()),
          set.labels().get(other.label()));
    }
    return String.format(
        Locale.ROOT,
        "'%s' (%s) and '%s' (%s) are the same image, which makes the accuracy look better than it"
            + " is: keep one",
        one.path(),
        one.side().text(),
        other.path(),
        other.side().text());
  }
}
