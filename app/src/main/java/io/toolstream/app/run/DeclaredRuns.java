package io.toolstream.app.run;

import io.toolstream.schemas.RunId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.log.TopicSchemas;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The runs of a cluster, as last written. Every method asks the cluster anew and throws
/// [io.toolstream.transport.log.LogUnavailableException] if it does not answer.
public final class DeclaredRuns {
    /// Neither a pool nor a data set plays a part in the topics that are read here.
    private static final String UNUSED = "unused";

    private final Cluster cluster;
    private final Duration stall;
    private final Codecs codecs;

    /// @param stall the longest silence of the cluster that is borne
    public DeclaredRuns(Cluster cluster, Duration stall) {
        this.cluster = cluster;
        this.stall = stall;
        this.codecs = Codecs.with(new TopicSchemas(cluster, names(UNUSED), stall));
    }

    /// All of them, the oldest first.
    public List<RunManifest> all() {
        Map<String, RunManifest> runs = new HashMap<>();
        read(Topics.RUNS, UNUSED, record -> {
            RunManifest run = record.body().map(codecs.runManifests()::decode).orElse(null);
            if (run == null) {
                runs.remove(record.keyText());
            } else {
                runs.put(record.keyText(), run);
            }
        });
        return runs.values().stream()
                .sorted(Comparator.comparing(RunManifest::created)
                        .thenComparing(run -> run.runId().value()))
                .toList();
    }

    /// The run `id`, if it is declared.
    public Optional<RunManifest> find(RunId id) {
        return all().stream().filter(run -> run.runId().equals(id)).findFirst();
    }

    /// The last step of run `id`; absent before version 0 is published.
    public Optional<StepReport> lastStep(RunId id) {
        Newest newest = new Newest();
        read(
                Topics.LEARNER_STEPS,
                id.value(),
                record -> record.body().map(codecs.stepReports()::decode).ifPresent(report -> newest.step = report));
        return Optional.ofNullable(newest.step);
    }

    private static final class Newest {
        private @Nullable StepReport step;
    }

    /// Writes the record of a run; its topic has to exist.
    public void write(RunManifest run) throws InterruptedException {
        try (LogWriter writer = LogWriter.open(cluster, stall)) {
            writer.write(OutgoingRecord.of(
                    Topics.RUNS.in(names(run.runId().value())),
                    run.runId().value(),
                    codecs.runManifests().encode(run)));
        }
    }

    private void read(Topic topic, String run, Consumer<LogRecord> each) {
        Optional<LogReader> opened = open(topic.in(names(run)));
        if (opened.isPresent()) {
            try (LogReader reader = opened.get()) {
                reader.readToEnd(stall, each);
            }
        }
    }

    private Optional<LogReader> open(String topic) {
        try {
            return Optional.of(LogReader.fromBeginning(cluster, List.of(topic)));
        } catch (IllegalArgumentException _) {
            // No such topic: nobody has written to it.
            return Optional.empty();
        }
    }

    private static Names names(String run) {
        return new Names(run, UNUSED, UNUSED);
    }
}
