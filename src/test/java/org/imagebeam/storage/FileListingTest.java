package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileListingTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void setUp() throws IOException {
    // The system's temporary folder may itself be reached through a link.
    folder = temporary.toRealPath();
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  /** The paths below the folder that a pattern in the folder gives, where nothing goes wrong. */
  private List<String> expand(String pattern) {
    FileListing listing =
        FileListing.expand(pattern.isEmpty() ? "" + folder : folder + "/" + pattern);
    assertEquals(List.of(), listing.problems());
    return names(listing);
  }

  private List<String> names(FileListing listing) {
    return listing.files().stream()
        .map(file -> file.resourceId().toString())
        .map(path -> path.substring(folder.toString().length() + 1))
        .toList();
  }

  @Test
  void shouldListFolderRecursivelySortedByPath() throws IOException {
    files("b.jpg", "a/z.jpg", "a.b/y.jpg", "a/b/c/x", ".DS_Store", "Thumbs.db", "a-1.png");
    List<String> all =
        List.of(".DS_Store", "Thumbs.db", "a-1.png", "a.b/y.jpg", "a/b/c/x", "a/z.jpg", "b.jpg");
    assertEquals(all, expand(""));
    assertEquals(List.of("a/b/c/x", "a/z.jpg"), expand("a"));
    assertEquals(List.of("a/b/c/x", "a/z.jpg"), expand("a/"));
  }

  @Test
  void shouldListEmptyFolderAndMissingPathAsNothing() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    files("a.jpg");
    assertEquals(List.of(), expand("empty"));
    assertEquals(List.of(), expand("missing"));
    assertEquals(List.of(), expand("missing/*.jpg"));
    assertEquals(List.of(), expand("a.jpg/b"));
    assertEquals(List.of(), expand("a.jpg/*"));
  }

  @Test
  void shouldExpandGlobs() throws IOException {
    files(
        "a.jpg", "b.JPG", "c.png", "2023/d.jpg", "2024/e.jpg", "2024/may/f.jpg", "2024/may/g.gif");
    assertEquals(List.of("a.jpg"), expand("*.jpg"));
    assertEquals(List.of("a.jpg", "b.JPG", "c.png"), expand("*"));
    assertEquals(
        List.of("2023/d.jpg", "2024/e.jpg", "2024/may/f.jpg", "a.jpg"), expand("**/*.jpg"));
    assertEquals(List.of("2024/e.jpg", "2024/may/f.jpg"), expand("2024/**/*.jpg"));
    assertEquals(List.of("2023/d.jpg", "2024/e.jpg"), expand("202?/*"));
    assertEquals(List.of("2024/may/f.jpg", "2024/may/g.gif"), expand("*/may/*.{jpg,gif}"));
    assertEquals(List.of("2024/e.jpg", "2024/may/f.jpg"), expand("{2024/may,2024}/*.jpg"));
    assertEquals(List.of("2023/d.jpg"), expand("202[!4]/"));
  }

  @Test
  void shouldPreferLiteralNamesToPatterns() throws IOException {
    files("a[1].jpg", "a1.jpg", "{x,y}/z.jpg", "x/z.jpg", "star*.jpg", "star1.jpg", "what?");
    assertEquals(List.of("a[1].jpg"), expand("a[1].jpg"));
    assertEquals(List.of("{x,y}/z.jpg"), expand("{x,y}"));
    assertEquals(List.of("star*.jpg"), expand("star*.jpg"));
    assertEquals(List.of("what?"), expand("what?"));
    assertEquals(List.of("a[1].jpg"), expand("a\\[1].*"));
    assertEquals(List.of("x/z.jpg", "{x,y}/z.jpg"), expand("*/z.jpg"));
  }

  @Test
  void shouldTakeAnyName() throws IOException {
    List<String> names =
        List.of(" lead.jpg", "comma, .jpg", "new\nline.jpg", "é.jpg", "猫.jpg", "😀.jpg");
    files(names.toArray(String[]::new));
    assertEquals(names, expand(""));
    assertEquals(names, expand("*.jpg"));
    assertEquals(List.of("猫.jpg"), expand("猫*"));
    assertEquals(List.of("comma, .jpg"), expand("comma, .jpg"));
  }

  @Test
  void shouldGiveSizeAndTime() throws IOException {
    files("a.jpg");
    Files.setLastModifiedTime(folder.resolve("a.jpg"), FileTime.fromMillis(1_700_000_000_123L));
    Metadata metadata = FileListing.expand(folder.toString()).files().get(0);
    assertEquals(5, metadata.sizeBytes());
    assertEquals(1_700_000_000_123L, metadata.lastModifiedMillis());
    assertTrue(metadata.isReadSeekEfficient());
    assertEquals(folder.resolve("a.jpg").toString(), metadata.resourceId().toString());
  }

  @Test
  void shouldMakeRelativePathsAbsolute() {
    FileListing listing = FileListing.expand("pom.xml");
    assertEquals(
        Path.of("pom.xml").toAbsolutePath().toString(),
        listing.files().get(0).resourceId().toString());
    assertEquals(listing, FileListing.expand("./pom.xml"));
    assertEquals(listing, FileListing.expand("p[o]m.xml"));
    assertEquals(listing, FileListing.expand("src/../*.xml"));
  }

  @Test
  void shouldReadFileAddressesAndHomeFolder() throws IOException {
    files("a.jpg");
    FileListing expected = FileListing.expand(folder + "/a.jpg");
    assertEquals(1, expected.files().size());
    assertEquals(expected, FileListing.expand("file://" + folder + "/a.jpg"));
    assertEquals(expected, FileListing.expand("file:" + folder + "/*.jpg"));
    String home = System.getProperty("user.home");
    try {
      System.setProperty("user.home", folder.toString());
      assertEquals(expected, FileListing.expand("~/a.jpg"));
      assertEquals(expected, FileListing.expand("~/*.jpg"));
    } finally {
      System.setProperty("user.home", home);
    }
  }

  @Test
  void shouldFollowLinksButNeverLoop() throws IOException {
    files("a/x.jpg", "outside/y.jpg");
    link("a/up", folder.resolve("a"));
    link("a/top", folder);
    link("a/other", folder.resolve("outside"));
    link("a/file.jpg", folder.resolve("outside/y.jpg"));
    assertEquals(
        List.of("a/file.jpg", "a/other/y.jpg", "a/top/outside/y.jpg", "a/x.jpg"), expand("a"));
    assertEquals(List.of("a/other/y.jpg"), expand("a/other"));
  }

  @Test
  void shouldListTheFilesOfLinkedFoldersOnce() throws IOException {
    files("a/f.jpg", "b/g.jpg", ".store/x/h.jpg");
    link("a/tob", folder.resolve("b"));
    link("b/toa", folder.resolve("a"));
    link("seen", folder.resolve(".store/x"));
    FileListing meant = FileListing.expand(folder.toString(), FileFilter.MEANT);
    assertEquals(List.of("a/f.jpg", "b/g.jpg", "seen/h.jpg"), names(meant));
    assertEquals(List.of(".store/x/h.jpg", "a/f.jpg", "b/g.jpg"), expand(""));
    // By its own name it isn't listed then.
    FileFilter withoutB = new FileFilter(List.of(), List.of("b"), false);
    assertEquals(
        List.of("a/f.jpg", "a/tob/g.jpg", "seen/h.jpg"),
        names(FileListing.expand(folder.toString(), withoutB)));
    assertEquals(List.of("a/f.jpg", "a/tob/g.jpg"), expand("a"));
  }

  @Test
  void shouldKeepFilesWhenLinksAreBroken() throws IOException {
    files("x.jpg");
    link("gone.jpg", folder.resolve("nothing"));
    link("self.jpg", folder.resolve("self.jpg"));
    FileListing listing = FileListing.expand(folder.toString());
    assertEquals(List.of("x.jpg"), names(listing));
    assertEquals(
        List.of(folder + "/gone.jpg", folder + "/self.jpg"),
        listing.problems().stream().map(FileListing.Problem::path).sorted().toList());
    assertTrue(
        listing.problems().get(0).message().endsWith(" is a link to something that does not exist"),
        listing.problems().toString());
    assertEquals(List.of("x.jpg"), expand("x*"), "other links are not asked about");
    assertEquals(1, FileListing.expand(folder + "/gone.jpg").problems().size());
  }

  @Test
  void shouldResolveParentOfLinkAsTheSystemDoes() throws IOException {
    files("real/deep/x.jpg", "real/y.jpg", "y.jpg");
    link("link", folder.resolve("real/deep"));
    assertEquals(List.of("real/y.jpg"), expand("link/../y.jpg"));
    assertEquals(List.of("real/y.jpg"), expand("link/../*.jpg"));
  }

  @Test
  void shouldReportWhatCannotBeReadAndKeepTheRest() throws IOException {
    files("a/x.jpg", "b/y.jpg", "c.jpg");
    Path closed = folder.resolve("a");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeFalse(Files.isReadable(closed), "this user (root?) may read everything");
      FileListing listing = FileListing.expand(folder.toString());
      assertEquals(List.of("b/y.jpg", "c.jpg"), names(listing));
      String message = closed + " can't be accessed: this user has no permission";
      assertEquals(
          List.of(new FileListing.Problem(closed.toString(), message)), listing.problems());
      assertEquals(listing.problems(), FileListing.expand(closed.toString()).problems());
      assertEquals(List.of("c.jpg"), expand("*.jpg"), "a folder that is not entered");
      assertEquals(1, FileListing.expand(closed + "/x.jpg").problems().size());
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void shouldReportFoldersTooDeepToOpenAndKeepTheRest() throws Exception {
    files("a.jpg");
    String name = "d".repeat(250);
    shell(
        "for i in $(seq 20); do mkdir NAME && cd NAME; done 2>/dev/null; true"
            .replace("NAME", name));
    try {
      FileListing listing = FileListing.expand(folder.toString());
      assertEquals(List.of("a.jpg"), names(listing));
      assertEquals(1, listing.problems().size());
      assertTrue(
          listing.problems().get(0).message().endsWith("File name too long"),
          listing.problems().toString());
    } finally {
      shell("rm -rf " + name);
    }
  }

  @Test
  void shouldReportNamesThatAreNotText() throws Exception {
    files("a.jpg");
    shell(
        "mkdir \"$(printf 'd\\376')\" && for c in 351 375 376; do touch \"$(printf"
            + " \"latin\\\\$c.jpg\")\" \"$(printf 'd\\376')/$c.jpg\"; done || true");
    assumeTrue(folder.toFile().list().length == 5, "this file system takes no such names");
    FileListing listing = FileListing.expand(folder.toString());
    assertEquals(List.of("a.jpg"), names(listing));
    assertEquals(
        Stream.of(
                "d%FE/351.jpg",
                "d%FE/375.jpg", "d%FE/376.jpg", "latin%E9.jpg", "latin%FD.jpg", "latin%FE.jpg")
            .map(name -> "file://" + folder + "/" + name)
            .toList(),
        listing.problems().stream().map(FileListing.Problem::path).sorted().toList());
    String message = listing.problems().get(0).message();
    assertTrue(message.contains(" has a name that "), message);
    assertTrue(message.contains("rename it"), message);
    for (FileListing.Problem problem : listing.problems()) {
      assertTrue(Files.exists(Path.of(URI.create(problem.path()))), problem.path());
    }
  }

  @Test
  void shouldRefuseWhatIsNeitherFileNorFolder() throws Exception {
    files("a.jpg");
    shell("mkfifo pipe");
    for (String pattern : List.of("", "/*", "/pipe")) {
      FileListing listing = FileListing.expand(folder + pattern);
      assertEquals(pattern.equals("/pipe") ? List.of() : List.of("a.jpg"), names(listing));
      assertEquals(
          List.of(
              new FileListing.Problem(
                  folder + "/pipe",
                  folder + "/pipe is a pipe, a socket or a device, and not a file")),
          listing.problems());
    }
    assertEquals(List.of("a.jpg"), expand("*.jpg"));
  }

  @Test
  void shouldReportWhatIsNoPath() {
    assertEquals(
        "s3://bucket/x can't be used: give a local path or one that starts with gs://, not s3://",
        FileListing.expand("s3://bucket/x").problems().get(0).message());
    assertEquals(
        "the path is empty: name a file or a folder",
        FileListing.expand("").problems().get(0).message());
    assertTrue(
        FileListing.expand("a\0b")
            .problems()
            .get(0)
            .message()
            .contains("is no valid path on this machine"));
    assertTrue(
        FileListing.expand("/[z-a]").problems().get(0).message().contains("is not a pattern"));
  }

  @Test
  void shouldExpandPatternsLongerThanAnyName() throws IOException {
    files("a.jpg");
    assertEquals(List.of("a.jpg"), expand("{" + "b,".repeat(300) + "a}.jpg"));
  }

  @Test
  void shouldListEachFileOnceForManyPatterns() throws IOException {
    files("b.jpg", "a.jpg", "c.png");
    FileListing listing =
        FileListing.expand(
            List.of(folder + "/*.png", folder.toString(), folder + "/b.jpg", "s3://x/y"),
            FileFilter.ALL);
    assertEquals(List.of("a.jpg", "b.jpg", "c.png"), names(listing));
    assertEquals(1, listing.problems().size());
  }

  @Test
  void shouldListManyFiles() throws IOException {
    int folders = 20;
    int perFolder = 250;
    for (int i = 0; i < folders; i++) {
      Path sub = Files.createDirectory(folder.resolve("f" + i));
      for (int j = 0; j < perFolder; j++) {
        Files.createFile(sub.resolve(j + ".jpg"));
      }
    }
    long start = System.nanoTime();
    assertEquals(folders * perFolder, expand("**/*.jpg").size());
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 10_000, "listing 5,000 files took " + millis + " ms");
  }

  @Test
  void shouldSplitAtCommasOutsideBracesAndBrackets() {
    assertEquals(List.of("a", "b"), FileListing.split("a,b"));
    assertEquals(List.of("*.{jpg,png}", "b"), FileListing.split("*.{jpg,png}, b"));
    assertEquals(List.of("{a,{b,c},d}/e", "f"), FileListing.split("{a,{b,c},d}/e,f"));
    assertEquals(List.of("[,;]x", "y"), FileListing.split("[,;]x,y"));
    assertEquals(List.of("a,b", "c"), FileListing.split("a\\,b,c"));
    assertEquals(List.of("a\\*b", "c\\"), FileListing.split("a\\*b,c\\"));
    assertEquals(List.of("a{b", "c"), FileListing.split("a{b,c"));
    assertEquals(List.of("a[b", "c"), FileListing.split("a[b,c"));
    assertEquals(List.of("gs://b/x y", "/z"), FileListing.split(" gs://b/x y ,,/z, "));
    assertEquals(List.of(), FileListing.split(""));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), target);
  }

  private void shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor(), command);
  }

  @Test
  void shouldNameWhatALiteralPathWouldMatchAsAPattern() throws IOException {
    files("photos[12]/a.jpg", "photos1/b.jpg", "x*.jpg", "alone[1].jpg");
    assertEquals(Optional.of(folder + "/photos1"), FileListing.otherMatch(folder + "/photos[12]"));
    assertEquals(
        Optional.of(folder + "/photos1"), FileListing.otherMatch(folder + "/photos[12]/*.jpg"));
    assertEquals(Optional.empty(), FileListing.otherMatch(folder + "/photos[13]/*.jpg"));
    assertEquals(Optional.empty(), FileListing.otherMatch(folder + "/alone[1].jpg"));
    assertEquals(Optional.empty(), FileListing.otherMatch(folder + "/photos1"));
    files("xy.jpg");
    assertEquals(Optional.of(folder + "/xy.jpg"), FileListing.otherMatch(folder + "/x*.jpg"));
  }

  @Test
  void shouldNameTheFolderThatAllFilesOfAPatternAreBelow() throws IOException {
    files("photos[12]/in/a.jpg", "plain/b.jpg");
    String start = folder + "/";
    assertEquals(start + "plain", FileListing.root(start + "plain"));
    assertEquals(start + "plain/b.jpg", FileListing.root(start + "plain/b.jpg"));
    assertEquals(start + "plain", FileListing.root(start + "plain/*.jpg"));
    assertEquals(start + "gone", FileListing.root(start + "gone/**/*.jpg"));
    assertEquals(start + "photos[12]/in", FileListing.root(start + "photos[12]/in/*.jpg"));
    assertEquals(folder.toString(), FileListing.root(start + "photos[34]/*.jpg"));
    assertEquals(Path.of("").toAbsolutePath().toString(), FileListing.root("*.jpg"));
  }
}
