package io.toolstream.app.account;

import io.toolstream.app.account.Played.Place;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Scope;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.TopicSchemas;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the records of a run from its topics, also while the run goes on.
///
/// What refers is read before what it refers to: steps, then the groups they trained, then the trajectories that are
/// members, then requests. So whatever a record names was on the log when its topic's end was taken.
public final class RunReader {
    /// The two topics of one transaction show it at slightly different times.
    private static final Duration SKEW = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String POOL_SETTING = "run.pool";
    private static final String POOL_USUAL = "sandbox";
    private static final String DATASET_UNKNOWN = "none";

    private final Cluster cluster;
    private final RunId runId;
    private final Names names;
    private final Codecs codecs;
    private final Duration stall;

    /// @param stall the longest silence of the cluster that is borne
    public RunReader(Cluster cluster, RunId runId, Duration stall) {
        this.cluster = cluster;
        this.runId = runId;
        this.names = new Names(runId.value(), POOL_USUAL, DATASET_UNKNOWN);
        this.codecs = Codecs.with(new TopicSchemas(cluster, names, stall));
        this.stall = stall;
    }

    /// The run's own record as last written; empty when it was never declared.
    ///
    /// @throws IllegalArgumentException if the cluster has no topic `runs`
    /// @throws io.toolstream.transport.log.LogUnavailableException if the cluster does not answer
    public Optional<RunManifest> manifest() {
        Latest latest = new Latest();
        try (LogReader reader = reader(Topics.RUNS)) {
            reader.readToEnd(stall, record -> {
                if (record.keyText().equals(runId.value())) {
                    latest.manifest =
                            record.body().map(codecs.runManifests()::decode).orElse(null);
                }
            });
        }
        return Optional.ofNullable(latest.manifest);
    }

    /// Everything an account needs.
    ///
    /// @param progress told what is read
    /// @throws IllegalArgumentException if the run has no topics
    /// @throws io.toolstream.transport.log.LogUnavailableException if the cluster does not answer
    public RunRecords records(Consumer<String> progress) {
        RunRecords records = new RunRecords();
        progress.accept("reading steps and versions");
        stepsAndVersions(records);
        progress.accept("reading groups");
        read(
                Topics.TRAJECTORY_GROUPS,
                records,
                record -> records.group(record.offset(), decoded(codecs.trajectoryGroups(), record)));
        progress.accept("reading trajectories");
        read(
                Topics.TRAJECTORIES,
                records,
                record -> records.trajectory(
                        Played.of(decoded(codecs.trajectories(), record), place(record), sha256(record))));
        progress.accept("reading dead letters and requests");
        read(Topics.DEAD_LETTERS, records, record -> deadLetter(records, decoded(codecs.deadLetters(), record)));
        read(Topics.ROLLOUT_REQUESTS, records, record -> records.request(decoded(codecs.rolloutRequests(), record)));
        return records;
    }

    /// Looks for planted answers in every topic that the run may have touched, except `answers`.
    ///
    /// @param manifest tells the names of pool and data set; without it only the run's own topics are read
    public void findLeaks(
            RunRecords records, List<byte[]> planted, Optional<RunManifest> manifest, Consumer<String> progress) {
        for (Topic topic : Topics.ALL) {
            boolean named = manifest.isPresent() || topic.scope() == Scope.RUN || topic.scope() == Scope.CLUSTER;
            if (topic.equals(Topics.ANSWERS) || !named) {
                continue;
            }
            String name = topic.in(manifest.map(this::namesOf).orElse(names));
            progress.accept("searching " + name);
            try (LogReader reader = LogReader.fromBeginning(cluster, List.of(name))) {
                reader.readToEnd(stall, record -> {
                    if (planted.stream()
                            .anyMatch(answer -> holds(record.key(), answer) || holds(record.value(), answer))) {
                        records.leak(where(record));
                    }
                });
            }
        }
    }

    private Names namesOf(RunManifest manifest) {
        return new Names(runId.value(), manifest.settings().getOrDefault(POOL_SETTING, POOL_USUAL), manifest.dataset());
    }

    private static final class Latest {
        private @Nullable RunManifest manifest;
    }

    private void stepsAndVersions(RunRecords records) {
        try (LogReader steps = reader(Topics.LEARNER_STEPS);
                LogReader weights = reader(Topics.WEIGHTS)) {
            Consumer<LogRecord> step = guarded(records, record -> records.step(decoded(codecs.stepReports(), record)));
            Consumer<LogRecord> version = guarded(records, record -> {
                if (record.body().isPresent()) {
                    records.manifest(decoded(codecs.weightManifests(), record));
                }
            });
            steps.readToEnd(stall, step);
            weights.readToEnd(stall, version);
            Deadline deadline = Deadline.in(SKEW);
            while (!records.versionsAgree() && !deadline.passed()) {
                steps.poll(LOOK).forEach(step);
                weights.poll(LOOK).forEach(version);
            }
        }
    }

    private void deadLetter(RunRecords records, DeadLetter letter) {
        if (letter.topic().equals(Topics.TRAJECTORIES.in(names))) {
            records.deadLetter(new Place(letter.partition(), letter.offset()));
        }
    }

    private void read(Topic topic, RunRecords records, Consumer<LogRecord> each) {
        try (LogReader reader = reader(topic)) {
            reader.readToEnd(stall, guarded(records, each));
        }
    }

    private LogReader reader(Topic topic) {
        return LogReader.fromBeginning(cluster, List.of(topic.in(names)));
    }

    private Consumer<LogRecord> guarded(RunRecords records, Consumer<LogRecord> each) {
        return record -> {
            try {
                each.accept(record);
            } catch (DecodeException broken) {
                if (record.topic().equals(Topics.TRAJECTORIES.in(names))) {
                    records.undecodable(place(record));
                } else {
                    records.unreadable(where(record) + ": " + broken.getMessage());
                }
            }
        };
    }

    private static <T> T decoded(Codec<T> codec, LogRecord record) {
        return codec.decode(record.body().orElseGet(() -> new byte[0]));
    }

    private static Place place(LogRecord record) {
        return new Place(record.partition().partition(), record.offset());
    }

    private static String where(LogRecord record) {
        return "%s/%d/%d".formatted(record.topic(), record.partition().partition(), record.offset());
    }

    private static boolean holds(byte @Nullable [] bytes, byte[] sought) {
        if (bytes == null || sought.length == 0) {
            return false;
        }
        for (int start = 0; start + sought.length <= bytes.length; start++) {
            int matched = 0;
            while (matched < sought.length && bytes[start + matched] == sought[matched]) {
                matched++;
            }
            if (matched == sought.length) {
                return true;
            }
        }
        return false;
    }

    private static String sha256(LogRecord record) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(record.body().orElseThrow()));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
