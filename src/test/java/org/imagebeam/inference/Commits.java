package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Notes what is committed, in which order, and how far the {@link ToyHandler} was by then.
 *
 * @param id of the test, and of its {@link ToyRecord}
 * @param unit a side input that each answer gets
 */
record Commits(String id, PCollectionView<String> unit)
    implements Contextful.Fn<GroupOutcomes<String, Integer>, Void> {
  static final SerializableComparator<String> BY_WORD = String::compareTo;

  private static final Map<String, List<Seen>> SEEN = new ConcurrentHashMap<>();

  /**
   * A commit.
   *
   * @param said of each element
   * @param run elements that the model had answered in this process till then
   * @param failed elements that could not be prepared till then
   */
  record Seen(List<String> said, long run, long failed) {}

  static List<Seen> of(String id) {
    return SEEN.getOrDefault(id, List.of());
  }

  @Override
  public Void apply(GroupOutcomes<String, Integer> group, Context context) {
    List<String> said = new ArrayList<>();
    group
        .inferences()
        .forEach(
            answer ->
                said.add(answer.getKey() + "=" + answer.getValue() + context.sideInput(unit)));
    group.failures().forEach(failure -> said.add(failure.input() + ": " + failure.stage()));
    List<Seen> seen = SEEN.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>());
    long failed = group.failures().size() + seen.stream().mapToLong(Seen::failed).max().orElse(0);
    long run = ToyRecord.of(id).batches.stream().mapToLong(List::size).sum();
    seen.add(new Seen(said, run, failed));
    return null;
  }
}
