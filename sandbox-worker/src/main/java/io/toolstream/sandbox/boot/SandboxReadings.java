package io.toolstream.sandbox.boot;

import io.toolstream.boot.Reading;
import io.toolstream.sandbox.process.Durations;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxMetrics;
import io.toolstream.sandbox.worker.RequestCounts;
import io.toolstream.sandbox.worker.SandboxWorker;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.transport.queue.QueueCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// What a sandbox worker shows in its metrics.
final class SandboxReadings {
    private static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99);
    private static final double NANOS = 1e9;

    private SandboxReadings() {}

    static List<Reading> of(SandboxWorker worker, ProcessSandbox sandbox, List<String> layers) {
        SandboxMetrics metrics = sandbox.metrics();
        List<Reading> readings = new ArrayList<>();
        queue(readings, worker);
        readings.add(Reading.of("sandbox.available", () -> sandbox.available() ? 1 : 0));
        for (ProgramStatus status : ProgramStatus.values()) {
            readings.add(Reading.count("sandbox.programs", "status", status.name(), () -> metrics.programs(status)));
        }
        metrics.executionsByStatus()
                .forEach((status, durations) ->
                        durations(readings, "sandbox.execution", Map.of("status", status.name()), durations));
        durations(readings, "sandbox.start.wait", Map.of(), metrics.waits());
        durations(readings, "sandbox.processor", Map.of(), metrics.processors());
        durations(readings, "sandbox.fork", Map.of(), metrics.forks());
        for (String template : metrics.templates()) {
            readings.add(
                    Reading.count("sandbox.template.programs", "template", template, () -> metrics.programs(template)));
            readings.add(
                    Reading.count("sandbox.template.pooled", "template", template, () -> metrics.pooled(template)));
        }
        readings.add(Reading.count("sandbox.restarts", metrics::restarts));
        for (String layer : layers) {
            readings.add(Reading.of("sandbox.layer", "layer", layer, () -> sandbox.holds(layer) ? 1 : 0));
        }
        return readings;
    }

    private static void queue(List<Reading> readings, SandboxWorker worker) {
        RequestCounts counts = worker.counts();
        durations(readings, "queue.wait", Map.of(), counts.waits());
        readings.add(Reading.count("queue.expired", counts::expiredRequests));
        readings.add(Reading.count("queue.poisonous", counts::poisonousRequests));
        readings.add(Reading.count("queue.undecodable", counts::undecodableRecords));
        readings.add(Reading.of(
                "queue.busy", () -> worker.queue().map(QueueCounts::busyLanes).orElse(0)));
        readings.add(lanes("queue.accepted", worker, QueueCounts::acceptedRecords));
        readings.add(lanes("queue.released", worker, QueueCounts::releasedRecords));
        readings.add(lanes("queue.acknowledgements.refused", worker, QueueCounts::refusedAcknowledgements));
        readings.add(lanes("queue.lanes.lost", worker, QueueCounts::lostLanes));
    }

    private static Reading lanes(String name, SandboxWorker worker, ToLongFunction<QueueCounts> value) {
        return Reading.count(name, () -> worker.queue().map(value::applyAsLong).orElse(0L));
    }

    /// Number and sum since the start, and quantiles of the last minutes, which are a family of their own: a name has
    /// one
    /// type in Prometheus.
    private static void durations(
            List<Reading> readings, String name, Map<String, String> labels, Durations durations) {
        readings.add(new Reading.Times(
                name, labels, durations::count, () -> durations.sum().toNanos() / NANOS));
        for (double share : QUANTILES) {
            Map<String, String> all = new HashMap<>(labels);
            all.put("quantile", Double.toString(share));
            readings.add(new Reading.Value(
                    name + ".quantile.seconds",
                    all,
                    () -> durations.quantile(share).toNanos() / NANOS));
        }
    }
}
