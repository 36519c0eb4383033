package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.optimize.ConvolutionForm;
import org.imagebeam.testing.FewDigits;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;

class PrecisionTest {
  private static final CpuFeatures AMX = new CpuFeatures("Xeon", Set.of("amx_bf16"));

  @Test
  void shouldAdviseAgainstBfloat16WithoutAmx() {
    assertEquals(
        "bfloat16 pays only on a processor with AMX, and EPYC is not known to have it:"
            + " without, bfloat16 is slower than float32, or no different. Leave it out here",
        Precision.BFLOAT16.adviceFor(new CpuFeatures("EPYC", Set.of("avx512_bf16"))).orElseThrow());
    assertEquals(
        "bfloat16 pays only on a processor with AMX, and this processor is not",
        Precision.BFLOAT16
            .adviceFor(new CpuFeatures("", Set.of()))
            .orElseThrow()
            .replaceAll(" known.*", ""));
    assertEquals(Optional.empty(), Precision.BFLOAT16.adviceFor(AMX));
    assertEquals(Optional.empty(), Precision.FLOAT32.adviceFor(new CpuFeatures("", Set.of())));
  }

  @Test
  void shouldAskTensorFlowForOneDnnsRewrite() {
    RewriterConfig.Builder rewrites =
        ConfigProto.newBuilder().getGraphOptionsBuilder().getRewriteOptionsBuilder();
    Precision.FLOAT32.configure(rewrites);
    assertEquals(RewriterConfig.getDefaultInstance(), rewrites.build());
    Precision.BFLOAT16.configure(rewrites);
    assertEquals(RewriterConfig.Toggle.ON, rewrites.getAutoMixedPrecisionOnednnBfloat16());
  }

  @Test
  void shouldRunOnAnyProcessor() {
    FewDigits.assumeAllowed();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT))
            .addNode(NodeDefs.constFloat("two", 2))
            .addNode(NodeDefs.floatNode("twice", "Mul", "x", "two"))
            .build();
    try (GraphSession session =
            GraphSession.open(graph, new SessionOptions(1, Precision.BFLOAT16));
        TFloat32 fed = TFloat32.scalarOf(3);
        TFloat32 fetched = (TFloat32) session.run("x", fed, "twice")) {
      assertEquals(6, fetched.getFloat());
    }
  }

  @Test
  void shouldWriteConvolutionsAsTheProcessorLikesThem() {
    CpuFeatures avx2 = new CpuFeatures("zen", Set.of("avx", "avx2"));
    assertEquals(
        Set.of(ConvolutionForm.WINOGRAD, ConvolutionForm.SPLIT, ConvolutionForm.FUSED),
        Precision.FLOAT32.formsOn(avx2));
    assertEquals(
        Set.of(ConvolutionForm.WINOGRAD, ConvolutionForm.FUSED), Precision.FLOAT32.formsOn(AMX));
    assertEquals(Set.of(ConvolutionForm.SPLIT), Precision.BFLOAT16.formsOn(avx2));
    assertEquals(Set.of(), Precision.BFLOAT16.formsOn(AMX));
  }
}
