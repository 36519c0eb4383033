package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.Distortion;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class BottleneckSettingsTest {
  private static final DistortionSettings VIEWS = new DistortionSettings(true, 10, 10, 10);

  @TempDir private Path model;

  @Test
  void shouldTellApartAllThatChangesABottleneck() {
    InferenceSettings usually = InferenceSettings.DEFAULT;
    BottleneckSettings usual = settings("m", "pool_3", "px", usually);
    List<BottleneckSettings> others =
        List.of(
            settings("n", "pool_3", "px", usually),
            settings("m", "pool_2", "px", usually),
            settings("m", "pool_3", "py", usually),
            settings("m", "pool_3", "px", usually.withLimits(new ImageLimits(9, 9))),
            settings("m", "pool_3", "px", usually.withExif(ExifMode.IGNORE)),
            settings("m", "pool_3", "px", usually.withDecode(DecodeMode.FAST)),
            settings(
                "m",
                "pool_3",
                "px",
                usually.withSession(new SessionOptions(1, Precision.BFLOAT16))));
    Set<String> fingerprints = new HashSet<>(Set.of(usual.fingerprint(false)));
    others.forEach(other -> fingerprints.add(other.fingerprint(false)));
    assertEquals(others.size() + 1, fingerprints.size());
    SessionOptions threads = new SessionOptions(4, Precision.FLOAT32);
    assertEquals(
        usual.fingerprint(false),
        settings("m", "pool_3", "px", usually.withSession(threads)).fingerprint(false));
  }

  @Test
  void shouldTellWhatIsAddedToTheGraph() throws IOException {
    GraphDef graph =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph().toBuilder()
            .addNode(NodeDefs.placeholder("keep", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", "logits", "keep"))
            .build();
    Files.write(model.resolve(ModelFolder.GRAPH), graph.toByteArray());
    String usual = pixels("\"feeds\": {\"keep\": 1}");
    assertEquals("input=input size=of the graph mean=0.0 scale=1.0 feeds={keep=1.0}", usual);
    assertEquals(
        "input=input size=of the graph mean=0.0 scale=1.0 channels=BGR feeds={keep=0.5}",
        pixels("\"channels\": \"BGR\", \"feeds\": {\"keep\": 0.5}"));
  }

  private String pixels(String members) throws IOException {
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        "{\"input\": \"input\", \"output\": \"kept\", \"bottleneck\": \"kept:0\", \"mean\": 0,"
            + " \"scale\": 1, "
            + members
            + "}");
    ModelRef location = ModelRef.of(model.toString());
    return BottleneckSettings.of(
            location,
            ModelFolder.open(model.toString()).openGraph(),
            InferenceSettings.DEFAULT,
            DistortionSettings.NONE,
            0)
        .pixels();
  }

  @Test
  void shouldTellDistortionsApartInCopiesAlone() {
    BottleneckSettings flip = CacheFixture.settings(CacheFixture.FLIP, 1);
    BottleneckSettings more = CacheFixture.settings(CacheFixture.FLIP, 5);
    BottleneckSettings other = CacheFixture.settings(VIEWS, 1);
    assertEquals(flip.fingerprint(false), other.fingerprint(false));
    assertNotEquals(flip.fingerprint(true), other.fingerprint(true));
    assertEquals(flip.fingerprint(true), more.fingerprint(true));
    assertNotEquals(flip.fingerprint(true), flip.fingerprint(false));
    assertEquals(16, flip.fingerprint(true).length());
  }

  @Test
  void shouldDrawTheSameViewOfTheSameName() {
    BottleneckSettings settings = CacheFixture.settings(VIEWS, 3);
    MatchResult.Metadata file = CacheFixture.file("/a/x.jpg", 1, 1);
    assertEquals(Distortion.NONE, settings.of(file, 0));
    assertEquals(settings.of(file, 1), settings.of(CacheFixture.file("/moved/x.jpg", 2, 2), 1));
    assertNotEquals(settings.of(file, 1), settings.of(file, 2));
    assertNotEquals(settings.of(file, 1), settings.of(CacheFixture.file("/a/y.jpg", 1, 1), 1));
  }

  @Test
  void shouldRefuseCopiesThatWouldBeTheSame() {
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> CacheFixture.settings(DistortionSettings.NONE, 2));
    assertEquals("2 distorted copies of each image need a distortion", none.getMessage());
    IllegalArgumentException fewer =
        assertThrows(IllegalArgumentException.class, () -> CacheFixture.settings(VIEWS, -1));
    assertEquals("copies must be at least 0, not -1", fewer.getMessage());
  }

  private static BottleneckSettings settings(
      String id, String node, String pixels, InferenceSettings inference) {
    return new BottleneckSettings(
        new ModelHandle(ModelRef.of("somewhere"), id, node),
        pixels,
        inference,
        DistortionSettings.NONE,
        0);
  }
}
