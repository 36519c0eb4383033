#!/usr/bin/env bash
# Apache Beam 2.70.0: with the Dataflow runner on the class path, options that have a property of
# Dataflow's by another type can't be read, whatever runner is asked for.
#
# PipelineOptionsFactory registers the options of every runner that it finds, and requires that all
# properties of one name have one type. The Dataflow runner's options have names that anyone may
# choose, such as "labels", which there is a map. A program whose options have a text "labels" works
# on the direct runner for as long as the Dataflow runner isn't in the jar, and fails at its start
# with --runner=DirectRunner as soon as it is.
#
# Expected: options of a runner that isn't used don't matter; or the fault is named by the runner.
# Seen: an IllegalArgumentException of incompatible return types, for the direct runner too.
#
# Needs Java 17 and Maven. Exits with 1 if what was seen is no longer so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Copies runners with all that they need; Google's libraries leave OpenTelemetry's interface out.
dependencies() {
  local target=$1 runner
  shift
  cat >pom.xml <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
$(for runner; do
    echo "    <dependency>"
    echo "      <groupId>org.apache.beam</groupId>"
    echo "      <artifactId>$runner</artifactId>"
    echo "      <version>2.70.0</version>"
    echo "    </dependency>"
  done)
    <dependency>
      <groupId>io.opentelemetry</groupId>
      <artifactId>opentelemetry-api</artifactId>
      <version>1.52.0</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
XML
  mvn -q -B dependency:copy-dependencies -DoutputDirectory="$target"
}

dependencies direct beam-runners-direct-java
dependencies both beam-runners-direct-java beam-runners-google-cloud-dataflow-java

cat >Labelled.java <<'JAVA'
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

class Labelled {
  public interface Options extends PipelineOptions {
    String getLabels();

    void setLabels(String file);
  }

  public static void main(String[] args) {
    try {
      Options options = PipelineOptionsFactory.fromArgs(args).as(Options.class);
      System.out.println("labels=" + options.getLabels());
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
JAVA
mkdir classes
javac -d classes -cp "direct/*" Labelled.java

alone=$(java -cp "classes:direct/*" Labelled --runner=DirectRunner --labels=labels.txt)
both=$(java -cp "classes:both/*" Labelled --runner=DirectRunner --labels=labels.txt)
echo "beam 2.70.0"
echo "direct runner alone:      $alone"
echo "with Dataflow's beside:   $both"

[ "$alone" = 'labels=labels.txt' ] || { echo 'the options alone are not read'; exit 1; }
case $both in
  *getLabels*incompatible\ return\ types*) ;;
  *) echo 'options with a property of Dataflow'\''s by another type are read now'; exit 1 ;;
esac
echo 'as described: the option fails for the direct runner when the Dataflow runner is there'
