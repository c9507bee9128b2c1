package io.toolstream.app.demo;

import io.toolstream.app.data.DatasetItem;
import io.toolstream.app.data.DatasetWriter;
import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.learner.program.FrozenProblems;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicSchemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes what must stand on a cluster before the programs of a run do anything: topics, problems, answers, and the
/// run's own record.
public final class RunDeclaration {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Of the project's own cluster, which is one broker.
    public static final short ONE_BROKER = 1;

    private final Cluster cluster;
    private final Names names;
    private final Codecs codecs;
    private final InstantSource clock;
    private final short replication;

    /// Of the run `names` names, on `cluster`.
    ///
    /// @param replication brokers that hold each record of topics that have to be made, or
    ///     [io.toolstream.transport.log.TopicDeclaration#BROKERS_DEFAULT]
    public RunDeclaration(Cluster cluster, Names names, Codecs codecs, InstantSource clock, short replication) {
        this.cluster = cluster;
        this.names = names;
        this.codecs = codecs;
        this.clock = clock;
        this.replication = replication;
    }

    /// Makes the topics, imports the task, and declares the run as paused. Held-out problems stand nowhere but in the
    /// requests that evaluate them: what is on `problems` is trained.
    ///
    /// @throws IllegalArgumentException if the data set holds other problems, which would be trained too
    public RunManifest declare(DemoTask task, PolicyIdentity policy, Map<String, String> settings, String codeVersion)
            throws InterruptedException {
        new DeclaredTopics(cluster, PATIENCE, replication).apply(Topics.ALL, names);
        requireOwn(task);
        new DatasetWriter(cluster, names, PATIENCE, replication).write(task.training(), _ -> {});
        FrozenProblems frozen = FrozenProblems.of(
                task.training().stream().map(DatasetItem::problem).toList(), codecs.problems());
        Instant now = clock.instant();
        RunManifest manifest = new RunManifest(
                new RunId(names.run()),
                RunManifest.State.PAUSED,
                settings,
                codeVersion,
                policy,
                names.dataset(),
                frozen.hash(),
                null,
                null,
                now,
                now);
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            List<DatasetItem> hidden = Stream.concat(task.heldOut().stream(), task.unseen().stream())
                    .toList();
            writer.writeAll(hidden.stream().map(this::answer).toList());
            write(writer, manifest);
        }
        return manifest;
    }

    private void requireOwn(DemoTask task) {
        Set<ProblemId> own =
                task.training().stream().map(item -> item.problem().problemId()).collect(Collectors.toSet());
        Codecs reading = Codecs.with(new TopicSchemas(cluster, names, PATIENCE));
        long others = FrozenProblems.read(cluster, names, reading.problems(), PATIENCE).problems().stream()
                .filter(problem -> !own.contains(problem.problemId()))
                .count();
        if (others > 0) {
            throw new IllegalArgumentException(
                    "data set %s holds problems that are not the demonstration's, %d of them; give run.dataset another name, or train on what is there with: toolstream runs declare"
                            .formatted(names.dataset(), others));
        }
    }

    private OutgoingRecord answer(DatasetItem item) {
        return OutgoingRecord.of(
                Topics.ANSWERS.in(names),
                item.answer().problemId().value(),
                codecs.answers().encode(item.answer()));
    }

    /// Sets the run going, or pauses it.
    public RunManifest change(RunManifest manifest, RunManifest.State state) throws InterruptedException {
        RunManifest changed = new RunManifest(
                manifest.runId(),
                state,
                manifest.settings(),
                manifest.codeVersion(),
                manifest.policy(),
                manifest.dataset(),
                manifest.datasetHash(),
                manifest.parent(),
                manifest.reason(),
                manifest.created(),
                clock.instant());
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            write(writer, changed);
        }
        return changed;
    }

    private void write(LogWriter writer, RunManifest manifest) throws InterruptedException {
        writer.write(OutgoingRecord.of(
                Topics.RUNS.in(names),
                manifest.runId().value(),
                codecs.runManifests().encode(manifest)));
    }
}
