package io.toolstream.trajectories.stream;

import static java.util.Objects.requireNonNull;

import io.toolstream.grading.RewardFunction;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.trajectories.group.Grouping;
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

/// Feeds a [GroupTask] from one partition of each input, and by the clock.
final class GroupProcessor implements Processor<byte[], byte[], String, Emission> {
    static final String ANSWERS = "answers";

    private final Grading grading;
    private @Nullable ProcessorContext<String, Emission> context;
    private @Nullable GroupTask task;

    GroupProcessor(Grading grading) {
        this.grading = grading;
    }

    /// How trajectories are graded and groups ended.
    record Grading(
            Names names, Codecs codecs, RewardFunction reward, boolean spreadNeeded, Duration tick, Horizon horizon) {}

    @Override
    public void init(ProcessorContext<String, Emission> given) {
        int partition = given.taskId().partition();
        context = given;
        task = new GroupTask(
                grading.codecs(),
                groups(Purpose.TRAINING, grading.spreadNeeded(), new Account.Training()),
                groups(
                        Purpose.EVALUATION,
                        false,
                        new Account.Evaluation(grading.reward().identity())));
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
        GroupTask owner = requireNonNull(task);
        if (read.topic().equals(Topics.ROLLOUT_REQUESTS.in(grading.names()))) {
            forward(owner.requested(Purpose.TRAINING, read), record.timestamp());
        } else if (read.topic().equals(Topics.EVAL_REQUESTS.in(grading.names()))) {
            forward(owner.requested(Purpose.EVALUATION, read), record.timestamp());
        } else {
            forward(owner.played(read), record.timestamp());
        }
    }

    private PurposeGroups groups(Purpose purpose, boolean spreadNeeded, Account account) {
        ProcessorContext<String, Emission> owner = requireNonNull(context);
        Codecs codecs = grading.codecs();
        StoreNames stores = StoreNames.of(purpose);
        GroupStates states = new GroupStates(
                new RunId(grading.names().run()),
                codecs,
                owner.getStateStore(stores.open()),
                owner.getStateStore(stores.ended()));
        TopicPartition trajectories = new TopicPartition(
                Topics.TRAJECTORIES.in(grading.names()), owner.taskId().partition());
        return new PurposeGroups(
                codecs.trajectories(),
                grading.reward(),
                new Answers(codecs.answers(), owner.getStateStore(ANSWERS)),
                new WaitingTrajectories(trajectories, owner.getStateStore(stores.waiting())),
                states,
                new Grouping(states, spreadNeeded),
                account);
    }

    private void forward(List<Emission> emissions, long timestamp) {
        for (Emission emission : emissions) {
            String key = switch (emission) {
                case Emission.Ended(var group) -> Long.toString(group.groupId());
                case Emission.Measured(var share) -> Long.toString(share.version());
                case Emission.Evaluated(var share) -> share.key();
                case Emission.Refused(var letter) -> letter.origin();
            };
            requireNonNull(context).forward(new Record<>(key, emission, timestamp));
        }
    }
}
