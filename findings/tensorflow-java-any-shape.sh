#!/usr/bin/env bash
# TensorFlow Java 1.1.0 refuses SavedModels whose signature says "of any shape".
#
# A signature's TensorInfo may leave a shape open with "unknown_rank: true". SavedModelBundle compares
# the shapes of the signature with those of the graph when it makes its functions, and takes an open
# shape for that of a scalar, []. So where the graph knows the shape, the whole SavedModel can't be
# loaded. TensorFlow for Python loads and runs it.
#
# Expected: the SavedModel loads. Seen: IllegalArgumentException, "has shape [...], which is
# incompatible with the signature's required shape of []".
#
# Needs python3, Java 17 and Maven. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip --disable-pip-version-check install --quiet \
  tensorflow-cpu==2.18.0 numpy==2.0.2 protobuf==5.29.6

cat >save.py <<'PYTHON'
import tensorflow as tf
from tensorflow.core.protobuf import meta_graph_pb2

tf1 = tf.compat.v1
tf1.logging.set_verbosity(tf1.logging.ERROR)
print("tensorflow", tf.__version__)

with tf.Graph().as_default():
    x = tf1.placeholder(tf.float32, [None, 4], name="x")
    y = tf.identity(2 * x, name="y")
    any_shape = meta_graph_pb2.TensorInfo(name="x:0", dtype=tf.float32.as_datatype_enum)
    any_shape.tensor_shape.unknown_rank = True
    signature = tf1.saved_model.build_signature_def(
        {"x": any_shape}, {"y": tf1.saved_model.build_tensor_info(y)}, "tensorflow/serving/predict"
    )
    with tf1.Session() as session:
        builder = tf1.saved_model.Builder("saved")
        builder.add_meta_graph_and_variables(
            session, ["serve"], signature_def_map={"serving_default": signature}
        )
        builder.save()

loaded = tf.saved_model.load("saved").signatures["serving_default"]
print("python: ", loaded(x=tf.ones([1, 4]))["y"].numpy())
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python save.py 2>/dev/null

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.tensorflow</groupId>
      <artifactId>tensorflow-core-api</artifactId>
      <version>1.1.0</version>
    </dependency>
    <dependency>
      <groupId>org.tensorflow</groupId>
      <artifactId>tensorflow-core-native</artifactId>
      <version>1.1.0</version>
      <classifier>linux-x86_64</classifier>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib

cat >Load.java <<'JAVA'
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;

class Load {
  public static void main(String[] args) {
    System.out.println("java: TensorFlow " + TensorFlow.version());
    try (SavedModelBundle bundle = SavedModelBundle.load("saved", "serve")) {
      System.out.println("java: loaded");
    } catch (IllegalArgumentException e) {
      System.out.println("java: " + e.getMessage());
    }
  }
}
JAVA
seen=$(TF_CPP_MIN_LOG_LEVEL=3 java -Dorg.bytedeco.javacpp.cachedir="$folder/cache" -cp 'lib/*' Load.java 2>/dev/null)
echo "$seen"
grep -q 'incompatible with the signature.s required shape of \[\]' <<<"$seen" || {
  echo 'TensorFlow Java loads it: this is no longer so'
  exit 1
}
