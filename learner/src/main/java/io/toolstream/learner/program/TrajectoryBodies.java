package io.toolstream.learner.program;

import io.toolstream.learner.commit.Batch;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Sha256;
import io.toolstream.schemas.Trajectory;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// Reads the trajectories that a batch refers to. Those of a batch lie close together, so each partition is read once
/// from the first to the last that is wanted. For one thread.
final class TrajectoryBodies implements AutoCloseable {
    private final LogReader reader;
    private final String topic;
    private final Codec<Trajectory> codec;
    private final Duration stall;

    private record Place(TopicPartition partition, long offset) {}

    private TrajectoryBodies(LogReader reader, String topic, Codec<Trajectory> codec, Duration stall) {
        this.reader = reader;
        this.topic = topic;
        this.codec = codec;
        this.stall = stall;
    }

    static TrajectoryBodies open(Cluster cluster, String topic, Codec<Trajectory> codec, Duration stall) {
        return new TrajectoryBodies(LogReader.fromBeginning(cluster, List.of(topic)), topic, codec, stall);
    }

    /// The body of every member of `batch`.
    ///
    /// @throws IllegalStateException if a record is not the one that was graded
    Map<GroupMember, Trajectory> read(Batch batch) {
        Map<Place, GroupMember> wanted = new HashMap<>();
        Map<TopicPartition, Long> first = new HashMap<>();
        Map<TopicPartition, Long> end = new HashMap<>();
        for (Batch.Entry entry : batch.groups()) {
            for (GroupMember member : entry.group().members()) {
                TopicPartition partition = new TopicPartition(topic, member.partition());
                wanted.put(new Place(partition, member.offset()), member);
                first.merge(partition, member.offset(), Math::min);
                end.merge(partition, member.offset() + 1, Math::max);
            }
        }
        first.forEach(reader::seek);
        Map<GroupMember, Trajectory> bodies = new HashMap<>();
        reader.readUntil(end, stall, record -> {
            GroupMember member = wanted.get(new Place(record.partition(), record.offset()));
            if (member != null) {
                bodies.put(member, checked(member, record));
            }
        });
        if (bodies.size() != wanted.size()) {
            throw new IllegalStateException("%d of the %d trajectories of a batch are not on %s: was it trimmed?"
                    .formatted(wanted.size() - bodies.size(), wanted.size(), topic));
        }
        return bodies;
    }

    private Trajectory checked(GroupMember member, LogRecord record) {
        byte[] value = record.body().orElseGet(() -> new byte[0]);
        if (!Sha256.of(value).equals(member.hash())) {
            throw new IllegalStateException("offset %d of %s is not trajectory %s as it was graded: another hash"
                    .formatted(record.offset(), record.partition(), member.trajectoryId()));
        }
        return codec.decode(value);
    }

    @Override
    public void close() {
        reader.close();
    }
}
