package org.imagebeam.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SaverDef;

/**
 * Adds to a graph the nodes that save and restore variables, of the types and names that {@code
 * BulkSaverBuilder} of TensorFlow 2.18's saver.py gives them.
 */
final class SaverNodes {
  private static final String CPU = "/device:CPU:0";
  private static final String ANY_CPU = "/device:CPU:*";

  private final Graph graph;
  private final NodeScope scope;
  private final Output<?> filename;

  private SaverNodes(Graph graph) {
    this.graph = graph;
    this.scope = NodeScope.unique(graph, "save");
    Output<?> model = NodeScope.of(graph, scope.name() + "/filename").string("input", "model", "");
    this.filename = scope.withDefault("Const", scope.withDefault("filename", model));
  }

  /**
   * Adds the nodes.
   *
   * @param variables each with its place in the checkpoint, in the order in which they are saved
   * @return the names of the nodes, without the limits of what is kept
   */
  static SaverDef.Builder add(Graph graph, List<SavedVariable> variables, boolean sharded) {
    SaverNodes nodes = new SaverNodes(graph);
    Output<?> saved;
    GraphOperation restored;
    if (sharded) {
      Map<String, List<SavedVariable>> perDevice = byDevice(variables);
      saved = nodes.saveShards(perDevice);
      restored = nodes.restoreShards(perDevice);
    } else {
      saved = nodes.save(nodes.filename, variables, "");
      restored = nodes.scope.group("restore_all", nodes.restore(variables, ""), "");
    }
    return SaverDef.newBuilder()
        .setFilenameTensorName(name(nodes.filename))
        .setSaveTensorName(name(saved))
        .setRestoreOpName(restored.name())
        .setSharded(sharded)
        .setVersion(SaverDef.CheckpointFormatVersion.V2);
  }

  private static String name(Output<?> output) {
    return output.op().name() + ":" + output.index();
  }

  private static Map<String, List<SavedVariable>> byDevice(List<SavedVariable> variables) {
    Map<String, List<SavedVariable>> perDevice = new TreeMap<>();
    for (SavedVariable saved : variables) {
      perDevice
          .computeIfAbsent(saved.variable().op().device(), device -> new ArrayList<>())
          .add(saved);
    }
    return perDevice;
  }

  /** Saves under a prefix; the output is the prefix, once that is done. */
  private Output<?> save(Output<?> prefix, List<SavedVariable> variables, String device) {
    String name = scope.unique("SaveV2");
    Output<?> names = NodeScope.strings(graph, name + "/tensor_names", names(variables), device);
    Output<?> slices =
        NodeScope.strings(graph, name + "/shape_and_slices", slices(variables), device);
    GraphOperationBuilder node =
        NodeScope.placed(NodeScope.node(graph, "SaveV2", name), device)
            .addInput(prefix)
            .addInput(names)
            .addInput(slices)
            .addInputList(
                variables.stream()
                    .map(saved -> VariableNodes.value(saved.variable()))
                    .toArray(Output<?>[]::new))
            .setAttr("dtypes", dtypes(variables));
    GraphOperation save = node.build();
    return NodeScope.placed(scope.add("Identity", "control_dependency"), device)
        .addInput(prefix)
        .addControlInput(save)
        .setAttr("_class", new String[] {"loc:@" + prefix.op().name()})
        .build()
        .output(0);
  }

  private static List<String> names(List<SavedVariable> variables) {
    return variables.stream().map(SavedVariable::tensor).toList();
  }

  private static List<String> slices(List<SavedVariable> variables) {
    return variables.stream().map(SavedVariable::shapeAndSlice).toList();
  }

  private static DataType[] dtypes(List<SavedVariable> variables) {
    return variables.stream().map(saved -> saved.variable().dtype()).toArray(DataType[]::new);
  }

