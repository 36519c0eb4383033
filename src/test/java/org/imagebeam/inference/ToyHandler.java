package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A model over words that are numbers: it squares them. What goes wrong, the words say:
 *
 * <ul>
 *   <li>no number: can't be prepared, with a NumberFormatException
 *   <li>{@value #GONE}, {@value #SILENT}, {@value #FATAL}: can't be prepared, for a named stage,
 *       without a message, with an Error
 *   <li>below zero: fails its batch; {@value #DROPPED} gets no answer, {@value #DOUBLED} gets two,
 *       {@value #CRASH} ends in an Error
 * </ul>
 *
 * @param modelId under which the {@link ToyRecord} is kept: one for each test
 * @param power that numbers are raised to
 * @param millis that a batch takes
 * @param failedLoads how many loads fail before one succeeds
 * @param usefulBatch elements that a batch should have
 * @param largestBatch that it takes
 */
record ToyHandler(
    String modelId, int power, long millis, int failedLoads, int usefulBatch, int largestBatch)
    implements ModelHandler<String, Integer, Integer> {
  static final String GONE = "gone";
  static final String SILENT = "silent";
  static final String FATAL = "fatal";
  static final int DROPPED = 404;
  static final int DOUBLED = 405;
  static final int CRASH = 666;
  static final long BYTES = 1234;
  static final int USEFUL_BATCHES = 3;

  ToyHandler {
    requireNonNull(modelId, "modelId is null");
  }

  ToyHandler(String modelId, int power, long millis, int failedLoads) {
    this(modelId, power, millis, failedLoads, BatchOptions.DEFAULT_SIZE, Integer.MAX_VALUE);
  }

  static ToyHandler of(String modelId) {
    return new ToyHandler(modelId, 2, 0, 0);
  }

  @Override
  public LoadedModel<String, Integer, Integer> load() throws IOException {
    ToyRecord seen = ToyRecord.of(modelId);
    if (seen.loads.incrementAndGet() <= failedLoads) {
      throw new IOException("no model " + modelId);
    }
    return new Toy(seen, this);
  }

  private record Toy(ToyRecord seen, ToyHandler handler)
      implements LoadedModel<String, Integer, Integer> {
    @Override
    public Integer prepare(String word) throws StageException {
      seen.prepared.add(word);
      switch (word) {
        case GONE -> throw new StageException("read", new FileNotFoundException("it is gone"));
        case SILENT -> throw new IllegalStateException();
        case FATAL -> throw new LinkageError("fatal word");
        default -> {
          return Integer.valueOf(word);
        }
      }
    }

    @Override
    public List<Integer> run(List<Integer> batch) throws InterruptedException {
      seen.enter();
      try {
        seen.batches.add(batch);
        Thread.sleep(handler.millis());
        return answer(batch);
      } finally {
        seen.leave();
      }
    }

    private List<Integer> answer(List<Integer> batch) {
      List<Integer> answers = new ArrayList<>();
      for (int number : batch) {
        if (number < 0) {
          throw new ArithmeticException(number + " is negative");
        }
        if (number == CRASH) {
          throw new LinkageError("fatal number");
        }
        int copies = number == DROPPED ? 0 : number == DOUBLED ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          answers.add((int) Math.pow(number, handler.power()));
        }
      }
      return answers;
    }

    @Override
    public int usefulBatchesInFlight() {
      return USEFUL_BATCHES;
    }

    @Override
    public int usefulBatchSize() {
      return handler.usefulBatch();
    }

    @Override
    public int largestBatch() {
      return handler.largestBatch();
    }

    @Override
    public long byteSize() {
      return BYTES;
    }

    @Override
    public void close() {
      seen.closes.incrementAndGet();
    }
  }
}
