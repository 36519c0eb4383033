package org.imagebeam.storage;

import java.util.regex.Pattern;

/** Translates a glob into a regular expression. One object a pattern, used once. */
final class GlobRegex {
  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int next;

  private GlobRegex(String glob) {
    this.glob = glob;
  }

  static Pattern compile(String glob) {
    GlobRegex translation = new GlobRegex(glob);
    translation.translate(glob.length(), 0);
    return Pattern.compile(translation.regex.toString(), Pattern.DOTALL);
  }

  private void translate(int end, int depth) {
    while (next < end) {
      char c = glob.charAt(next);
      int close = Glob.endOfGroup(glob, next);
      if (c == '*') {
        stars();
      } else if (c == '?') {
        regex.append("[^/]");
        next++;
      } else if (c == '[' && close > 0) {
        set(close);
      } else if (c == '{' && close > 0) {
        regex.append("(?:");
        next++;
        translate(close, depth + 1);
        regex.append(')');
        next = close + 1;
      } else if (c == ',' && depth > 0) {
        regex.append('|');
        next++;
      } else {
        literal(end);
      }
    }
  }

  private void stars() {
    int start = next;
    while (next < glob.length() && glob.charAt(next) == '*') {
      next++;
    }
    if (next - start == 1) {
      regex.append("[^/]*");
      return;
    }
    boolean startsName = start == 0 || "/{,".indexOf(glob.charAt(start - 1)) >= 0;
    if (startsName && next < glob.length() && glob.charAt(next) == '/') {
      regex.append("(?:.*/)?");
      next++;
    } else {
      regex.append(".*");
    }
  }

  private void set(int close) {
    regex.append("(?!/)[");
    next++;
    if (glob.charAt(next) == '!' || glob.charAt(next) == '^') {
      regex.append('^');
      next++;
    }
    while (next < close) {
      char c = glob.charAt(next++);
      boolean range = c == '-' && glob.charAt(next - 2) != '[' && next < close;
      if (range) {
        regex.append('-');
        continue;
      }
      if (c == '\\' && next < close) {
        c = glob.charAt(next++);
      }
      quote(c);
    }
    regex.append(']');
    next = close + 1;
  }

  private void literal(int end) {
    char c = glob.charAt(next++);
    if (c == '\\' && next < end) {
      c = glob.charAt(next++);
    }
    quote(c);
  }

  private void quote(char c) {
    if ("\\[](){}.*+?^$|&-~".indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }
}
