package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.digits.TrainOptions;
import org.imagebeam.local.ExitCode;
import org.imagebeam.retrain.RetrainOptions;
import org.imagebeam.testing.Args;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with an option's value is said in one line with its name, and exit code 2. */
class BeamOptionsValuesTest {
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "classify", List.of("classify", "--input=in", "--output=out.csv"),
          "train", List.of("train", "--data=in", "--checkpointDir=out"),
          "retrain", List.of("retrain", "--images=in", "--output=out"),
          "evaluate", List.of("evaluate", "--checkpoint=in", "--data=in"),
          "export", List.of("export", "--checkpoint=in", "--output=out"),
          "fetch", List.of("model", "fetch", "name"),
          "inspect", List.of("model", "inspect", "name"),
          "freeze", List.of("checkpoint", "freeze", "in", "--output=out", "--outputs=y"),
          "rename", List.of("checkpoint", "rename", "in", "a=b", "--output=out"),
          "average", List.of("checkpoint", "average", "in", "--output=out"));

  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "classify,targetParallelism,0,must be at least 1",
    "classify,targetParallelism,-3,must be at least 1",
    "classify,targetParallelism,2000000000,must be at most 4096",
    "train,targetParallelism,0,must be at least 1",
    "retrain,targetParallelism,0,must be at least 1",
    "classify,batchSize,-1,must be at least 0",
    "classify,batchSize,2147483647,must be at most 65536",
    "classify,batchesInFlight,-1,must be at least 0",
    "classify,batchesInFlight,2147483647,must be at most 4096",
    "classify,sessionThreads,-1,must be at least 0",
    "classify,sessionThreads,2147483647,must be at most 4096",
    "classify,topK,-5,must be at least 1",
    "classify,topK,2147483647,must be at most 100000",
    "classify,topK,99999999999,must be a whole number of at most 2147483647",
    "classify,topK,-99999999999,must be a whole number of at least -2147483647",
    "classify,maxImageBytes,0,must be at least 1",
    "classify,maxPixels,-1,must be at least 1",
    "classify,precision,abc,must be float32, int8 or bfloat16",
    "classify,precision,'',must be float32, int8 or bfloat16",
    "classify,exif,'',must be apply or ignore",
    "classify,decode,FAST,must be exact or fast",
    "classify,input,'',needs a value",
    "classify,output,'',needs a value",
    "classify,output,' ',needs a value",
    "classify,model,'',needs a value",
    "classify,runner,NoRunner,has the invalid value 'NoRunner'",
    "train,data,'',needs a value",
    "train,checkpointDir,'',must name a folder",
    "train,epochs,0,must be at least 1",
    "train,batchSize,0,must be at least 1",
    "train,validationSize,-1,must be at least 0",
    "train,learningRate,-1,must be above 0",
    "train,learningRate,NaN,must be above 0",
    "train,emaDecay,1,must be at least 0 and below 1",
    "train,emaDecay,NaN,must be at least 0 and below 1",
    "train,keepCheckpointEveryNHours,0,must be above 0",
    "train,maxToKeep,-1,must be at least 0",
    "train,saveEverySteps,-1,must be at least 0",
    "train,optimizer,'','must be sgd, momentum or adam'",
    "train,loss,abc,must be",
    "retrain,images,'',needs a value",
    "retrain,output,'',needs a value",
    "retrain,testingPercentage,101,must be 0 to 100",
    "retrain,validationPercentage,-1,must be 0 to 100",
    "retrain,steps,0,must be at least 1",
    "retrain,learningRate,0,must be above 0",
    "retrain,learningRate,Infinity,must be above 0",
    "retrain,trainBatchSize,0,must be at least 1",
    "retrain,validationBatchSize,-1,must be at least 0",
    "retrain,evalStepInterval,0,must be at least 1",
    "retrain,saveEverySteps,0,must be at least 1",
    "retrain,randomCrop,-1,must be 0 to 150",
    "retrain,randomScale,151,must be 0 to 150",
    "retrain,randomBrightness,101,must be 0 to 100",
    "retrain,distortedCopies,0,must be at least 1",
    "evaluate,checkpoint,'',needs a value",
    "evaluate,data,'',needs a value",
    "export,checkpoint,'',needs a value",
    "export,output,'',needs a value",
    "fetch,to,'',needs a value",
    "fetch,url,'',needs a value",
    "inspect,logdir,'',needs a value",
    "freeze,output,'',needs a value",
    "freeze,outputs,'',needs a value",
    "freeze,meta,'',needs a value",
    "rename,output,'',needs a value",
    "average,output,'',needs a value"
  })
  void shouldRefuseAValueOutOfBounds(String command, String option, String value, String message) {
    assertRefused(command, option, value, "--" + option + " " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "1.5", "1e3x", "99999999999999999999", "0x10", "-"})
  void shouldRefuseWhatIsNoWholeNumber(String value) {
    for (Given option : optionsOf(int.class, long.class, Integer.class, Long.class)) {
      assertRefused(
          option.command(), option.name(), value, "--" + option.name() + " must be a whole number");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "1,5"})
  void shouldRefuseWhatIsNoNumber(String value) {
    for (Given option : optionsOf(double.class, Double.class)) {
      assertRefused(
          option.command(), option.name(), value, "--" + option.name() + " must be a number");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "yes", "TRUE", "1"})
  void shouldRefuseWhatIsNeitherTrueNorFalse(String value) {
    for (Given option : optionsOf(boolean.class, Boolean.class)) {
      assertRefused(
          option.command(), option.name(), value, "--" + option.name() + " must be true or false");
    }
  }

  @Test
  void shouldKnowTheOptionsOfBeam() {
    List<String> names =
        optionsOf(int.class, boolean.class, double.class).stream().map(Given::name).toList();
    assertTrue(names.containsAll(List.of("targetParallelism", "blockOnRun", "topK")), "" + names);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldRefuseAnOptionThatIsGivenTwice(String command) {
    List<String> args = COMMANDS.get(command);
    for (String option : args) {
      if (option.startsWith("--") && !option.startsWith("--input=")) {
        String name = option.substring(0, option.indexOf('='));
        String message = name + " is given more than once, as '";
        assertFails(message, Stream.concat(args.stream(), Stream.of(name + "=other")).toList());
        assertFails(message, Stream.concat(args.stream(), Stream.of(name, "other")).toList());
      }
    }
  }

  static Stream<String> commands() {
    return COMMANDS.keySet().stream().sorted();
  }

  private record Given(String command, String name) {}

  private static List<Given> optionsOf(Class<?>... types) {
    List<Given> options = new ArrayList<>();
    add(options, "classify", ClassifyOptions.class, types);
    add(options, "train", TrainOptions.class, types);
    add(options, "retrain", RetrainOptions.class, types);
    for (Class<? extends PipelineOptions> registered :
        PipelineOptionsFactory.getRegisteredOptions()) {
      add(options, "classify", registered, types);
    }
    return options;
  }

  private static void add(
      List<Given> options, String command, Class<?> declaring, Class<?>... types) {
    for (Method method : declaring.getMethods()) {
      boolean getter = method.getName().matches("(get|is)[A-Z].*") && !method.isDefault();
      if (getter
          && method.getParameterCount() == 0
          && List.of(types).contains(method.getReturnType())) {
        String property = method.getName().replaceFirst("get|is", "");
        options.add(new Given(command, java.beans.Introspector.decapitalize(property)));
      }
    }
  }

  private void assertRefused(String command, String option, String value, String message) {
    String[] args = Args.of(COMMANDS.get(command), "--" + option + "=" + value);
    assertFails(message, List.of(args));
  }

  private void assertFails(String message, List<String> args) {
    err.getBuffer().setLength(0);
    PrintWriter out = new PrintWriter(err, true);
    int code = new ImagebeamCommand(out, out).run(args.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.code(), code, args + ": " + err);
    assertTrue(err.toString().contains(message), args + ": " + err);
    assertEquals(1, err.toString().lines().count(), args + ": " + err);
  }
}
