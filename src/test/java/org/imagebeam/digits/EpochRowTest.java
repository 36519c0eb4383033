package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochRowTest {
  private static final EpochRow ROW =
      new EpochRow(
          10,
          6050,
          1.5673517f,
          0.9129818f,
          0.918f,
          0.9173f,
          2.5,
          Instant.parse("2019-05-01T12:00:00.125Z"));

  private static final EpochRow WITHOUT_NUMBERS =
      new EpochRow(11, 6600, Float.POSITIVE_INFINITY, 0.1f, Float.NaN, 0.098f, 3, Instant.EPOCH);

  @TempDir Path temp;

  @Test
  void shouldWriteARowAnEpoch() throws IOException {
    String path = temp + "/new/metrics.csv";
    EpochRow.TABLE.write(path, List.of(ROW, WITHOUT_NUMBERS));
    assertEquals(
        "epoch,step,loss,train_accuracy,validation_accuracy,test_accuracy,seconds,time\r\n"
            + "10,6050,1.5673517,0.9129818,0.918,0.9173,2.500,2019-05-01T12:00:00.125Z\r\n"
            + "11,6600,Infinity,0.1,NaN,0.098,3.000,1970-01-01T00:00:00Z\r\n",
        Files.readString(Path.of(path)));
    assertEquals(List.of(ROW, WITHOUT_NUMBERS), EpochRow.TABLE.read(path));
  }

  @Test
  void shouldHaveNoRowsWhereThereIsNoFile() throws IOException {
    assertEquals(List.of(), EpochRow.TABLE.read(temp + "/none/metrics.csv"));
  }

  @Test
  void shouldRefuseOtherTables() throws IOException {
    for (String text :
        List.of(
            "",
            "image,label\r\na,b\r\n",
            String.join(",", EpochRow.TABLE.header()) + "\r\n1,2\r\n",
            String.join(",", EpochRow.TABLE.header()) + "\r\n1,2,3,4,5,6,7,yesterday\r\n",
            String.join(",", EpochRow.TABLE.header())
                + "\r\nx,2,3,4,5,6,7,1970-01-01T00:00:00Z\r\n")) {
      Path file = Files.writeString(temp.resolve("metrics.csv"), text);
      IOException e = assertThrows(IOException.class, () -> EpochRow.TABLE.read(file.toString()));
      assertTrue(e.getMessage().startsWith(file + " is no table of this kind"), e.getMessage());
    }
  }

  @Test
  void shouldDrawWhatAreNumbers() throws IOException {
    RunFiles files = new RunFiles(temp.toString(), "t");
    files.write(List.of(ROW, WITHOUT_NUMBERS));
    String page = Files.readString(temp.resolve(RunFiles.CURVES));
    assertTrue(page.contains("test: 0.9173 at 10"), page);
    assertFalse(page.contains("validation: NaN"), page);
    assertTrue(page.contains("<td>NaN</td>"), page);
    files.write(List.of());
    assertEquals(List.of(), files.read());
    assertFalse(Files.readString(temp.resolve(RunFiles.CURVES)).contains("<svg"));
  }
}
