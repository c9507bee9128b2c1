package io.toolstream.learner.program;

import io.toolstream.learner.commit.Backlog;
import io.toolstream.learner.commit.Batch;
import io.toolstream.learner.feed.Ledger;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.StepReport.TrainedGroup;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the learner knows of its run from the logs: the ledger of requests, the backlog of groups, and the run's own
/// record. Rebuilt at every start, then followed. For one thread.
final class RunLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final LearnerSettings settings;
    private final Codecs codecs;
    private final Duration stall;
    private final LogReader runs;
    private final Ledger ledger = new Ledger();
    private final Backlog backlog;
    private final GroupSums sums = new GroupSums();
    private @Nullable LogReader live;
    private @Nullable RunManifest manifest;

    private RunLog(LearnerSettings settings, Codecs codecs, Duration stall, LogReader runs) {
        this.settings = settings;
        this.codecs = codecs;
        this.stall = stall;
        this.runs = runs;
        this.backlog = new Backlog(
                settings.feed().groupsPerStep(),
                settings.feed().maxStaleness(),
                settings.training().dynamicSampling());
    }

    /// @param stall the longest silence of the cluster that is borne
    static RunLog open(LearnerSettings settings, Codecs codecs, Duration stall) {
        return new RunLog(settings, codecs, stall, reader(settings, Topics.RUNS));
    }

    /// The run's record as last written; empty until the run is declared.
    Optional<RunManifest> manifest(Duration wait) {
        for (LogRecord record : runs.poll(wait)) {
            if (record.keyText().equals(settings.runId().value())) {
                manifest = record.body().map(codecs.runManifests()::decode).orElse(null);
            }
        }
        return Optional.ofNullable(manifest);
    }

    /// The run's problems as they stand on their topic.
    FrozenProblems problems() {
        return FrozenProblems.read(settings.cluster(), settings.names(), codecs.problems(), stall);
    }

    /// Every step on the log, in order.
    List<StepReport> reports() {
        List<StepReport> reports = new ArrayList<>();
        try (LogReader reader = reader(settings, Topics.LEARNER_STEPS)) {
            reader.readToEnd(
                    stall,
                    record -> record.body().map(codecs.stepReports()::decode).ifPresent(reports::add));
        }
        return reports;
    }

    /// The batch that `report` names, from the log.
    Batch batchOf(StepReport report) {
        List<Batch.Entry> entries = new ArrayList<>();
        List<TrainedGroup> trained = report.batch();
        if (!trained.isEmpty()) {
            TopicPartition partition = new TopicPartition(Topics.TRAJECTORY_GROUPS.in(settings.names()), 0);
            Map<Long, TrajectoryGroup> read = new HashMap<>();
            long from = trained.stream().mapToLong(TrainedGroup::offset).min().orElseThrow();
            long to = trained.stream().mapToLong(TrainedGroup::offset).max().orElseThrow() + 1;
            for (LogRecord record : LogReader.range(settings.cluster(), partition, from, to, stall)) {
                read.put(record.offset(), group(record));
            }
            for (TrainedGroup one : trained) {
                TrajectoryGroup group = read.get(one.offset());
                if (group == null || group.groupId() != one.groupId()) {
                    throw new IllegalStateException("step %d trained group %d at offset %d, which holds %s"
                            .formatted(
                                    report.step(),
                                    one.groupId(),
                                    one.offset(),
                                    group == null ? "nothing" : "group " + group.groupId()));
                }
                entries.add(new Batch.Entry(one.offset(), group));
            }
        }
        return new Batch(entries, report.cursor());
    }

    /// Rebuilds ledger and backlog behind `last`, the last step on the log, and goes on with [#follow(Duration)].
    ///
    /// Groups are read first, so that requests that have ended need not be kept while requests are put in order.
    void rebuild(StepReport last) {
        backlog.stepped(last);
        Map<TopicPartition, Long> positions = new HashMap<>();
        try (LogReader groups = reader(settings, Topics.TRAJECTORY_GROUPS);
                LogReader beats = reader(settings, Topics.WORKERS)) {
            groups.readToEnd(stall, record -> ended(record, last.cursor()));
            readRequests();
            beats.readToEnd(stall, this::beat);
            positions.putAll(groups.positions());
            positions.putAll(beats.positions());
        }
        live = LogReader.at(settings.cluster(), positions);
    }

    /// Reads what has come within `wait`.
    void follow(Duration wait) {
        LogReader reader = live;
        if (reader == null) {
            throw new IllegalStateException("follow needs a rebuilt log");
        }
        reader.poll(wait).forEach(this::followed);
    }

    /// Reads all that is on the log by now: after a long step, beats that wait to be read are no silence.
    void catchUp() {
        LogReader reader = live;
        if (reader == null) {
            throw new IllegalStateException("catchUp needs a rebuilt log");
        }
        reader.readToEnd(stall, this::followed);
    }

    private void followed(LogRecord record) {
        if (record.topic().equals(Topics.TRAJECTORY_GROUPS.in(settings.names()))) {
            ended(record, 0);
        } else {
            beat(record);
        }
    }

    /// A step and requests have been committed.
    void committed(@Nullable StepReport report, List<RolloutRequest> requests) {
        requests.forEach(ledger::issued);
        if (report != null) {
            backlog.stepped(report);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    Backlog backlog() {
        return backlog;
    }

    GroupSums sums() {
        return sums;
    }

    private void ended(LogRecord record, long cursor) {
        TrajectoryGroup group = group(record);
        ledger.ended(group.groupId());
        backlog.ended(record.offset(), group);
        if (record.offset() >= cursor) {
            sums.ended(record.offset(), group);
        }
    }

    private TrajectoryGroup group(LogRecord record) {
        return codecs.trajectoryGroups().decode(record.body().orElseGet(() -> new byte[0]));
    }

    private void beat(LogRecord record) {
        if (record.body().isEmpty()) {
            return;
        }
        try {
            ledger.beat(codecs.workerBeats().decode(record.body().orElseThrow()));
        } catch (DecodeException broken) {
            // What the worker plays is then issued again when its silence is noticed.
            LOG.atWarn().setCause(broken).log("a beat of {} was passed over", record.keyText());
        }
    }

    /// First issues are dense over all partitions together, so those that come early wait for their turn.
    private void readRequests() {
        TreeMap<Long, RolloutRequest> early = new TreeMap<>();
        List<RolloutRequest> again = new ArrayList<>();
        try (LogReader reader = reader(settings, Topics.ROLLOUT_REQUESTS)) {
            reader.readToEnd(stall, record -> {
                RolloutRequest request =
                        codecs.rolloutRequests().decode(record.body().orElseGet(() -> new byte[0]));
                if (request.attempt() > 1) {
                    if (!ledger.hasEnded(request.seq())) {
                        again.add(request);
                    }
                    return;
                }
                early.put(request.seq(), request);
                while (!early.isEmpty() && early.firstKey() == ledger.next()) {
                    ledger.issued(early.pollFirstEntry().getValue());
                }
            });
        }
        if (!early.isEmpty()) {
            throw new IllegalStateException("request %d is missing on %s, %d follows"
                    .formatted(ledger.next(), Topics.ROLLOUT_REQUESTS.in(settings.names()), early.firstKey()));
        }
        again.stream().sorted(Comparator.comparingInt(RolloutRequest::attempt)).forEach(ledger::issued);
    }

    private static LogReader reader(LearnerSettings settings, Topic topic) {
        return LogReader.fromBeginning(settings.cluster(), List.of(topic.in(settings.names())));
    }

    @Override
    public void close() {
        runs.close();
        if (live != null) {
            live.close();
        }
    }
}
