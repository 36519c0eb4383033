package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file to be fetched, and what is known of it before.
 *
 * @param name for messages
 * @param addresses where it is: http(s)://, gs:// or local; tried one after the other
 * @param sizeBytes its length, if known
 * @param sha256 its digest in hex, lower case, if known
 * @param authority who says so, for messages: "the catalogue"
 */
public record RemoteFile(
    String name,
    List<String> addresses,
    OptionalLong sizeBytes,
    Optional<String> sha256,
    String authority) {
  /**
   * @throws IllegalArgumentException if there is no address
   */
  public RemoteFile {
    requireNonNull(name, "name is null");
    requireNonNull(sizeBytes, "sizeBytes is null");
    requireNonNull(authority, "authority is null");
    addresses = List.copyOf(addresses);
    sha256 = sha256.map(hex -> hex.toLowerCase(Locale.ROOT));
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(name + " has no address");
    }
  }

  /** A file of which nothing is known but where it is. */
  public static RemoteFile at(String name, String address) {
    return new RemoteFile(name, List.of(address), OptionalLong.empty(), Optional.empty(), "");
  }

  /** Returns this file with a digest. */
  public RemoteFile withSha256(String hex, String says) {
    return new RemoteFile(name, addresses, sizeBytes, Optional.of(hex), says);
  }

  /** Returns this file at other addresses. */
  public RemoteFile withAddress(String address) {
    return new RemoteFile(name, List.of(address), sizeBytes, sha256, authority);
  }
}
