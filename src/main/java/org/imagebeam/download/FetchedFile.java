package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What came from an address.
 *
 * @param address as it was asked for
 * @param url where the bytes came from, after redirects
 * @param bytes how many
 * @param sha256 of them, in hex
 * @param etag what the server calls this content, or its generation
 */
public record FetchedFile(
    String address, String url, long bytes, String sha256, Optional<String> etag) {
  public FetchedFile {
    requireNonNull(address, "address is null");
    requireNonNull(url, "url is null");
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(etag, "etag is null");
  }
}
