package io.toolstream.trajectories.stream;

import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// The groups that have ended, in the one order of their topic. Safe for several threads.
public final class GroupLog {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final TopicPartition partition;
    private final Codec<TrajectoryGroup> codec;
    private final Duration patience;

    /// The log of a run.
    ///
    /// @param topic the run's `trajectory-groups`
    /// @param patience how long one question may take
    public GroupLog(Cluster cluster, String topic, Codec<TrajectoryGroup> codec, Duration patience) {
        this.cluster = cluster;
        this.partition = new TopicPartition(topic, 0);
        this.codec = codec;
        this.patience = patience;
    }

    /// A group and where it lies.
    public record Entry(long offset, TrajectoryGroup group) {}

    /// The groups behind `offset`, at most `most`; those behind -1 are the first. Empty when there are none
    /// yet.
    public List<Entry> after(long offset, int most) {
        List<Entry> entries = new ArrayList<>();
        try (LogReader reader = LogReader.at(cluster, Map.of(partition, offset + 1))) {
            long end = reader.endOffsets().getOrDefault(partition, 0L);
            long start = reader.beginningOffsets().getOrDefault(partition, 0L);
            reader.seek(partition, Math.min(Math.max(offset + 1, start), end));
            Deadline deadline = Deadline.in(patience);
            while (entries.size() < most
                    && reader.positions().getOrDefault(partition, end) < end
                    && !deadline.passed()) {
                for (LogRecord record : reader.poll(POLL)) {
                    if (entries.size() < most) {
                        entries.add(new Entry(
                                record.offset(), codec.decode(record.body().orElseThrow())));
                    }
                }
            }
        }
        return entries;
    }
}
