package org.imagebeam;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Collator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagebeam.local.UnusedHeap;
import org.junit.jupiter.api.Test;

/** Holds which package may use which, and how large packages and files may be. */
class ArchitectureTest {
  private static final String ROOT = "org.imagebeam";
  private static final Splitter WORDS = Splitter.onPattern("[: ]+").omitEmptyStrings();
  private static final int MOST_CLASSES = 30;
  private static final int MOST_LINES = 300;

  /** From the ground up: each package, and those that it uses. */
  private static final String ARROWS =
      """
      local:
      progress:
      wordnet: local
      storage: local
      table: local storage
      foreign: storage
      npy: storage
      thumbnail: storage
      report:
      tfrecord:
      download: local progress storage
      graph:
      image.resize:
      graph.input: graph image.resize
      graph.batch: graph graph.input
      graph.optimize.layer: graph
      graph.optimize.fuse: graph graph.optimize.layer
      graph.int8: graph graph.optimize.layer
      graph.optimize: graph graph.input graph.int8 graph.optimize.fuse graph.optimize.layer
      graph.mapped: graph local
      graph.safety: graph
      graph.adapt: graph
      graph.ends: graph image.resize
      graph.function: graph
      graph.summary: graph graph.batch graph.input
      graph.variables: graph graph.summary
      model.archive: local
      model: download foreign graph graph.adapt graph.safety image.resize local \
          model.archive storage
      checkpoint.table: local tfrecord
      checkpoint.bundle: checkpoint.table storage tfrecord
      checkpoint.folder: checkpoint.bundle checkpoint.table foreign local model storage
      checkpoint: checkpoint.bundle checkpoint.folder checkpoint.table graph graph.safety \
          graph.variables local storage
      savedmodel: checkpoint checkpoint.folder graph graph.function graph.variables local model storage
      modelimport: checkpoint checkpoint.folder download foreign graph graph.adapt graph.batch \
          graph.ends graph.function graph.input graph.optimize graph.safety graph.variables \
          image.resize local model savedmodel storage
      session: graph graph.int8 graph.mapped graph.optimize graph.optimize.fuse local storage
      inference:
      image.format:
      image: graph image.format image.resize local session
      pipeline: local session storage
      imagemodel.network: graph graph.input graph.mapped graph.optimize model pipeline session
      imagemodel: checkpoint.folder download graph graph.batch graph.ends graph.input graph.int8 graph.optimize \
          graph.safety image image.format image.resize imagemodel.network inference local model pipeline session \
          storage thumbnail
      modelcheck: checkpoint graph graph.adapt graph.input graph.safety image image.format \
          imagemodel inference model modelimport pipeline progress savedmodel session storage
      quantize: download graph graph.input graph.int8 graph.optimize graph.safety image imagemodel inference \
          local model pipeline progress session storage
      classify.table: local model npy pipeline storage table thumbnail wordnet
      classify.report: classify.table local storage table thumbnail wordnet
      classify.answer: classify.table imagemodel local model pipeline wordnet
      classify.input: classify.table local pipeline storage
      classify.ledger: classify.answer classify.input classify.table imagemodel local model pipeline session storage \
          table
      classify: classify.answer classify.input classify.ledger classify.report classify.table download image image.format \
          imagemodel inference local model pipeline progress quantize session storage thumbnail
      doctor: classify.answer imagemodel inference local model pipeline session
      bottleneck: graph graph.adapt image image.format image.resize imagemodel inference local model \
          pipeline progress session storage \
          table tfrecord
      learn: checkpoint graph.variables table
      head: bottleneck checkpoint checkpoint.bundle checkpoint.folder checkpoint.table learn \
          local pipeline progress session storage
      finetune: checkpoint checkpoint.bundle checkpoint.folder checkpoint.table graph \
          graph.input graph.int8 graph.optimize graph.optimize.fuse graph.variables head image imagemodel \
          inference learn local model pipeline progress session storage
      digits: checkpoint checkpoint.bundle checkpoint.folder checkpoint.table download \
          graph.variables learn local model pipeline progress report session storage table tfrecord
      retrain: bottleneck download finetune graph graph.input graph.variables head image \
          image.format imagemodel inference learn local model pipeline progress quantize report session storage \
          table tfrecord
      cli.text:
      cli.report: checkpoint.bundle checkpoint.folder classify classify.ledger cli.text graph.int8 graph.summary \
          image.resize local model quantize storage table wordnet
      cli.show: classify.table cli.text local storage table wordnet
      cli.log:
      cli.progress: cli.log download local progress
      cli.options: local pipeline
      cli.shared: model
      cli.process: local
      cli.source: graph.adapt local model modelimport
      cli: checkpoint checkpoint.bundle checkpoint.folder checkpoint.table classify classify.report \
          classify.answer classify.table cli.log cli.options cli.process cli.progress cli.report cli.shared cli.show cli.source cli.text digits doctor download graph.ends graph.int8 graph.safety \
          graph.summary imagemodel learn local model modelcheck modelimport pipeline quantize retrain session storage tfrecord \
          wordnet
      """;

