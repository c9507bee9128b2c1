package io.toolstream.trajectories.stream;

import static java.util.Objects.requireNonNull;

import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Feeds a [GroupTask] from one partition of the two inputs, and by the clock.
final class GroupProcessor implements Processor<byte[], byte[], String, Emission> {
    static final String ANSWERS = "answers";
    static final String AWAITING = "awaiting-answers";
    static final String OPEN = "open-groups";
    static final String ENDED = "ended-groups";

    private final Grading grading;
    private @Nullable ProcessorContext<String, Emission> context;
    private @Nullable GroupTask task;

    GroupProcessor(Grading grading) {
        this.grading = grading;
    }

    /// How trajectories are graded and groups ended.
    record Grading(
            Names names, Codecs codecs, RewardFunction reward, boolean spreadNeeded, Duration tick, Horizon horizon) {
        RunId runId() {
            return new RunId(names.run());
        }
    }

    @Override
    public void init(ProcessorContext<String, Emission> given) {
        Codecs codecs = grading.codecs();
        int partition = given.taskId().partition();
        context = given;
        task = new GroupTask(
                codecs,
                grading.reward(),
                new Answers(codecs.answers(), given.getStateStore(ANSWERS)),
                new AwaitingAnswers(given.getStateStore(AWAITING)),
                new GroupStates(grading.runId(), codecs, given.getStateStore(OPEN), given.getStateStore(ENDED)),
                grading.spreadNeeded(),
                partition);
        given.schedule(grading.tick(), PunctuationType.WALL_CLOCK_TIME, now -> {
            Instant readUpTo = grading.horizon().readUpTo(partition);
            forward(requireNonNull(task).tick(Instant.ofEpochMilli(now), readUpTo), now);
        });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = requireNonNull(context).recordMetadata().orElseThrow();
        LogRecord read = new LogRecord(
                new TopicPartition(at.topic(), at.partition()),
                at.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                record.value(),
                Map.of());
        boolean request = at.topic().equals(Topics.ROLLOUT_REQUESTS.in(grading.names()));
        GroupTask owner = requireNonNull(task);
        forward(request ? owner.requested(read) : owner.played(read), record.timestamp());
    }

    private void forward(List<Emission> emissions, long timestamp) {
        for (Emission emission : emissions) {
            String key = switch (emission) {
                case Emission.Ended(var group) -> Long.toString(group.groupId());
                case Emission.Measured(var share) -> Long.toString(share.version());
                case Emission.Refused(var letter) -> letter.origin();
            };
            requireNonNull(context).forward(new Record<>(key, emission, timestamp));
        }
    }
}
