package org.imagebeam.cli;

import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Brings Beam's PipelineOptions to the command line: those of one interface with their descriptions
 * and defaults, and all others that are registered, unseen.
 */
final class BeamOptions {
  private static final String THREADS = "targetParallelism";

  /** Beam's own options that are worth showing, in our words. */
  private static final Map<String, String> SHOWN =
      new TreeMap<>(
          Map.of(
              "runner",
              "What runs the pipeline: DirectRunner is this process.",
              THREADS,
              "The direct runner's threads, by default one a processor."));

  private BeamOptions() {}

  /**
   * An option as it is shown.
   *
   * @param name without dashes
   * @param defaultValue as text, empty if there is none
   * @param flag whether the name alone means yes
   */
  record Shown(
      String name, String description, String defaultValue, boolean required, boolean flag) {}

  /** The options of {@code type} and of ours that it extends, the required first, then Beam's. */
  static List<Shown> shown(Class<? extends PipelineOptions> type) {
    List<Shown> options = new ArrayList<>();
    for (Method method : type.getMethods()) {
      Description description = method.getAnnotation(Description.class);
      if (description != null && !method.getDeclaringClass().equals(PipelineOptions.class)) {
        options.add(
            new Shown(
                property(method),
                description.value(),
                defaultValue(method),
                method.isAnnotationPresent(Required.class),
                method.getReturnType() == boolean.class));
      }
    }
    options.sort(
        Comparator.comparing((Shown option) -> !option.required()).thenComparing(Shown::name));
    SHOWN.forEach(
        (name, description) ->
            options.add(
                new Shown(
                    name, description, name.equals("runner") ? "DirectRunner" : "", false, false)));
    return options;
  }

  /** Adds an interface's options to a command, and, unseen, every other that Beam knows. */
  static void addTo(CommandSpec spec, Class<? extends PipelineOptions> type) {
    Set<String> added = new TreeSet<>();
    for (Shown option : shown(type)) {
      added.add(option.name());
      String suffix = option.defaultValue().isEmpty() ? "" : " Default: " + option.defaultValue();
      OptionSpec.Builder builder =
          option(option.name())
              .required(option.required())
              .description((option.description() + suffix).replace("%", "%%"));
      if (option.flag()) {
        builder.arity("0..1").fallbackValue("true");
      }
      spec.addOption(builder.build());
    }
    // Itself it isn't registered: all that are must agree on the defaults of the names they share.
    for (Class<? extends PipelineOptions> registered :
        PipelineOptionsFactory.getRegisteredOptions()) {
      for (Method method : registered.getMethods()) {
        if (isGetter(method) && added.add(property(method))) {
          spec.addOption(option(property(method)).arity("0..1").hidden(true).build());
        }
      }
    }
  }

  /**
   * The options that were given, with defaults of ours for the direct runner.
   *
   * @throws IllegalArgumentException if Beam refuses one
   */
  static <T extends PipelineOptions> T read(ParseResult parsed, Class<T> type) {
    T options = PipelineOptionsFactory.fromArgs(toArguments(parsed)).as(type);
    DirectOptions direct = options.as(DirectOptions.class);
    // These check the pipeline's author, at a price for each element: the tests leave them on.
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    // Beam's own default is at least 3. A thread beyond the processors only looks for work, without
    // a rest: with two processors that cost a tenth of the pictures a second.
    if (!parsed.hasMatchedOption("--" + THREADS)) {
      direct.setTargetParallelism(Runtime.getRuntime().availableProcessors());
    }
    return options;
  }

  /** The options that were given, as Beam reads them; of one given twice, the last. */
  static String[] toArguments(ParseResult parsed) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      if (option.isMultiValue()) {
        List<String> values = option.getValue();
        String value = values.get(values.size() - 1);
        arguments.add(option.longestName() + (value.isEmpty() ? "" : "=" + value));
      }
    }
    return arguments.toArray(String[]::new);
  }

  /** A list, so that an option after an argument file overrides the file's. */
  private static OptionSpec.Builder option(String name) {
    return OptionSpec.builder("--" + name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel("VALUE");
  }

  private static boolean isGetter(Method method) {
    boolean named = method.getName().startsWith("get") || method.getName().startsWith("is");
    return named
        && method.getParameterCount() == 0
        && PipelineOptions.class.isAssignableFrom(method.getDeclaringClass());
  }

  private static String property(Method getter) {
    int prefix = getter.getName().startsWith("is") ? 2 : 3;
    return Introspector.decapitalize(getter.getName().substring(prefix));
  }

  private static String defaultValue(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation instanceof Default.String text) {
        return text.value();
      }
      if (annotation instanceof Default.Integer number) {
        return Integer.toString(number.value());
      }
      if (annotation instanceof Default.Long number) {
        return Long.toString(number.value());
      }
      if (annotation instanceof Default.Boolean flag) {
        return Boolean.toString(flag.value());
      }
      if (annotation instanceof Default.Double number) {
        return number.value() == Math.rint(number.value())
            ? Long.toString((long) number.value())
            : BigDecimal.valueOf(number.value()).toPlainString();
      }
    }
    return "";
  }
}
