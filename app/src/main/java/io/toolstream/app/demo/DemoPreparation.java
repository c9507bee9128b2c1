package io.toolstream.app.demo;

import io.toolstream.app.account.RunReader;
import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.learner.program.ModelFiles;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Sets the demonstration's run going on a cluster whose programs others start, as containers do: topics, problems
/// and answers, the run's record. Doing it again changes nothing.
public final class DemoPreparation {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DemoSettings settings;
    private final Cluster cluster;
    private final Names names;
    private final Map<String, String> programs;
    private final String build;
    private final InstantSource clock;
    private final short replication;
    private final Codecs codecs = Codecs.with(SchemaSource.none());

    /// @param programs the settings of all programs, by dotted key
    /// @param replication brokers that hold each record of topics that have to be made, or
    ///     [io.toolstream.transport.log.TopicDeclaration#BROKERS_DEFAULT]
    public DemoPreparation(
            DemoSettings settings,
            Cluster cluster,
            Names names,
            Map<String, String> programs,
            String build,
            InstantSource clock,
            short replication) {
        this.settings = settings;
        this.cluster = cluster;
        this.names = names;
        this.programs = Map.copyOf(programs);
        this.build = build;
        this.clock = clock;
        this.replication = replication;
    }

    /// Prepares the run, unless that has been done.
    ///
    /// @return whether anything was left to do
    /// @throws io.toolstream.transport.log.LogUnavailableException if the cluster does not answer
    public boolean prepare() throws IOException, InterruptedException {
        new DeclaredTopics(cluster, PATIENCE, replication).apply(Topics.ALL, names);
        RunDeclaration declaration = new RunDeclaration(cluster, names, codecs, clock, replication);
        Optional<RunManifest> declared = new RunReader(cluster, new RunId(names.run()), PATIENCE).manifest();
        if (declared.isPresent() && !untouched(declared.get())) {
            return false;
        }
        RunManifest manifest = declared.isPresent() ? declared.get() : declare(declaration);
        declaration.change(manifest, RunManifest.State.RUNNING);
        return true;
    }

    /// Whether an earlier preparation ended before it set the run going. Whoever pauses a run later changes its time.
    private static boolean untouched(RunManifest manifest) {
        return manifest.state() == RunManifest.State.PAUSED
                && manifest.changed().equals(manifest.created());
    }

    private RunManifest declare(RunDeclaration declaration) throws IOException, InterruptedException {
        try (ProcessSandbox sandbox =
                new ProcessSandbox(SandboxSettings.usual(Interpreter.path(), settings.parallel()))) {
            DemoTask task = DemoTask.draw(sandbox, settings.problemSeed(), settings.sizes(), settings.parallel());
            return declaration.declare(task, ModelFiles.identity(settings.model()), programs, build);
        }
    }
}