  private Output<?> saveShards(Map<String, List<SavedVariable>> perDevice) {
    Output<?> temporary = temporaryPrefix();
    Output<?> count = scope.integer("num_shards", perDevice.size(), "");
    List<Output<?>> prefixes = new ArrayList<>();
    List<Output<?>> saved = new ArrayList<>();
    perDevice.forEach(
        (device, variables) -> {
          String cpu = cpuOf(device);
          String name = scope.unique("ShardedFilename");
          Output<?> shard = NodeScope.of(graph, name).integer("shard", prefixes.size(), cpu);
          Output<?> prefix =
              NodeScope.node(graph, "ShardedFilename", name)
                  .addInput(temporary)
                  .addInput(shard)
                  .addInput(count)
                  .setDevice(cpu)
                  .build()
                  .output(0);
          prefixes.add(prefix);
          saved.add(save(prefix, variables, cpu));
        });
    String cpu = cpuOf(List.copyOf(perDevice.keySet()).get(perDevice.size() - 1));
    String name = scope.unique("MergeV2Checkpoints");
    GraphOperationBuilder all =
        NodeScope.node(graph, "Pack", name + "/checkpoint_prefixes")
            .addInputList(prefixes.toArray(Output<?>[]::new))
            .setDevice(cpu)
            .setAttr("axis", 0);
    saved.forEach(output -> all.addControlInput(output.op()));
    GraphOperation merge =
        NodeScope.node(graph, "MergeV2Checkpoints", name)
            .addInput(all.build().output(0))
            .addInput(filename)
            .setDevice(cpu)
            .setAttr("delete_old_dirs", true)
            .build();
    GraphOperationBuilder merged =
        scope.add("Identity", "Identity").addInput(filename).addControlInput(merge).setDevice(cpu);
    saved.forEach(output -> merged.addControlInput(output.op()));
    return merged.build().output(0);
  }

  /** Below which the shards are written before they are merged; as Python has it, S3's too. */
  private Output<?> temporaryPrefix() {
    Output<?> isS3 =
        scope
            .add("StaticRegexFullMatch", "StaticRegexFullMatch")
            .addInput(filename)
            .setAttr("pattern", "^s3://.*")
            .setDevice(ANY_CPU)
            .build()
            .output(0);
    Output<?> part = scope.string("Const", ".part", ANY_CPU);
    Output<?> folder = scope.string("Const", "_temp/part", ANY_CPU);
    Output<?> suffix =
        scope
            .add("Select", "Select")
            .addInput(isS3)
            .addInput(part)
            .addInput(folder)
            .setDevice(ANY_CPU)
            .build()
            .output(0);
    return scope
        .add("StringJoin", "StringJoin")
        .addInputList(new Output<?>[] {filename, suffix})
        .setDevice(ANY_CPU)
        .build()
        .output(0);
  }

  private static String cpuOf(String device) {
    int type = device.indexOf("/device:");
    return (type < 0 ? device : device.substring(0, type)) + CPU;
  }

  private GraphOperation restoreShards(Map<String, List<SavedVariable>> perDevice) {
    List<GraphOperation> shards = new ArrayList<>();
    perDevice.forEach(
        (device, variables) ->
            shards.add(scope.group("restore_shard", restore(variables, device), device)));
    return scope.group("restore_all", shards, "");
  }

  /** The nodes that assign what one node has read. */
  private List<GraphOperation> restore(List<SavedVariable> variables, String device) {
    String name = scope.unique("RestoreV2");
    String cpu = cpuOf(device);
    Output<?> names = NodeScope.strings(graph, name + "/tensor_names", names(variables), cpu);
    Output<?> slices = NodeScope.strings(graph, name + "/shape_and_slices", slices(variables), cpu);
    GraphOperation read =
        NodeScope.node(graph, "RestoreV2", name)
            .addInput(filename)
            .addInput(names)
            .addInput(slices)
            .setAttr("dtypes", dtypes(variables))
            .setDevice(cpu)
            .build();
    List<GraphOperation> assigned = new ArrayList<>();
    for (SavedVariable saved : variables) {
      Output<?> value = read.output(assigned.size());
      assigned.add(VariableNodes.assign(scope, saved.variable(), value));
    }
    return assigned;
  }
}
