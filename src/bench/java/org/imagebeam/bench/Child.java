package org.imagebeam.bench;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that are measured. */
final class Child {
  private static final String ONE_DNN = "TF_ENABLE_ONEDNN_OPTS";

  private Child() {}

  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.environment().put("PYTHONUNBUFFERED", "1");
    // An import must not write into the source folder.
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder;
  }

  /** Has the process ended when this one is interrupted. */
  static void endWithUs(Process process) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
  }

  /** Ends a process and those that it has started, even if they are stopped. */
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** A contender that runs a network as the launcher has classify run it. */
  static List<String> network(List<String> args) {
    String given = System.getenv(ONE_DNN);
    List<String> command =
        new ArrayList<>(List.of("env", ONE_DNN + "=" + (given == null ? "1" : given)));
    command.addAll(java(args));
    return List.copyOf(command);
  }

  /** A contender in Java, on our own class path. */
  static List<String> java(List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Those of scripts/imagebeam.
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-Djava.awt.headless=true", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Contender.class.getName());
    command.addAll(args);
    return List.copyOf(command);
  }

  /** The last line that a process has written to its log. */
  static String lastWords(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    return Lists.reverse(lines).stream().findFirst().orElse("it ended without a word")
        + " ("
        + log
        + ")";
  }
}
