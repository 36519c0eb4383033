package org.imagebeam.session;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a sentence which class isn't of the version that another was compiled with. */
final class ClassVersions {
  private static final String UNSTARTED = "Could not initialize class";

  /** What Java keeps of the error for which a class couldn't be started before. */
  private static final Pattern KEPT =
      Pattern.compile("Exception (\\S+Error): (.*) \\[in thread .*", Pattern.DOTALL);

  /** The last name in front of a method's parameters, without the method's own. */
  private static final Pattern METHOD = Pattern.compile("([\\w$.]+)\\.[\\w$<>]+\\(.*");

  private static final String CLASH =
      "two versions of a library are probably on the class path, or a library is of a version that"
          + " doesn't fit";

  private ClassVersions() {}

  /**
   * Explains the innermost of an error and its causes.
   *
   * @return nothing if it is of another kind, such as that of a native library
   */
  static Optional<String> explain(LinkageError error) {
    Throwable innermost = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    String message = String.valueOf(innermost.getMessage());
    Matcher kept = KEPT.matcher(message);
    boolean early = innermost instanceof ExceptionInInitializerError && kept.matches();
    String kind = early ? simpleName(kept.group(1)) : innermost.getClass().getSimpleName();
    String text = early ? kept.group(2) : message;
    return switch (kind) {
      case "NoSuchMethodError" -> Optional.of(method(text));
      case "NoClassDefFoundError" ->
          text.startsWith(UNSTARTED) ? Optional.empty() : Optional.of(missing(text));
      case "NoSuchFieldError",
          "AbstractMethodError",
          "IllegalAccessError",
          "InstantiationError",
          "IncompatibleClassChangeError" ->
          Optional.of("classes don't fit together: " + kind + ": " + text + "; " + CLASH);
      default -> Optional.empty();
    };
  }

  private static String simpleName(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String method(String text) {
    String method = text.replace("'", "");
    Matcher matcher = METHOD.matcher(method.substring(method.lastIndexOf(' ', end(method)) + 1));
    if (!matcher.matches()) {
      return "a method is missing: " + text + "; " + CLASH;
    }
    String name = matcher.group(1);
    return "the class " + name + " lacks the method '" + method + "'" + places(name) + "; " + CLASH;
  }

  /** Where the parameters begin, among which there are blanks too. */
  private static int end(String method) {
    int parameters = method.indexOf('(');
    return parameters < 0 ? method.length() : parameters;
  }

  private static String missing(String text) {
    String name = text.replace('/', '.');
    return "the class "
        + name
        + " is missing; if no library of the program is missing or unreadable, "
        + CLASH;
  }

  private static String places(String name) {
    try {
      List<String> places = new ArrayList<>();
      String file = name.replace('.', '/') + ".class";
      for (URL url : Collections.list(ClassVersions.class.getClassLoader().getResources(file))) {
        places.add(place(url, file));
      }
      return places.isEmpty() ? "" : ", and is in " + String.join(" and in ", places);
    } catch (IOException | RuntimeException e) {
      // The sentence stands without.
      return "";
    }
  }

  private static String place(URL url, String file) {
    String path = url.getPath();
    String folder = path.substring(0, path.length() - file.length()).replaceFirst("!?/$", "");
    return folder.startsWith("file:") ? folder.substring("file:".length()) : folder;
  }
}
