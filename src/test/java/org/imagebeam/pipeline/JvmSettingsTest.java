package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.ChildProgram;
import org.imagebeam.testing.ShowJvmSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmSettingsTest {
  @TempDir Path temp;

  @Test
  void shouldTellTheFlagsAndVariablesOfTheJvmItRunsIn() throws IOException, InterruptedException {
    ChildProgram.Result result =
        new ChildProgram(temp)
            .environment(
                Map.of(
                    "JAVA_TOOL_OPTIONS", "",
                    "JDK_JAVA_OPTIONS", "",
                    "MALLOC_ARENA_MAX", "1",
                    "MALLOC_MMAP_THRESHOLD_", "",
                    "TF_OVERRIDE_GLOBAL_THREADPOOL", "0",
                    "TF_ENABLE_ONEDNN_OPTS", "",
                    "TF_SECRET", "x"))
            .flags("-Xmx64m", "-XX:+UseSerialGC", "-Dimagebeam.firstRunSeconds=7")
            .run(ShowJvmSettings.class);
    assertEquals(
        List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-Dimagebeam.firstRunSeconds=7",
            "{MALLOC_ARENA_MAX=1, TF_OVERRIDE_GLOBAL_THREADPOOL=0}"),
        result.out(),
        result.err().toString());
  }

  @Test
  void shouldKeepSecretsOutOfWhatItTells() {
    JvmSettings settings =
        JvmSettings.of(
            List.of(
                "-Xms64m",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-Dhttp.proxyPassword=secret",
                "-Dhttp.proxyUser",
                "-javaagent:/opt/agent.jar=key=secret",
                "-agentlib:jdwp=transport=secret",
                "--add-opens=java.base/java.nio=ALL-UNNAMED"),
            Map.of("PATH", "secret", "MALLOC_ARENA_MAX", "1"));
    assertEquals(
        List.of(
            "-Xms64m",
            "-Dfile.encoding=UTF-8",
            "-Djava.awt.headless=true",
            "-Dhttp.proxyPassword=…",
            "-Dhttp.proxyUser",
            "-javaagent:/opt/agent.jar=…",
            "-agentlib:jdwp=…",
            "--add-opens=java.base/java.nio=ALL-UNNAMED"),
        settings.flags());
    assertEquals(Map.of("MALLOC_ARENA_MAX", "1"), settings.environment());
  }

  @Test
  void shouldReadTheFileThatTheLauncherReads() {
    Map<String, RecommendedEnvironment.Setting> settings = RecommendedEnvironment.settings();
    assertEquals(
        List.of(
            "MALLOC_ARENA_MAX",
            "MALLOC_MMAP_THRESHOLD_",
            "TF_OVERRIDE_GLOBAL_THREADPOOL",
            "TF_ENABLE_ONEDNN_OPTS"),
        List.copyOf(settings.keySet()));
    assertEquals(
        "Setting[value=1572864, command=Optional[classify]]",
        String.valueOf(settings.get("MALLOC_MMAP_THRESHOLD_")));
    assertEquals(
        "Setting[value=1, command=Optional.empty]",
        String.valueOf(settings.get("TF_OVERRIDE_GLOBAL_THREADPOOL")));
  }
}
