package org.imagebeam;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.text.Collator;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

/** Imports run one way: each package knows only those above it in this list. */
class ArchitectureTest {
  private static final List<String> FROM_THE_GROUND_UP =
      List.of(
          "storage",
          "download",
          "graph",
          "model",
          "checkpoint",
          "inference",
          "image",
          "pipeline",
          "classify",
          "report",
          "bottleneck",
          "learn",
          "head",
          "finetune",
          "digits",
          "retrain",
          "cli");

  private static final String BY_DEFAULT_LOCALE =
      "java\\.lang\\.String\\.(format\\(java\\.lang\\.String,.*|formatted\\(.*|to(Lower|Upper)Case\\(\\))"
          + "|java\\.io\\.Print(Stream|Writer)\\.(printf|format)\\(java\\.lang\\.String,.*"
          + "|java\\.util\\.Locale\\.getDefault\\(.*"
          + "|java\\.util\\.Formatter\\.<init>\\(((?!Locale).)*"
          + "|java\\.time\\.format\\.DateTimeFormatter\\.of(Pattern\\(java\\.lang\\.String\\)|Localized.*)";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.imagebeam");

  @Test
  void shouldImportDownwardOnly() {
    for (int i = 0; i < FROM_THE_GROUND_UP.size(); i++) {
      String[] above =
          FROM_THE_GROUND_UP.subList(i + 1, FROM_THE_GROUND_UP.size()).stream()
              .map(name -> "org.imagebeam." + name + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("org.imagebeam." + FROM_THE_GROUND_UP.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .check(CLASSES);
      }
    }
    slices().matching("org.imagebeam.(*)..").should().beFreeOfCycles().check(CLASSES);
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
  void shouldKnowEveryPackage() {
    classes()
        .should()
        .resideInAnyPackage(
            FROM_THE_GROUND_UP.stream().map(name -> "org.imagebeam." + name).toArray(String[]::new))
        .orShould()
        .resideInAPackage("org.imagebeam")
        .check(CLASSES);
  }

  @Test
  void shouldKeepGraphsApartFromModelsAndSessions() {
    noClasses()
        .that()
        .resideInAPackage("org.imagebeam.graph")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.imagebeam.storage..", "org.apache.beam..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Session")
        .check(CLASSES);
  }

  @Test
  void shouldOpenSessionsInFewPackagesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.imagebeam.inference",
            "org.imagebeam.checkpoint",
            "org.imagebeam.learn",
            "org.imagebeam.head",
            "org.imagebeam.finetune",
            "org.imagebeam.digits")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.tensorflow.Session")
        .check(CLASSES);
  }

  @Test
  void shouldKeepImagesOutOfInference() {
    noClasses()
        .that()
        .resideInAPackage("org.imagebeam.inference")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.imagebeam.image..", "org.imagebeam.model..", "java.awt..")
        .check(CLASSES);
  }

  @Test
  void shouldKeepPipelinesApart() {
    List<String> pipelines = List.of("classify", "digits", "retrain");
    for (String one : pipelines) {
      noClasses()
          .that()
          .resideInAPackage("org.imagebeam." + one)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              pipelines.stream()
                  .filter(other -> !other.equals(one))
                  .map(other -> "org.imagebeam." + other)
                  .toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void shouldKeepLearningApartFromWhatIsLearned() {
    noClasses()
        .that()
        .resideInAPackage("org.imagebeam.learn")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.imagebeam.bottleneck", "org.imagebeam.image")
        .check(CLASSES);
  }

  @Test
  void shouldKeepDigitsApartFromRetraining() {
    noClasses()
        .that()
        .resideInAPackage("org.imagebeam.digits")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.imagebeam.bottleneck", "org.imagebeam.head", "org.imagebeam.finetune")
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

  @Test
  void shouldReadArgumentsInCliOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.imagebeam.cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }
}
