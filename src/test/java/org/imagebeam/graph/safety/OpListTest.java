package org.imagebeam.graph.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

class OpListTest {
  @Test
  void shouldHaveEachOpOfTensorFlowInOneOfTheTwoLists() {
    Set<String> registered =
        TensorFlow.registeredOpList().getOpList().stream()
            .map(OpDef::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed = new TreeSet<>(OpList.COMPUTING.ops());
    listed.addAll(OpList.REFUSED.ops());
    assertEquals(registered, listed);
    Set<String> both = new TreeSet<>(OpList.COMPUTING.ops());
    both.retainAll(OpList.REFUSED.ops());
    assertEquals(Set.of(), both);
  }

  /** An op that takes the name of a file, or an address, does more than to compute. */
  @Test
  void shouldRefuseOpsWhoseDefinitionNamesFilesAndAddresses() {
    for (OpDef op : TensorFlow.registeredOpList().getOpList()) {
      boolean outside =
          op.getInputArgList().stream().anyMatch(arg -> isOutside(arg.getName()))
              || op.getAttrList().stream()
                  .anyMatch(attr -> attr.getType().equals("string") && isOutside(attr.getName()));
      // Makes a name, and opens nothing.
      if (outside && !op.getName().equals("ShardedFilename")) {
        assertTrue(OpList.REFUSED.doing(op.getName()).isPresent(), op.getName());
      }
    }
  }

  private static boolean isOutside(String name) {
    return name.contains("filename")
        || name.contains("file_")
        || name.contains("_file")
        || name.contains("path")
        || name.contains("address")
        || name.contains("url")
        || name.contains("directory")
        || name.contains("descriptor_source")
        || name.contains("memory_region_name")
        || name.equals("logdir");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WriteFile",
        "ReadFile",
        "MatchingFiles",
        "SaveV2",
        "RestoreV2",
        "PrintV2",
        "PyFunc",
        "EagerPyFunc",
        "PyFuncStateless",
        "Abort",
        "RemoteCall",
        "RpcServer",
        "DebugIdentityV2",
        "DecodeProtoV2",
        "ImmutableConst",
        "InitializeTableFromTextFileV2",
        "CreateSummaryFileWriter",
        "TextLineDataset",
        "QueueDequeueV2",
        "XlaLaunch",
        "TPUExecute",
        "CollectiveReduceV2",
        "RecordInput",
        "FixedUnigramCandidateSampler",
      })
  void shouldRefuse(String op) {
    assertTrue(OpList.REFUSED.doing(op).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Conv2D",
        "MatMul",
        "Softmax",
        "DecodeJpeg",
        "ResizeBilinear",
        "While",
        "StatelessWhile",
        "If",
        "PartitionedCall",
        "StatefulPartitionedCall",
        "TensorArrayV3",
        "TensorListStack",
        "LookupTableFindV2",
        "VarHandleOp",
        "Assert",
        "CheckNumerics",
        "Switch",
        "Merge",
        "Enter",
        "Placeholder",
        "Const",
        "FusedBatchNormV3",
        "_FusedConv2D",
        "SpaceToBatchND",
        "GatherNd",
      })
  void shouldTake(String op) {
    assertTrue(OpList.COMPUTING.doing(op).isPresent());
  }
}
