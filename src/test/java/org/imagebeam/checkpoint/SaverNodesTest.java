package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.checkpoint.Variables.Form;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;

/**
 * The lists are what TensorFlow 2.18 for Python has in its graph, without what it is marked with.
 */
class SaverNodesTest {
  private static List<String> nodes(TestGraph graph, String scope) {
    return graph.graph().toGraphDef().getNodeList().stream()
        .filter(node -> node.getName().startsWith(scope + "/"))
        .map(SaverNodesTest::line)
        .toList();
  }

  private static String line(NodeDef node) {
    return (node.getName() + " " + node.getOp() + " " + String.join(" ", node.getInputList()))
        .strip();
  }

  @Test
  void shouldNameTheNodesAsPythonDoesForReferences() {
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v1", 1).vector("v2", 2)) {
      SaverDef def = Saver.builder(graph.graph()).build().toSaverDef();
      assertEquals(
          SaverDef.newBuilder()
              .setFilenameTensorName("save/Const:0")
              .setSaveTensorName("save/control_dependency:0")
              .setRestoreOpName("save/restore_all")
              .setMaxToKeep(5)
              .setKeepCheckpointEveryNHours(10_000)
              .setVersion(SaverDef.CheckpointFormatVersion.V2)
              .build(),
          def);
      assertEquals(
          List.of(
              "save/filename/input Const",
              "save/filename PlaceholderWithDefault save/filename/input",
              "save/Const PlaceholderWithDefault save/filename",
              "save/SaveV2/tensor_names Const",
              "save/SaveV2/shape_and_slices Const",
              "save/SaveV2 SaveV2 save/Const save/SaveV2/tensor_names"
                  + " save/SaveV2/shape_and_slices v1 v2",
              "save/control_dependency Identity save/Const ^save/SaveV2",
              "save/RestoreV2/tensor_names Const",
              "save/RestoreV2/shape_and_slices Const",
              "save/RestoreV2 RestoreV2 save/Const save/RestoreV2/tensor_names"
                  + " save/RestoreV2/shape_and_slices",
              "save/Assign Assign v1 save/RestoreV2",
              "save/Assign_1 Assign v2 save/RestoreV2:1",
              "save/restore_all NoOp ^save/Assign ^save/Assign_1"),
          nodes(graph, "save"));
    }
  }

  @Test
  void shouldNameTheNodesOfASecondAsPythonDoesForShardsOfResources() {
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v1", 1).vector("v2", 2)) {
      Saver.builder(graph.graph()).build();
      Saver second = Saver.builder(graph.graph()).variables(List.of("v1")).sharded(true).build();
      assertEquals("save_1/Identity:0", second.toSaverDef().getSaveTensorName());
      assertEquals(
          List.of(
              "save_1/filename/input Const",
              "save_1/filename PlaceholderWithDefault save_1/filename/input",
              "save_1/Const PlaceholderWithDefault save_1/filename",
              "save_1/StaticRegexFullMatch StaticRegexFullMatch save_1/Const",
              "save_1/Const_1 Const",
              "save_1/Const_2 Const",
              "save_1/Select Select save_1/StaticRegexFullMatch save_1/Const_1 save_1/Const_2",
              "save_1/StringJoin StringJoin save_1/Const save_1/Select",
              "save_1/num_shards Const",
              "save_1/ShardedFilename/shard Const",
              "save_1/ShardedFilename ShardedFilename save_1/StringJoin"
                  + " save_1/ShardedFilename/shard save_1/num_shards",
              "save_1/SaveV2/tensor_names Const",
              "save_1/SaveV2/shape_and_slices Const",
              "save_1/SaveV2 SaveV2 save_1/ShardedFilename save_1/SaveV2/tensor_names"
                  + " save_1/SaveV2/shape_and_slices v1/Read/ReadVariableOp",
              "save_1/control_dependency Identity save_1/ShardedFilename ^save_1/SaveV2",
              "save_1/MergeV2Checkpoints/checkpoint_prefixes Pack save_1/ShardedFilename"
                  + " ^save_1/control_dependency",
              "save_1/MergeV2Checkpoints MergeV2Checkpoints"
                  + " save_1/MergeV2Checkpoints/checkpoint_prefixes save_1/Const",
              "save_1/Identity Identity save_1/Const ^save_1/MergeV2Checkpoints"
                  + " ^save_1/control_dependency",
              "save_1/RestoreV2/tensor_names Const",
              "save_1/RestoreV2/shape_and_slices Const",
              "save_1/RestoreV2 RestoreV2 save_1/Const save_1/RestoreV2/tensor_names"
                  + " save_1/RestoreV2/shape_and_slices",
              "save_1/Identity_1 Identity save_1/RestoreV2",
              "save_1/AssignVariableOp AssignVariableOp v1 save_1/Identity_1",
              "save_1/restore_shard NoOp ^save_1/AssignVariableOp",
              "save_1/restore_all NoOp ^save_1/restore_shard"),
          nodes(graph, "save_1"));
    }
  }
}
