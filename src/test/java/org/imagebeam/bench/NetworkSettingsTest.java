package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.imagebeam.inference.BatchOptions;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSettingsTest {
  @Test
  void shouldReadWhatItWrites() {
    NetworkSettings settings = new NetworkSettings(8, 3, new SessionOptions(2, Precision.BFLOAT16));
    assertEquals("8,3,2,BFLOAT16", settings.text());
    assertEquals(settings, NetworkSettings.parse(settings.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "8,1,0",
        "8,1,0,FLOAT32,",
        "0,1,0,FLOAT32",
        "8,0,0,FLOAT32",
        "8,1,-1,FLOAT32",
        "8,1,0,float",
        "x,1,0,FLOAT32"
      })
  void shouldRefuseWhatMakesNoTurn(String text) {
    assertThrows(IllegalArgumentException.class, () -> NetworkSettings.parse(text));
  }

  @Test
  void shouldKeepTheProcessorsBusyAsClassifyDoes() {
    NetworkSettings settings = ClassifyWay.settings(Precision.FLOAT32);
    assertEquals(SessionOptions.DEFAULT, settings.session());
    assertEquals(SessionOptions.DEFAULT.usefulBatchesInFlight(), settings.inFlight());
    assertEquals(BatchOptions.DEFAULT_SIZE, settings.batch());
  }

  @Test
  void shouldSayHowItRuns() {
    assertEquals("batch 8, all threads", NetworkSettings.oneAfterAnother(8).description());
    assertEquals(
        "batch 2, 3 side by side", new NetworkSettings(2, 3, SessionOptions.DEFAULT).description());
  }
}