  private static final String BY_DEFAULT_LOCALE =
      "java\\.lang\\.String\\.(format\\(java\\.lang\\.String,.*|formatted\\(.*|to(Lower|Upper)Case\\(\\))"
          + "|java\\.io\\.Print(Stream|Writer)\\.(printf|format)\\(java\\.lang\\.String,.*"
          + "|java\\.util\\.Locale\\.getDefault\\(.*"
          + "|java\\.util\\.Formatter\\.<init>\\(((?!Locale).)*"
          + "|java\\.time\\.format\\.DateTimeFormatter\\.of(Pattern\\(java\\.lang\\.String\\)|Localized.*)";

  /** In a string literal. */
  private static final Pattern OPTION_OR_COMMAND =
      Pattern.compile("\"([^\"]*[^\"a-z/-])?(--[a-zA-Z%]|--\"|imagebeam [a-z])");

  /**
   * What may name them: the command line and its interfaces of options; {@code digits} and {@code
   * retrain}, which are the jobs of {@code imagebeam train} and {@code imagebeam retrain} and hold
   * nothing for other programs; command lines of converters; and a variable of CSS.
   */
  private static final Pattern WITH_OPTIONS =
      Pattern.compile(
          "/(cli|digits|retrain)/|Options\\.java$|/ForeignModel\\.java$|/MatrixTable\\.java$");

  /** Tests of the whole, and of what isn't Java: documents, the launcher and what starts it. */
  private static final Set<String> WITHOUT_SUBJECT =
      Set.of(
          "ArchitectureTest",
          "CronJobTest",
          "CrontabTest",
          "DocsTest",
          "LauncherIT",
          "ServiceTest");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.imagebeam");

