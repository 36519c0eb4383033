package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.StructuredCoder;

/** Encodes a failure as its input and three strings. */
public final class InferenceFailureCoder<InputT> extends StructuredCoder<InferenceFailure<InputT>> {
  private static final long serialVersionUID = 1L;
  private static final StringUtf8Coder STRING = StringUtf8Coder.of();

  private final Coder<InputT> inputCoder;

  private InferenceFailureCoder(Coder<InputT> inputCoder) {
    this.inputCoder = requireNonNull(inputCoder, "inputCoder is null");
  }

  public static <InputT> InferenceFailureCoder<InputT> of(Coder<InputT> inputCoder) {
    return new InferenceFailureCoder<>(inputCoder);
  }

  @Override
  public void encode(InferenceFailure<InputT> failure, OutputStream out) throws IOException {
    inputCoder.encode(failure.input(), out);
    STRING.encode(failure.stage(), out);
    STRING.encode(failure.error(), out);
    STRING.encode(failure.message(), out);
  }

  @Override
  public InferenceFailure<InputT> decode(InputStream in) throws IOException {
    return new InferenceFailure<>(
        inputCoder.decode(in), STRING.decode(in), STRING.decode(in), STRING.decode(in));
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(inputCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "the input's coder must be deterministic", inputCoder);
  }
}
