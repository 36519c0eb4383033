package org.imagebeam.retrain;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.bottleneck.BottleneckSet;
import org.imagebeam.bottleneck.PathNames;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.Thumbnail;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.Score;
import org.imagebeam.report.Curve;
import org.imagebeam.report.GalleryImage;
import org.imagebeam.report.HtmlReport;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code report.html}: the curves, the confusion matrix, and the worst mistakes as images. */
final class ReportPage {
  private static final Logger LOG = LoggerFactory.getLogger(ReportPage.class);
  private static final int MISTAKES = 24;

  /** Of a small image, in pixels. */
  private static final int SIDE = 200;

  private final RetrainSettings settings;
  private final BottleneckSet set;
  private final RetrainSummary summary;
  private final List<EvaluationRow> rows;
  private final ConfusionMatrix matrix;
  private final Predictions predictions;

  ReportPage(
      RetrainSettings settings,
      BottleneckSet set,
      RetrainSummary summary,
      List<EvaluationRow> rows,
      ConfusionMatrix matrix,
      Predictions predictions) {
    this.settings = settings;
    this.set = set;
    this.summary = summary;
    this.rows = rows;
    this.matrix = matrix;
    this.predictions = predictions;
  }

  byte[] toBytes() {
    HtmlReport page = new HtmlReport("imagebeam retrain: " + settings.model());
    page.paragraph(verdict()).paragraph(images());
    for (EvaluationRow.Phase phase : EvaluationRow.Phase.values()) {
      addCurves(page, phase);
    }
    if (summary.test().images() > 0) {
      page.matrix(
          "Test images by class (rows), and what the model says", matrix.labels(), matrix.counts());
      page.table(List.of("class", "images", "precision", "recall"), classes());
    }
    List<GalleryImage> mistakes = mistakes();
    if (!mistakes.isEmpty()) {
      page.gallery("The worst mistakes", mistakes);
    }
    return page.toBytes();
  }

  private String verdict() {
    Score test = summary.test();
    return test.images() == 0
        ? "No images were kept for testing."
        : String.format(
            Locale.ROOT,
            "Of %d test images %d are named right: accuracy %.4f, cross-entropy %.4f.%s",
            test.images(),
            test.correct(),
            test.accuracy(),
            test.crossEntropy(),
            summary.headTest().map(ReportPage::before).orElse(""));
  }

  private static String before(Score head) {
    return String.format(
        Locale.ROOT,
        " Before fine-tuning, with the last layer alone: accuracy %.4f, cross-entropy %.4f.",
        head.accuracy(),
        head.crossEntropy());
  }

  private String images() {
    return String.format(
        Locale.ROOT,
        "%d classes, %d images for training, %d for validation, %d for testing, %d left out.",
        set.labels().size(),
        set.examples(Side.TRAINING).size(),
        set.examples(Side.VALIDATION).size(),
        set.examples(Side.TESTING).size(),
        summary.failed());
  }

  private void addCurves(HtmlReport page, EvaluationRow.Phase phase) {
    List<EvaluationRow> own = rows.stream().filter(row -> row.phase() == phase).toList();
    if (own.isEmpty()) {
      return;
    }
    String name = phase == EvaluationRow.Phase.HEAD ? "Last layer" : "Fine-tuning";
    addCurves(
        page,
        name + ": accuracy",
        Curve.of("validation", own, EvaluationRow::step, EvaluationRow::validationAccuracy),
        Curve.of("training batch", own, EvaluationRow::step, EvaluationRow::trainAccuracy));
    addCurves(
        page,
        name + ": cross-entropy",
        Curve.of("validation", own, EvaluationRow::step, EvaluationRow::validationCrossEntropy),
        Curve.of("training batch", own, EvaluationRow::step, EvaluationRow::trainCrossEntropy));
  }

  private static void addCurves(HtmlReport page, String caption, Curve... curves) {
    List<Curve> drawn = List.of(curves);
    if (drawn.stream().anyMatch(curve -> !curve.points().isEmpty())) {
      page.curves(caption, "step", drawn);
    }
  }

  private List<List<String>> classes() {
    List<List<String>> table = new ArrayList<>();
    for (int i = 0; i < matrix.labels().size(); i++) {
      long images = 0;
      for (int j = 0; j < matrix.labels().size(); j++) {
        images += matrix.count(i, j);
      }
      table.add(
          List.of(
              matrix.labels().get(i),
              Long.toString(images),
              share(matrix.precision(i)),
              share(matrix.recall(i))));
    }
    return table;
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private List<GalleryImage> mistakes() {
    List<GalleryImage> images = new ArrayList<>();
    try (ImageDecoder decoder =
        new ImageDecoder(
            settings.inference().limits(), ExifMode.APPLY, settings.inference().decode())) {
      for (TestPrediction mistake : predictions.mistakes()) {
        if (images.size() == MISTAKES) {
          break;
        }
        addImage(decoder, mistake, images);
      }
    }
    return images;
  }

  /** Adds an image; a page without one of its images is better than none. */
  private void addImage(ImageDecoder decoder, TestPrediction mistake, List<GalleryImage> images) {
    try {
      byte[] file = Storage.readAll(mistake.image(), settings.inference().limits().maxBytes());
      images.add(
          new GalleryImage(
              ByteString.copyFrom(Thumbnail.of(decoder, file, SIDE)),
              mistake.label() + ", taken for " + mistake.predicted(),
              List.of(
                  String.format(
                      Locale.ROOT,
                      "%s %.2f, taken for %s %.2f",
                      mistake.label(),
                      mistake.labelScore(),
                      mistake.predicted(),
                      mistake.score()),
                  PathNames.base(mistake.image()))));
    } catch (IOException | ImageException e) {
      LOG.warn("{} is not shown on the page: {}", mistake.image(), e.getMessage());
    }
  }
}
