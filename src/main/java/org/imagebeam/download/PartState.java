package org.imagebeam.download;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a half-fetched file to go on with it. Kept beside it as JSON.
 *
 * @param address that it comes from
 * @param url the same after redirects
 * @param validator of the content, or null if it had none: then it can't be resumed
 * @param etag or null
 * @param total bytes, or -1 if that wasn't said
 * @param resumable whether the server surely goes on from the middle
 */
record PartState(
    @JsonProperty(value = "address", required = true) String address,
    @JsonProperty(value = "url", required = true) String url,
    @JsonProperty("validator") @Nullable String validator,
    @JsonProperty("etag") @Nullable String etag,
    @JsonProperty(value = "total", required = true) long total,
    @JsonProperty("resumable") boolean resumable) {
  static PartState of(String address, Source.Opened opened) {
    return new PartState(
        address,
        opened.url(),
        opened.validator().orElse(null),
        opened.etag().orElse(null),
        opened.total().orElse(-1),
        opened.resumable());
  }

  OptionalLong totalBytes() {
    return total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** Returns this state for a server that has now continued from the middle. */
  PartState proven() {
    return new PartState(address, url, validator, etag, total, true);
  }

  Optional<String> validatorIfAny() {
    return Optional.ofNullable(validator);
  }
}
