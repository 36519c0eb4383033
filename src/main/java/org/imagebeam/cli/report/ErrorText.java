package org.imagebeam.cli.report;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.local.HasRemedy;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;

/** Adds to the messages of exceptions the options and commands that only the command line has. */
public final class ErrorText {
  private ErrorText() {}

  /** Returns the message, or null if the exception has none. */
  public static @Nullable String of(Throwable e) {
    if (e instanceof InvalidValueException invalid && invalid.setting().isPresent()) {
      return "--" + invalid.getMessage();
    }
    if (e instanceof HasRemedy known && known.remedy().isPresent()) {
      return e.getMessage() + " (" + text(known.remedy().get()) + ")";
    }
    return e.getMessage();
  }

  private static String text(Remedy remedy) {
    List<String> arguments = remedy.arguments();
    return switch (remedy.kind()) {
      case ALLOW_RANDOM -> "--allowRandom does so";
      case ALLOW_UNSAFE_MODEL -> "--allowUnsafeModel does so";
      case FETCH_MODEL -> "'" + fetch(arguments) + "' does so";
      case FREEZE_GRAPH ->
          "'imagebeam checkpoint freeze "
              + arguments.get(0)
              + " --outputs="
              + arguments.get(1)
              + " --output=FILE.pb' does so";
      case IMPORT_MODEL -> "'imagebeam model import' does so";
      case LIST_LAYERS -> "'imagebeam model inspect' lists the layers";
      case LIST_MODELS -> "'imagebeam model list' shows the names";
      case LIST_TENSORS -> "'imagebeam checkpoint show' lists the tensors";
      case NAME_CACHE -> "--" + arguments.get(0) + "=FOLDER names another folder for the cache";
      case NAME_CALIBRATION_IMAGES -> "--calibrate=IMAGES does so";
      case NAME_INPUT -> "--inputNode=NODE does so";
      case NAME_OUTPUT -> "--outputNode=NODE does so, and 'imagebeam model import' keeps several";
      case NAME_PIXELS -> "--preprocessing=NAME does so";
      case NAME_SIZE -> "--size=HxW does so";
      case READ_ALL_FILES -> "--all reads them too";
      case UNPACK_LIBRARIES -> "'imagebeam doctor --unpackTo=FOLDER' fills one beforehand";
    };
  }

  private static String fetch(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("imagebeam model fetch", arguments.get(0)));
    arguments.stream().skip(1).map(cache -> "--modelCache=" + cache).forEach(words::add);
    return String.join(" ", words);
  }
}
