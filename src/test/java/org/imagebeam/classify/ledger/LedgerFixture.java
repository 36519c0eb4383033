package org.imagebeam.classify.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.input.NumberedImages;
import org.imagebeam.classify.table.VectorColumn;
import org.junit.jupiter.api.io.TempDir;

/** A folder of tables for a ledger to read, and rows to put in them. */
abstract class LedgerFixture {
  static final String MODEL = "0123456789ab";
  static final String SETTINGS = "a123456789";
  static final Ledger.Wanted WANTED =
      new Ledger.Wanted("m" + MODEL, SETTINGS, VectorColumn.SHARD, false);
  static final String OTHERS = "b123456789";
  static final String RESULTS =
      "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,settings\r\n";
  static final String FAILURES = "image,size_bytes,modified,model,stage,error,message,settings\r\n";

  @TempDir Path folder;

  static String result(int i) {
    return key(i) + ",cat,0.5,1,n1," + SETTINGS + "\r\n";
  }

  static String line(int i, String members) {
    List<String> key = List.of(key(i).split(","));
    return String.format(
        "{\"image\":\"%s\",\"size_bytes\":%s,\"modified\":\"%s\",\"model\":\"m%s\",%s,"
            + "\"settings\":\"%s\"}%n",
        key.get(0), key.get(1), key.get(2), MODEL, members, SETTINGS);
  }

  static String failure(int i, String stage, String error) {
    return key(i) + "," + stage + "," + error + ",why," + SETTINGS + "\r\n";
  }

  static String key(int i) {
    String time = i == 0 ? "1970-01-01T00:00:00Z" : "1970-01-01T00:00:00.00" + i + "Z";
    return "/p/" + i + "," + i + "," + time + "," + MODEL;
  }

  void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  Optional<String> complaint(String name) throws IOException {
    return LedgerTable.read(folder.resolve(name).toString(), row -> {});
  }

  Ledger read(int images) throws IOException {
    return read(images, VectorColumn.SHARD);
  }

  Ledger read(int images, VectorColumn vector) throws IOException {
    return read(images, new Ledger.Wanted(WANTED.model(), SETTINGS, vector, false));
  }

  Ledger read(int images, Ledger.Wanted wanted) throws IOException {
    return read(images, folder.toString(), wanted);
  }

  static Ledger read(int images, String folder, Ledger.Wanted wanted) throws IOException {
    InputImages plan = NumberedImages.plan(images);
    return Ledger.read(
        plan,
        folder,
        "now",
        wanted,
        GoneImages.of("/p", plan, new LedgerPolicy(1, false, LedgerPolicy.Prune.NOTHING, 0)));
  }

  List<String> left(int images) throws IOException {
    return NumberedImages.paths(NumberedImages.plan(images).without(read(images).done()));
  }
}
