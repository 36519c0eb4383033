package org.imagebeam.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Holds the form of all JSON that is written for people as well: indented. */
public final class Json {
  /** Reads JSON, and writes it indented. Thread-safe; not to be configured any further. */
  public static final ObjectMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}
}
