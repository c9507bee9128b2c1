package io.toolstream.app.demo;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.StepReport;
import io.toolstream.schemas.WorkerBeat;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Follows what the programs of a run write, from its beginning. For one thread.
final class RunWatch implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Names names;
    private final Codecs codecs;
    private final LogReader reader;
    private final NavigableMap<Long, BehaviourReport> behaviour = new TreeMap<>();
    private final Map<String, Double> rates = new HashMap<>();
    private final List<Double> toolMillis = new ArrayList<>();

    /// A step as it came onto the log.
    ///
    /// @param tokensPerSecond of all rollout workers, as they said last; 0 before the first beat
    /// @param sandboxP50Ms    median of queue and run of the programs since the step before; 0 without programs
    record Observed(StepReport report, double tokensPerSecond, double sandboxP50Ms) {
        /// A figure of the step's report.
        double metric(String name) {
            return report.metrics().getOrDefault(name, 0.0);
        }

        /// Seconds from `start` to the end of the step.
        double secondsSince(Instant start) {
            return Duration.between(start, report.finished()).toMillis() / 1e3;
        }
    }

    private RunWatch(Names names, Codecs codecs, LogReader reader) {
        this.names = names;
        this.codecs = codecs;
        this.reader = reader;
    }

    static RunWatch open(Cluster cluster, Names names, Codecs codecs) {
        List<String> topics = List.of(
                Topics.LEARNER_STEPS.in(names),
                Topics.WORKERS.in(names),
                Topics.CODE_RESULTS.in(names),
                Topics.BEHAVIOUR.in(names));
        return new RunWatch(names, codecs, LogReader.fromBeginning(cluster, topics));
    }

    /// Steps that came within `wait`.
    List<Observed> poll(Duration wait) {
        List<Observed> steps = new ArrayList<>();
        for (LogRecord record : reader.poll(wait)) {
            byte[] body = record.body().orElse(null);
            if (body == null) {
                continue;
            }
            if (is(Topics.LEARNER_STEPS, record)) {
                steps.add(new Observed(
                        codecs.stepReports().decode(body),
                        rates.values().stream().mapToDouble(Double::doubleValue).sum(),
                        median()));
            } else if (is(Topics.WORKERS, record)) {
                WorkerBeat beat = codecs.workerBeats().decode(body);
                rates.put(beat.workerId(), beat.rates().getOrDefault("tokensPerSecond", 0.0));
            } else if (is(Topics.CODE_RESULTS, record)) {
                CodeResult result = codecs.codeResults().decode(body);
                toolMillis.add(result.queue().plus(result.result().wall()).toNanos() / NANOS_PER_MILLI);
            } else {
                BehaviourReport report = codecs.behaviourReports().decode(body);
                behaviour.put(report.version(), report);
            }
        }
        return steps;
    }

    /// How responses used code, by version, as last read.
    NavigableMap<Long, BehaviourReport> behaviour() {
        return Collections.unmodifiableNavigableMap(behaviour);
    }

    private boolean is(Topic topic, LogRecord record) {
        return record.topic().equals(topic.in(names));
    }

    private double median() {
        if (toolMillis.isEmpty()) {
            return 0;
        }
        Collections.sort(toolMillis);
        double median = toolMillis.get(toolMillis.size() / 2);
        toolMillis.clear();
        return median;
    }

    @Override
    public void close() {
        reader.close();
    }
}
