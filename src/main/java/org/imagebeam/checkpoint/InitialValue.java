package org.imagebeam.checkpoint;

import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/**
 * What a variable holds, or where it holds nothing yet, what it is going to be initialised with.
 */
final class InitialValue {
  private final GraphVariable variable;
  private final NodeScope scope;

  InitialValue(GraphVariable variable, NodeScope scope) {
    this.variable = variable;
    this.scope = scope;
  }

  Output<?> or(Output<?> initial) {
    GraphOperationBuilder test =
        variable.isResource()
            ? scope.add("VarIsInitializedOp", "is_initialized")
            : scope
                .add("IsVariableInitialized", "is_initialized")
                .setAttr("dtype", variable.dtype());
    Output<?> known = test.addInput(variable.op().output(0)).build().output(0);
    GraphOperation branch =
        scope
            .add("Switch", "Switch")
            .addInput(known)
            .addInput(known)
            .setAttr("T", DataType.DT_BOOL)
            .build();
    GraphOperation ifKnown = (GraphOperation) scope.identity("if_true", branch.output(1)).op();
    GraphOperation ifNot = (GraphOperation) scope.identity("if_false", branch.output(0)).op();
    GraphOperationBuilder read =
        variable.isResource()
            ? scope.add("ReadVariableOp", "read").setAttr("dtype", variable.dtype())
            : scope.add("Identity", "read");
    // Without the one control input the variable would be read before it has a value.
    Output<?> value =
        read.addInput(variable.op().output(0)).addControlInput(ifKnown).build().output(0);
    Output<?> other =
        scope.add("Identity", "initial").addInput(initial).addControlInput(ifNot).build().output(0);
    return scope
        .add("Merge", "Merge")
        .addInputList(new Output<?>[] {value, other})
        .build()
        .output(0);
  }
}