  @Test
  void shouldUseNoOtherPackages() {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    for (String line : ARROWS.lines().toList()) {
      List<String> words = WORDS.splitToList(line);
      Set<String> used = new TreeSet<>(words.subList(1, words.size()));
      assertTrue(allowed.keySet().containsAll(used), "from the ground up: " + line);
      allowed.put(words.get(0), used);
    }
    Map<String, Set<String>> actual = new TreeMap<>();
    for (JavaClass one : CLASSES.that(resideInAPackage(ROOT + ".*.."))) {
      Set<String> used = actual.computeIfAbsent(name(one), name -> new TreeSet<>());
      one.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT + "."))
          .map(ArchitectureTest::name)
          .filter(target -> !target.equals(name(one)))
          .forEach(used::add);
    }
    assertEquals(List.of(), arrows(actual, allowed), "added");
    assertEquals(List.of(), arrows(allowed, actual), "listed, and no longer there");
  }

  /** The arrows of {@code some} that {@code others} lack. */
  private static List<String> arrows(
      Map<String, Set<String>> some, Map<String, Set<String>> others) {
    List<String> arrows = new ArrayList<>();
    some.forEach(
        (from, used) -> {
          if (!others.containsKey(from)) {
            arrows.add(from);
          }
          for (String to : used) {
            if (!others.getOrDefault(from, Set.of()).contains(to)) {
              arrows.add(from + " -> " + to);
            }
          }
        });
    return arrows;
  }

  private static String name(JavaClass one) {
    return one.getPackageName().substring(ROOT.length() + 1);
  }

  @Test
  void shouldKeepPackagesAndFilesSmall() throws IOException {
    Map<Path, Long> classes = new TreeMap<>();
    List<String> longOnes = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java"))) {
      if (!file.endsWith("package-info.java")) {
        classes.merge(file.getParent(), 1L, Long::sum);
      }
      long lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        longOnes.add(file + ": " + lines);
      }
    }
    classes.values().removeIf(count -> count <= MOST_CLASSES);
    assertEquals(Map.of(), classes);
    assertEquals(List.of(), longOnes);
  }

  /** Main sets the locale, and programs of others that use these classes don't. */
  @Test
  void shouldLeaveNothingToTheUsersLocale() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "it goes by the default locale",
                access -> access.getTarget().getFullName().matches(BY_DEFAULT_LOCALE)))
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.text\\.(Number|Decimal|Message|Choice|SimpleDate)Format")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Scanner.class, Collator.class)
        .because("messages and files are the same everywhere: give Locale.ROOT")
        .check(CLASSES);
  }

  @Test
  void shouldKeepBeamAndCloudStorageOutOfGraphsAndCheckpoints() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.imagebeam.graph..", "org.imagebeam.checkpoint..", "org.imagebeam.tfrecord")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.beam..", "com.google.cloud..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void shouldKeepTensorFlowAndImagesOutOfInference() {
    noClasses()
        .that()
        .resideInAPackage("org.imagebeam.inference")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tensorflow..", "java.awt..", "javax.imageio..")
        .check(CLASSES);
  }

  @Test
  void shouldOpenSessionsInFewPackagesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.imagebeam.session",
            "org.imagebeam.graph.optimize",
            "org.imagebeam.checkpoint..",
            "org.imagebeam.learn",
            "org.imagebeam.digits",
            "org.imagebeam.head",
            "org.imagebeam.finetune",
            "org.imagebeam.modelcheck")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Session")
        .check(CLASSES);
  }

  /** In a program that uses the library, a full collection stops threads that aren't ours. */
  @Test
  void shouldCollectGarbageOfCommandsOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.imagebeam.local.UnusedHeap")
        .should()
        .callMethod(System.class, "gc")
        .orShould()
        .callMethod(Runtime.class, "gc")
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.imagebeam.cli.Main")
        .should()
        .callMethod(UnusedHeap.class, "ownProcess")
        .check(CLASSES);
  }

  @Test
  void shouldKnowGoogleCloudStorageInStorageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.imagebeam.storage")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.cloud..")
        .check(CLASSES);
  }

  /** Programs that use these classes have settings, and no options or commands of ours. */
  @Test
  void shouldNameOptionsAndCommandsOnTheCommandLineOnly() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java/org/imagebeam"))) {
      if (!WITH_OPTIONS.matcher(file.toString()).find()) {
        Files.readAllLines(file).stream()
            .filter(line -> OPTION_OR_COMMAND.matcher(line).find())
            .filter(line -> !line.strip().startsWith("//"))
            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
      }
    }
    assertEquals(List.of(), found, "name the setting, or give the exception a Remedy");
  }

  /** So that a red test says which class to look at. */
  @Test
  void shouldNameTestsAfterTheirSubject() throws IOException {
    Set<String> subjects = new TreeSet<>();
    List<String> tests = new ArrayList<>();
    for (Path file : sources(Path.of("src"))) {
      String name = file.getFileName().toString().replaceFirst("\\.java$", "");
      (name.matches(".*(Test|IT)") ? tests : subjects).add(name);
    }
    tests.removeIf(name -> WITHOUT_SUBJECT.contains(name) || hasSubject(name, subjects));
    assertEquals(List.of(), tests);
  }

  /** Whether a test is called as a class, with what of it is tested behind that or without. */
  private static boolean hasSubject(String test, Set<String> subjects) {
    return subjects.stream()
        .filter(test::startsWith)
        .anyMatch(subject -> Character.isUpperCase(test.charAt(subject.length())));
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
  }

  @Test
  void shouldReadArgumentsInCliOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.imagebeam.cli",
            "org.imagebeam.cli.options",
            "org.imagebeam.cli.shared",
            "org.imagebeam.cli.source")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }
}
