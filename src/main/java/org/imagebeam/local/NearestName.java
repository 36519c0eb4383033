package org.imagebeam.local;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that is meant by one that isn't known. */
public final class NearestName {
  private NearestName() {}

  /**
   * Returns the known name that takes the fewest letters to be put in, taken out or changed
   * (Levenshtein 1966), if less than half of it differs.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least) {
        nearest = candidate;
        least = distance;
      }
    }
    return least <= Math.max(1, nearest.length() / 2) ? Optional.of(nearest) : Optional.empty();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
