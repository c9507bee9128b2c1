package io.toolstream.trajectories.stream;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Up to when one partition number of the inputs has been worked off, concluded from offsets.
///
/// A mark is the ends of the logs at a time; once the service has read to all of them, it has read up to that
/// time. A mark stays until it is reached, so that it is reached under steady load too, when the newest ends
/// never are.
final class ReadMarks {
    private final Predicate<Gap> empty;
    private final Map<TopicPartition, Gap> last = new HashMap<>();
    private final Set<Gap> knownEmpty = new HashSet<>();
    private @Nullable Mark mark;

    /// @param empty whether a gap holds no record but markers of transactions, which no offset is committed
    ///     for; asked only about one that has not changed between two looks
    ReadMarks(Predicate<Gap> empty) {
        this.empty = empty;
    }

    /// From the next offset to be read to an end of the log.
    record Gap(TopicPartition partition, long from, long to) {
        boolean closed() {
            return from >= to;
        }
    }

    private record Mark(Instant at, Map<TopicPartition, Long> ends) {}

    /// Looks at the offsets once.
    ///
    /// @param now not after `ends` were asked for
    /// @param ends of the logs, one for each input
    /// @param positions next offset to be read of each; asked for after `ends`
    /// @return the time up to which all is known to be read, if this look has told a newer one
    @Nullable Instant look(Instant now, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> positions) {
        boolean atEnd = true;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            atEnd &= gap(end, positions).closed();
        }
        Mark before = mark;
        if (atEnd) {
            mark = null;
            knownEmpty.clear();
            return now;
        }
        if (before == null) {
            mark = new Mark(now, Map.copyOf(ends));
            return null;
        }
        if (!reached(before, positions)) {
            return null;
        }
        mark = new Mark(now, Map.copyOf(ends));
        return before.at();
    }

    private boolean reached(Mark mark, Map<TopicPartition, Long> positions) {
        boolean reached = true;
        for (Map.Entry<TopicPartition, Long> end : mark.ends().entrySet()) {
            Gap gap = gap(end, positions);
            boolean same = gap.equals(last.put(end.getKey(), gap));
            reached &= gap.closed() || knownEmpty.contains(gap) || (same && isEmpty(gap));
        }
        return reached;
    }

    private boolean isEmpty(Gap gap) {
        boolean found = empty.test(gap);
        if (found) {
            knownEmpty.add(gap);
        }
        return found;
    }

    private static Gap gap(Map.Entry<TopicPartition, Long> end, Map<TopicPartition, Long> positions) {
        return new Gap(end.getKey(), positions.getOrDefault(end.getKey(), 0L), end.getValue());
    }
}
