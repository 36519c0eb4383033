package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.jpg a.jpg",
        "*.jpg .jpg",
        "*.jpg .hidden.jpg",
        "a*b*c abbc",
        "?.jpg ü.jpg",
        "?.jpg 😀.jpg",
        "**/*.jpg a.jpg",
        "**/*.jpg a/b/c.jpg",
        "**/x/*.jpg x/c.jpg",
        "**/x/*.jpg a/x/c.jpg",
        "a/**/c a/c",
        "a/**/c a/b/b/c",
        "a/** a/b/c",
        "** a/b/c",
        "**.jpg a/b.jpg",
        "a**z a/b/z",
        "[abc].jpg b.jpg",
        "[a-c].jpg b.jpg",
        "[!a-c].jpg d.jpg",
        "[^a-c].jpg d.jpg",
        "[]a].jpg ].jpg",
        "[a-].jpg -.jpg",
        "[-a].jpg -.jpg",
        "[&&^a].jpg ^.jpg",
        "[a\\]].jpg ].jpg",
        "*.{jpg,png} a.png",
        "{a,b/{c,d}}/*.x b/d/e.x",
        "{,x}a a",
        "{,x}a xa",
        "{a}b ab",
        "\\*.jpg *.jpg",
        "a\\{b a{b",
        "a{b* a{bc",
        "a[b* a[bc",
        "a}b* a}bc",
        "{a{b,c}* {abx",
        "a,b* a,bc",
        "a.(b)+|^$* a.(b)+|^$x",
      })
  void shouldMatch(String pattern, String path) throws IOException {
    assertTrue(Glob.parse("/root/" + pattern).root().startsWith("/root/"), "root");
    assertTrue(matches(pattern, path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.jpg a/b.jpg",
        "*.jpg a.JPG",
        "? /",
        "a?b a/b",
        "a[!x]b a/b",
        "a[.-0]b a/b",
        "**/*.jpg a/b.png",
        "x/**/*.jpg a/b.jpg",
        "*.{jpg,png} a.gif",
        "*.{jpg,png} a.jpg,png",
        "a.c* abc",
        "{a,b}c ab",
      })
  void shouldNotMatch(String pattern, String path) throws IOException {
    assertFalse(matches(pattern, path));
  }

  private static boolean matches(String pattern, String path) throws IOException {
    Glob glob = Glob.parse(pattern);
    return path.startsWith(glob.root()) && glob.matches(path.substring(glob.root().length()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a/b/c*.jpg a/b/ c true",
        "/*.jpg / '' true",
        "*.jpg '' '' true",
        "a/*/c.jpg a/ '' false",
        "a\\*b/x?y a*b/ x true",
        "a/**/b a/ '' false",
        "a/{b/c,d} a/ '' false",
        "a/{b,c} a/ '' true",
        "a*/ '' a false",
      })
  void shouldTakePatternApart(String pattern, String root, String prefix, boolean flat)
      throws IOException {
    Glob glob = Glob.parse(pattern);
    assertEquals(root, glob.root());
    assertEquals(prefix, glob.literalPrefix());
    assertEquals(flat, glob.isFlat());
  }

  @Test
  void shouldEnterOnlyFoldersThatMayHoldMatches() throws IOException {
    Glob glob = Glob.parse("a/20*/img?/**/*.jpg");
    assertTrue(glob.mayEnter(1, "2024"));
    assertFalse(glob.mayEnter(1, "1999"));
    assertTrue(glob.mayEnter(2, "img1"));
    assertFalse(glob.mayEnter(2, "img10"));
    assertTrue(glob.mayEnter(3, "anything"));
    assertTrue(glob.mayEnter(30, "anything"));

    Glob flat = Glob.parse("a/*/*.jpg");
    assertTrue(flat.mayEnter(1, "b"));
    assertFalse(flat.mayEnter(2, "c"));
  }

  @Test
  void shouldReadSlashAtEndAsEverythingBelow() throws IOException {
    assertTrue(matches("20*/", "2024/a/b.jpg"));
    assertFalse(matches("20*/", "1999/a/b.jpg"));
  }

  @Test
  void shouldKnowPatternsFromNames() {
    assertTrue(Glob.isGlob("a*"));
    assertTrue(Glob.isGlob("a/b[c]d"));
    assertTrue(Glob.isGlob("{a,b}"));
    assertFalse(Glob.isGlob("a/b c,d.jpg"));
    assertFalse(Glob.isGlob("a[b"));
    assertFalse(Glob.isGlob("a{b"));
    assertFalse(Glob.isGlob(""));
  }

  @Test
  void shouldRefuseRangesThatRunBackwards() {
    IOException e = assertThrows(IOException.class, () -> Glob.parse("[z-a].jpg"));
    assertTrue(e.getMessage().startsWith("[z-a].jpg is not a pattern: "), e.getMessage());
  }

  @Test
  void shouldTakeNoTimeForManyOpenBrackets() {
    String pattern = "{[".repeat(100) + "*";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertTrue(matches(pattern, "{[".repeat(100) + "x")));
  }
}
