package org.imagebeam.cli.options;

import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.HelpGroup;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.pipeline.OptionName;
import org.imagebeam.pipeline.OptionalValue;
import org.imagebeam.pipeline.RepeatedOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Brings Beam's PipelineOptions to the command line: those of one interface with their descriptions
 * and defaults, and all others that are registered, unseen.
 */
public final class BeamOptions {
  private static final String THREADS = "targetParallelism";
  private static final int MOST_THREADS = 4096;

  /** Beam's own options that are worth showing, in our words. */
  private static final Map<String, String> SHOWN =
      new TreeMap<>(
          Map.of(
              "runner",
              "What runs the pipeline; DirectRunner runs it in this process.",
              THREADS,
              "The direct runner's threads; by default, one for each processor."));

  private BeamOptions() {}

  /**
   * An option as it is shown.
   *
   * @param name without dashes
   * @param defaultValue as text, empty if there is none
   * @param flag whether the name alone means yes
   */
  public record Shown(
      HelpGroup.Title group,
      String name,
      String description,
      String defaultValue,
      boolean required,
      boolean flag) {}

  /** Returns the titles of the options' groups, by the options' names without dashes. */
  public static Map<String, String> groups(Class<? extends PipelineOptions> type) {
    Map<String, String> groups = new HashMap<>();
    shown(type).forEach(option -> groups.put(option.name(), option.group().toString()));
    return groups;
  }

  /**
   * Returns the options of {@code type} and of ours that it extends, and some of Beam's: group by
   * group, the required ones first.
   */
  public static List<Shown> shown(Class<? extends PipelineOptions> type) {
    List<Shown> options = new ArrayList<>();
    for (Method method : type.getMethods()) {
      Description description = method.getAnnotation(Description.class);
      if (description != null && !method.getDeclaringClass().equals(PipelineOptions.class)) {
        options.add(
            new Shown(
                method.getAnnotation(HelpGroup.class).value(),
                name(method),
                description.value(),
                defaultValue(method),
                method.isAnnotationPresent(Required.class),
                method.getReturnType() == boolean.class
                    || method.isAnnotationPresent(OptionalValue.class)));
      }
    }
    SHOWN.forEach(
        (name, description) ->
            options.add(
                new Shown(
                    HelpGroup.Title.RUNNER,
                    name,
                    description,
                    name.equals("runner") ? "DirectRunner" : "",
                    false,
                    false)));
    options.sort(
        Comparator.comparing(Shown::group)
            .thenComparing(option -> !option.required())
            .thenComparing(Shown::name));
    return options;
  }

  /** Adds an interface's options to a command, and, unseen, every other that Beam knows. */
  public static void addTo(CommandSpec spec, Class<? extends PipelineOptions> type) {
    Set<String> added = new TreeSet<>();
    for (Shown option : shown(type)) {
      added.add(option.name());
      String suffix =
          option.defaultValue().isEmpty() || option.flag()
              ? ""
              : " Default: " + option.defaultValue() + ".";
      OptionSpec.Builder builder =
          option(option.name())
              .required(option.required())
              .description((option.description() + suffix).replace("%", "%%"));
      if (option.flag()) {
        builder.arity("0..1").fallbackValue("true");
      }
      spec.addOption(builder.build());
    }
    getters()
        .filter(getter -> added.add(name(getter)))
        .forEach(getter -> spec.addOption(hidden(getter)));
  }

  private static OptionSpec hidden(Method getter) {
    OptionSpec.Builder builder = option(name(getter)).hidden(true);
    if (getter.getReturnType() == boolean.class || getter.getReturnType() == Boolean.class) {
      builder.arity("0..1").fallbackValue("true");
    }
    return builder.build();
  }

  /**
   * Of all options that are registered. Those of a command aren't: all that are registered must
   * agree on the defaults of the names that they share.
   */
  private static Stream<Method> getters() {
    return PipelineOptionsFactory.getRegisteredOptions().stream()
        .flatMap(registered -> Arrays.stream(registered.getMethods()))
        .filter(BeamOptions::isGetter);
  }

  /**
   * The options that were given, with defaults of ours for the direct runner.
   *
   * @throws InvalidValueException if one has a value that it can't have
   */
  public static <T extends PipelineOptions> T read(ParseResult parsed, Class<T> type) {
    T options = parse(toArguments(parsed, type), type);
    DirectOptions direct = options.as(DirectOptions.class);
    // These check the pipeline's author, at a price for each element: the tests leave them on.
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    // Beam's own default is at least 3. A thread beyond the processors only looks for work, without
    // a rest: with two processors that cost a tenth of the images a second.
    if (!parsed.hasMatchedOption("--" + THREADS)) {
      direct.setTargetParallelism(Runtime.getRuntime().availableProcessors());
    }
    OptionChecks.between(1, MOST_THREADS, THREADS, direct.getTargetParallelism());
    return options;
  }

  /** Beam's message about several options names one of them, or none. */
  private static <T extends PipelineOptions> T parse(List<String> arguments, Class<T> type) {
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).as(type);
    } catch (RuntimeException all) {
      for (String argument : arguments) {
        try {
          PipelineOptionsFactory.fromArgs(argument).as(type);
        } catch (RuntimeException e) {
          throw refused(argument, e);
        }
      }
      throw new InvalidValueException(all.getMessage(), all);
    }
  }

  private static InvalidValueException refused(String argument, RuntimeException e) {
    int equals = argument.indexOf('=');
    return new InvalidValueException(
        argument.substring(0, equals)
            + " has the invalid value '"
            + argument.substring(equals + 1)
            + "': "
            + e.getMessage(),
        e);
  }

  /**
   * The options that were given, as Beam reads them. Values of one that is repeated are joined.
   *
   * @throws InvalidValueException if one is no number where one is needed, or neither true nor
   *     false
   */
  public static List<String> toArguments(
      ParseResult parsed, Class<? extends PipelineOptions> type) {
    Map<String, Method> getters = new HashMap<>();
    Stream.concat(Arrays.stream(type.getMethods()).filter(BeamOptions::isGetter), getters())
        .forEach(getter -> getters.putIfAbsent("--" + name(getter), getter));
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      if (option.isMultiValue()) {
        List<String> values = option.getValue();
        String value = RepeatedOption.join(values);
        Method getter = getters.get(option.longestName());
        if (getter == null) {
          OptionTypes.check(option.longestName(), String.class, value);
          arguments.add(option.longestName() + "=" + value);
        } else {
          OptionTypes.check(option.longestName(), getter.getReturnType(), value);
          arguments.add("--" + property(getter) + "=" + value);
        }
      }
    }
    return arguments;
  }

  /** A list, because the values of one of them add up. */
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

  /** On the command line. */
  private static String name(Method getter) {
    OptionName given = getter.getAnnotation(OptionName.class);
    return given == null ? property(getter) : given.value();
  }

  /** For Beam. */
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
