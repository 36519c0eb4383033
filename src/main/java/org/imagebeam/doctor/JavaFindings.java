package org.imagebeam.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.imagebeam.pipeline.MissingSettings;
import org.imagebeam.pipeline.Version;

/** Looks at versions, and at how Java was started. */
final class JavaFindings {
  private static final String ADVICE =
      " (docs/tuning.md says what for; scripts/imagebeam sets them)";

  private JavaFindings() {}

  static Finding versions() {
    return Finding.fine(
        "imagebeam",
        Version.current() + ", Apache Beam " + ReleaseInfo.getReleaseInfo().getVersion());
  }

  static List<Finding> java() throws IOException {
    List<Finding> found = new ArrayList<>();
    found.add(
        Finding.fine(
            "Java",
            String.format(
                Locale.ROOT,
                "%s of %s in %s, with a heap of at most %,d MiB",
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"),
                Runtime.getRuntime().maxMemory() >> 20)));
    found.add(
        lacking(
            "flags",
            MissingSettings.flags(ManagementFactory.getRuntimeMXBean().getInputArguments())));
    found.add(lacking("environment", MissingSettings.environment()));
    return found;
  }

  private static Finding lacking(String topic, List<String> missing) {
    return missing.isEmpty()
        ? Finding.fine(topic, "as recommended")
        : Finding.remark(topic, "lacks " + String.join(" ", missing) + ADVICE);
  }
}
