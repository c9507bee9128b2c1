package io.toolstream.sandbox.boot;

import io.toolstream.boot.AssembledProgram;
import io.toolstream.boot.Assembly;
import io.toolstream.boot.settings.KafkaConfig;
import io.toolstream.boot.settings.RunConfig;
import io.toolstream.boot.settings.SettingsRefusedException;
import io.toolstream.boot.settings.Slot;
import io.toolstream.sandbox.process.Interpreter;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.sandbox.worker.SandboxWorker;
import io.toolstream.sandbox.worker.SandboxWorkerSettings;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.schemas.topic.Topics;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The sandbox worker in a process of its own.
@Singleton
final class SandboxAssembly implements Assembly {
    /// The system's convention for a configuration that does not fit the machine.
    private static final int UNFIT = 78;

    /// What the probes at the start and the first calls of the packages take.
    private static final Limits LEAST =
            new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 256L << 20, 1 << 20, 16, 16, 1, 4_096, 65_536);

    /// Of all that comes after the programs: lanes that leave their group, the sandbox that is closed.
    private static final Duration AFTER_DRAIN = Duration.ofSeconds(20);

    private final SandboxWorkerSettings settings;
    private final SandboxSettings sandbox;

    SandboxAssembly(
            KafkaConfig kafka,
            RunConfig run,
            SandboxConfig config,
            Slot slot,
            @ConfigProperty(name = "quarkus.application.version") String build) {
        this.settings = settings(kafka, run, config, slot, build);
        this.sandbox = sandbox(config);
    }

    static SandboxWorkerSettings settings(
            KafkaConfig kafka, RunConfig run, SandboxConfig config, Slot slot, String build) {
        return new SandboxWorkerSettings(
                KafkaConfig.cluster(kafka),
                RunConfig.names(run),
                slot.number(),
                config.lanes(),
                config.drain(),
                build,
                Map.of());
    }

    static SandboxSettings sandbox(SandboxConfig config) {
        Path python = config.python().orElseGet(Interpreter::path);
        SandboxSettings usual = SandboxSettings.usual(python, config.lanes())
                .demanding(config.minimum())
                .without(config.without().orElse(Set.of()));
        SandboxSettings giving = usual.giving(largest(config, usual.patience()));
        return config.socket().map(giving::over).orElse(giving);
    }

    /// The configured limits.
    ///
    /// @throws SettingsRefusedException if a program could outlive the lock of its request, which is handed out
    ///     again then and in the end taken for poison, or its output fit no record, or the sandbox itself could not
    ///     live in them
    private static Limits largest(SandboxConfig config, SandboxSettings.Patience patience) {
        Duration longest = Objects.requireNonNull(Topics.CODE_REQUESTS.group())
                .longestWork()
                .minus(patience.grace());
        Limits largest = SandboxConfig.largest(config);
        if (largest.wall().compareTo(longest) > 0) {
            throw new SettingsRefusedException(
                    "sandbox.limits.wall is %s; a request is locked only so long that %s fit, so set at most that"
                            .formatted(largest.wall(), longest));
        }
        if (largest.outputBytes() > CodeResult.OUTPUT_BYTES_MAX) {
            throw new SettingsRefusedException(
                    "sandbox.limits.outputBytes is %d; two streams of more than %d may not fit one record, so set at most that"
                            .formatted(largest.outputBytes(), CodeResult.OUTPUT_BYTES_MAX));
        }
        List<String> lacking = LEAST.above(largest);
        if (!lacking.isEmpty()) {
            throw new SettingsRefusedException(
                    "the sandbox's own probes take more than sandbox.limits allow (%s); raise them"
                            .formatted(String.join("; ", lacking)));
        }
        return largest;
    }

    @Override
    public String name() {
        return settings.worker();
    }

    @Override
    public AssembledProgram assemble() throws InterruptedException {
        ProcessSandbox python = new ProcessSandbox(sandbox);
        List<String> layers = python.layers();
        Map<String, String> versions = python.versions();
        // A sandbox may not read the topic of schemas: requests are written by a build that it knows, or it is upgraded
        // first.
        SandboxWorker worker = new SandboxWorker(
                settings.running(versions), python, Codecs.with(SchemaSource.none()), InstantSource.system());
        Map<String, String> facts = new LinkedHashMap<>(versions);
        facts.put("layers", String.join(", ", layers));
        facts.put("tier", python.tier());
        if (!python.withoutNamespaces().isEmpty()) {
            facts.put("withoutNamespaces", python.withoutNamespaces());
        }
        return new AssembledProgram(
                worker::run,
                worker::ready,
                worker::close,
                python::close,
                SandboxReadings.of(worker, python, layers),
                facts);
    }

    @Override
    public Duration longestEnd() {
        return settings.drain().plus(AFTER_DRAIN);
    }

    @Override
    public int exitCode(Throwable failure) {
        return failure instanceof SandboxUnavailableException ? UNFIT : Assembly.super.exitCode(failure);
    }
}
