package org.imagebeam.download;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Content-Range header (RFC 9110, section 14.4).
 *
 * @param first offset of the part, or -1 where it states none
 * @param total bytes of the whole, if stated
 */
record ContentRange(long first, OptionalLong total) {
  static final ContentRange NONE = new ContentRange(-1, OptionalLong.empty());

  // Eighteen digits fit into a long.
  private static final Pattern FORM =
      Pattern.compile("bytes\\s+(?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

  static Optional<ContentRange> parse(String header) {
    Matcher matcher = FORM.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = matcher.group(1) == null ? -1 : Long.parseLong(matcher.group(1));
    return Optional.of(
        new ContentRange(
            first,
            matcher.group(2).equals("*")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(matcher.group(2)))));
  }

  /** The total, or else what follows from the length of the part. */
  OptionalLong total(OptionalLong partLength, long offset) {
    return total.isPresent() || partLength.isEmpty()
        ? total
        : OptionalLong.of(offset + partLength.getAsLong());
  }
}
