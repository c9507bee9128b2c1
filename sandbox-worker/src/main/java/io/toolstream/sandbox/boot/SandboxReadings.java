package io.toolstream.sandbox.boot;

import io.toolstream.boot.Reading;
import io.toolstream.sandbox.process.Durations;
import io.toolstream.sandbox.process.SandboxMetrics;
import io.toolstream.sandbox.worker.RequestCounts;
import io.toolstream.sandbox.worker.SandboxWorker;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.transport.queue.QueueCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a sandbox worker shows in its metrics.
final class SandboxReadings {
    private static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99);
    private static final double NANOS = 1e9;

    private SandboxReadings() {}

    static List<Reading> of(SandboxWorker worker, SandboxMetrics sandbox, List<String> layers) {
        List<Reading> readings = new ArrayList<>();
        queue(readings, worker);
        for (ProgramStatus status : ProgramStatus.values()) {
            readings.add(
                    Reading.of("sandbox.programs", "status", status.name(), () -> (double) sandbox.programs(status)));
        }
        durations(readings, "sandbox.start.wait", sandbox.waits());
        durations(readings, "sandbox.execution", sandbox.executions());
        durations(readings, "sandbox.processor", sandbox.processors());
        durations(readings, "sandbox.fork", sandbox.forks());
        for (String template : sandbox.templates()) {
            readings.add(Reading.of(
                    "sandbox.template.programs", "template", template, () -> (double) sandbox.programs(template)));
            readings.add(Reading.of(
                    "sandbox.template.pooled", "template", template, () -> (double) sandbox.pooled(template)));
        }
        readings.add(Reading.of("sandbox.restarts", () -> (double) sandbox.restarts()));
        for (String layer : layers) {
            readings.add(Reading.of("sandbox.layer", "layer", layer, () -> 1));
        }
        return readings;
    }

    private static void queue(List<Reading> readings, SandboxWorker worker) {
        RequestCounts counts = worker.counts();
        durations(readings, "queue.wait", counts.waits());
        readings.add(Reading.of("queue.expired", () -> (double) counts.expiredRequests()));
        readings.add(Reading.of("queue.poisonous", () -> (double) counts.poisonousRequests()));
        readings.add(Reading.of("queue.undecodable", () -> (double) counts.undecodableRecords()));
        readings.add(lanes("queue.busy", worker, QueueCounts::busyLanes));
        readings.add(lanes("queue.accepted", worker, QueueCounts::acceptedRecords));
        readings.add(lanes("queue.released", worker, QueueCounts::releasedRecords));
        readings.add(lanes("queue.acknowledgements.refused", worker, QueueCounts::refusedAcknowledgements));
        readings.add(lanes("queue.lanes.lost", worker, QueueCounts::lostLanes));
    }

    private static Reading lanes(String name, SandboxWorker worker, ToDoubleFunction<QueueCounts> value) {
        return Reading.of(name, () -> worker.queue().map(value::applyAsDouble).orElse(0.0));
    }

    private static void durations(List<Reading> readings, String name, Durations durations) {
        for (double share : QUANTILES) {
            readings.add(Reading.of(
                    name + ".seconds",
                    "quantile",
                    Double.toString(share),
                    () -> durations.quantile(share).toNanos() / NANOS));
        }
        readings.add(Reading.of(name + ".seconds.sum", () -> durations.sum().toNanos() / NANOS));
        readings.add(Reading.of(name + ".seconds.count", () -> (double) durations.count()));
    }
}
