package org.imagebeam.bottleneck;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Encodes what a shard of the cache holds as {@code tf.train.Example} messages, which TensorFlow in
 * any language reads: first one of the settings, then one an image.
 */
final class BottleneckRecords {
  private static final String SETTINGS = "settings";
  private static final String LENGTH = "bottleneck_length";
  private static final String COUNT = "records";
  private static final String PATH = "path";
  private static final String SIZE = "size_bytes";
  private static final String MODIFIED = "modified_millis";
  private static final String VARIANT = "variant";
  private static final String BOTTLENECK = "bottleneck";
  private static final String STAGE = "stage";
  private static final String ERROR = "error";
  private static final String MESSAGE = "message";

  private BottleneckRecords() {}

  /**
   * The first record of a shard.
   *
   * @param settings see {@link BottleneckSettings#text}
   * @param length of each bottleneck; 0 if there are only failures
   * @param records that follow, by which it is seen if some were cut off
   */
  record Header(String settings, int length, int records) {}

  static byte[] encode(Header header) {
    Example.Builder example = Example.newBuilder();
    put(example, SETTINGS, text(header.settings()));
    put(example, LENGTH, number(header.length()));
    put(example, COUNT, number(header.records()));
    return example.build().toByteArray();
  }

  static byte[] encode(BottleneckKey key, float[] vector) {
    Example.Builder example = example(key);
    FloatList.Builder values = FloatList.newBuilder();
    for (float value : vector) {
      values.addValue(value);
    }
    put(example, BOTTLENECK, Feature.newBuilder().setFloatList(values));
    return example.build().toByteArray();
  }

  static byte[] encode(BottleneckKey key, StageFailure failure) {
    Example.Builder example = example(key);
    put(example, STAGE, text(failure.stage()));
    put(example, ERROR, text(failure.error()));
    put(example, MESSAGE, text(failure.message()));
    return example.build().toByteArray();
  }

  private static Example.Builder example(BottleneckKey key) {
    Example.Builder example = Example.newBuilder();
    put(example, PATH, text(key.path()));
    put(example, SIZE, number(key.size()));
    put(example, MODIFIED, number(key.modified()));
    put(example, VARIANT, number(key.variant()));
    return example;
  }

  private static void put(Example.Builder example, String name, Feature.Builder feature) {
    example.getFeaturesBuilder().putFeature(name, feature.build());
  }

  private static Feature.Builder text(String value) {
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8(value)));
  }

  private static Feature.Builder number(long value) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value));
  }

  /**
   * @throws DamagedRecordException if it is no message of that kind
   */
  static Example parse(byte[] record) throws DamagedRecordException {
    try {
      return Example.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedRecordException("it holds what is no tf.train.Example", e);
    }
  }

  static Header header(Example example) throws DamagedRecordException {
    return new Header(
        text(example, SETTINGS), intNumber(example, LENGTH), intNumber(example, COUNT));
  }

  static BottleneckKey key(Example example) throws DamagedRecordException {
    return new BottleneckKey(
        text(example, PATH),
        number(example, SIZE),
        number(example, MODIFIED),
        intNumber(example, VARIANT));
  }

  static boolean isFailure(Example example) {
    return example.getFeatures().containsFeature(STAGE);
  }

  static StageFailure failure(Example example) throws DamagedRecordException {
    return new StageFailure(text(example, STAGE), text(example, ERROR), text(example, MESSAGE));
  }

  /** Returns the values of a bottleneck, without a copy. */
  static FloatList bottleneck(Example example) throws DamagedRecordException {
    return feature(example, BOTTLENECK).getFloatList();
  }

  private static String text(Example example, String name) throws DamagedRecordException {
    BytesList list = feature(example, name).getBytesList();
    require(list.getValueCount() == 1 && list.getValue(0).isValidUtf8(), name);
    return list.getValue(0).toStringUtf8();
  }

  private static int intNumber(Example example, String name) throws DamagedRecordException {
    long value = number(example, name);
    require(value >= 0 && value <= Integer.MAX_VALUE, name);
    return (int) value;
  }

  private static long number(Example example, String name) throws DamagedRecordException {
    Int64List list = feature(example, name).getInt64List();
    require(list.getValueCount() == 1, name);
    return list.getValue(0);
  }

  private static Feature feature(Example example, String name) throws DamagedRecordException {
    Feature feature = example.getFeatures().getFeatureMap().get(name);
    if (feature == null) {
      throw unusable(name);
    }
    return feature;
  }

  private static void require(boolean sound, String name) throws DamagedRecordException {
    if (!sound) {
      throw unusable(name);
    }
  }

  private static DamagedRecordException unusable(String name) {
    return new DamagedRecordException("a record has no usable \"" + name + "\"");
  }
}
