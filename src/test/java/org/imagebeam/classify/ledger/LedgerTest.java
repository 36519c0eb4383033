package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest extends LedgerFixture {
  @Test
  void shouldSkipWhatIsRecorded() throws IOException {
    write("results-1.csv", RESULTS + result(1));
    write("failures-1.csv", FAILURES + failure(3, "decode", "ImageException"));
    assertEquals(List.of("/p/0", "/p/2", "/p/4"), left(5));
  }

  /** The model's id had no letter in front before. */
  @Test
  void shouldTakeRowsOfThisAndOfFormerReleases() throws IOException {
    write("results-1.csv", RESULTS + result(1));
    write("results-2.csv", RESULTS + result(2).replace(MODEL, "m" + MODEL));
    assertEquals(List.of("/p/0", "/p/3"), left(4));
  }

  @Test
  void shouldTakeAnImageWithoutALabelForDone() throws IOException {
    write("results-1.csv", RESULTS + key(1) + ",,,,," + SETTINGS + "\r\n");
    assertEquals(List.of("/p/0"), left(2));
  }

  @Test
  void shouldNotCountTheRunsOwnTables() throws IOException {
    write("results-now.csv", RESULTS + result(1));
    write("failures-now.csv", FAILURES + failure(2, "decode", "ImageException"));
    assertEquals(4, left(4).size());
    write("results-1.csv", RESULTS + result(1));
    assertEquals(3, left(4).size());
  }

  @Test
  void shouldRepeatWhatHasChangedOrWasAnotherModels() throws IOException {
    write(
        "results-1.csv",
        RESULTS
            + result(1).replace(",1,1970", ",99,1970")
            + result(2).replace(".002Z", ".999Z")
            + result(3).replace(MODEL, "ffffffffffff")
            + result(4).replace("/p/4", "/q")
            + result(4));
    assertEquals(List.of("/p/0", "/p/1", "/p/2", "/p/3"), left(5));
  }

  @Test
  void shouldTakeAFolderThatIsNotThereForEmpty() throws IOException {
    assertEquals(0, read(3, folder + "/none", WANTED).done().cardinality());
  }

  @Test
  void shouldIgnoreOtherFiles() throws IOException {
    write("notes.csv", "what,ever\r\n");
    write("results-1.txt", "what,ever\r\n");
    Files.createDirectory(folder.resolve("results-2.csv"));
    assertEquals(2, left(2).size());
  }

  @ParameterizedTest
  @CsvSource({
    "decode, ImageException, false",
    "decode, ImageLimitException, true",
    "decode, ImageMemoryException, true",
    "decode, FileTooLargeException, true",
    "read, IOException, true",
    "read, ImageException, true",
    "infer, TFResourceExhaustedException, true",
    "prepare, IllegalStateException, true"
  })
  void shouldTryAgainWhatIsNotTheFilesOwnFault(String stage, String error, boolean again)
      throws IOException {
    write("failures-1.csv", FAILURES + failure(0, stage, error));
    assertEquals(again ? 1 : 0, left(1).size());
    assertEquals(again ? 1 : 0, read(1).triedAgain());
    write("results-2.csv", RESULTS + result(0));
    assertEquals(List.of(), left(1), "it has a result by now");
    assertEquals(0, read(1).triedAgain());
  }

  @Test
  void shouldNameWhatDiffersWhereRowsAreOfOtherSettings() throws IOException {
    write("results-1.csv", RESULTS + result(0) + result(1).replace(SETTINGS, OTHERS));
    write("failures-1.csv", FAILURES + result(2).replace("cat,0.5,1,n1," + SETTINGS, ""));
    write("failures-2.csv", FAILURES + failure(2, "read", "E").replace(SETTINGS, OTHERS));
    write(
        "results-3.csv",
        RESULTS.replace(",settings", "")
            + result(0).replace("," + SETTINGS, "")
            + result(3).replace("," + SETTINGS, ""));
    Ledger ledger = read(5);
    assertEquals(List.of("/p/1", "/p/2", "/p/3", "/p/4"), left(5));
    assertEquals(3, ledger.madeAnew());
    Map<String, String> now = Map.of("topK", "3", "exif", "apply", "labels", "x");
    assertEquals(
        List.of(
            "1 image is classified anew: the row that it has is of a former release of imagebeam,"
                + " which didn't note the settings",
            "2 images are classified anew: the rows that they have are of other settings: topK=5"
                + " (now 3)"),
        ledger.differences(
            now, Map.of(OTHERS, Map.of("topK", "5", "exif", "apply", "labels", "x"))));
    assertEquals(
        "2 images are classified anew: the rows that they have are of other settings (b123456789)",
        ledger.differences(now, Map.of()).get(1));
  }

  @Test
  void shouldSayWhichRowsCountWhereNewerOnesAreOfOthers() throws IOException {
    write("results-1.csv", RESULTS + result(0) + result(1) + result(2) + result(3));
    assertEquals(Optional.empty(), read(5).goneBack());
    write("results-2.csv", RESULTS + result(0).replace(SETTINGS, OTHERS) + result(1));
    String count =
        ": from this run on, the rows of the model "
            + "m"
            + MODEL
            + " and the settings "
            + SETTINGS
            + " count, as _METRICS.json says";
    assertEquals(
        Optional.of(
            "1 image is done with this model and these settings, and has a newer row of others"
                + count),
        read(5).goneBack());
    write("failures-3.csv", FAILURES + failure(2, "decode", "E").replace(MODEL, "0".repeat(12)));
    // Of one that isn't done, no row counts yet.
    write("results-3.csv", RESULTS + result(4).replace(SETTINGS, OTHERS));
    assertEquals(
        Optional.of(
            "2 images are done with this model and these settings, and have newer rows of others"
                + count),
        read(5).goneBack());
    assertEquals(List.of("/p/4"), left(5));
    write("results-4.csv", RESULTS + result(0) + result(2));
    assertEquals(Optional.empty(), read(5).goneBack());
  }

  @Test
  void shouldTakeRowsThatASpreadsheetHasQuotedAndMarked() throws IOException {
    String quoted =
        (RESULTS + result(0) + result(1)).replace(",", "\",\"").replace("\r\n", "\"\n\"");
    write("results-1.csv", "\ufeff\"" + quoted.substring(0, quoted.length() - 1) + "\n\n");
    assertEquals(List.of("/p/2"), left(3));
    assertEquals(Optional.empty(), complaint("results-1.csv"));
  }

  @Test
  void shouldTakeRowsWithColumnsOfOthersBehind() throws IOException {
    write(
        "results-1.csv",
        RESULTS.replace("\r\n", ",note\r\n") + result(0).replace("\r\n", ",mine\r\n"));
    assertEquals(List.of("/p/1"), left(2));
  }
}
