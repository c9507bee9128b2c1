package io.toolstream.app.demo;

import io.toolstream.app.data.DatasetItem;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Has a published version answer problems, and reads how it did. For one writer of `eval-requests` at a time.
final class Evaluation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Names names;
    private final Codecs codecs;
    private final InstantSource clock;
    private final Duration timeout;

    /// Problems to be answered.
    ///
    /// @param set      the evaluation set's name
    /// @param samples  of each problem
    /// @param sampling its seed differs for each problem
    record Set(String set, List<DatasetItem> items, int samples, Sampling sampling) {}

    /// @param timeout of each request; what is missing then counts as wrong
    Evaluation(Cluster cluster, Names names, Codecs codecs, InstantSource clock, Duration timeout) {
        this.cluster = cluster;
        this.names = names;
        this.codecs = codecs;
        this.clock = clock;
        this.timeout = timeout;
    }

    /// The report of each set, by its name, once all its problems are answered. A version that has not changed since it
    /// was asked is not asked again: its report stands.
    ///
    /// @param progress told how many problems are
    /// @throws EvaluationOverdueException if they are not within twice the timeout
    Map<String, EvaluationReport> run(long version, List<Set> sets, IntConsumer progress) throws InterruptedException {
        Map<String, Integer> wanted = new HashMap<>();
        sets.forEach(set -> wanted.put(set.set(), set.items().size()));
        Map<String, EvaluationReport> newest = new HashMap<>();
        try (LogReader reports = LogReader.fromBeginning(cluster, List.of(Topics.EVALUATIONS.in(names)))) {
            reports.readToEnd(PATIENCE, record -> read(record, version, wanted.keySet(), newest));
            ask(
                    version,
                    sets.stream().filter(set -> !newest.containsKey(set.set())).toList());
            Instant deadline = clock.instant().plus(timeout.multipliedBy(2));
            while (wanted.entrySet().stream().anyMatch(set -> answered(newest, set.getKey()) < set.getValue())) {
                if (clock.instant().isAfter(deadline)) {
                    throw new EvaluationOverdueException(
                            "version %d was not evaluated within %s: %s of %s problems; look at the rollout worker's log"
                                    .formatted(version, timeout.multipliedBy(2), answered(newest), wanted));
                }
                reports.poll(LOOK).forEach(record -> read(record, version, wanted.keySet(), newest));
                progress.accept(newest.values().stream()
                        .mapToInt(EvaluationReport::problems)
                        .sum());
            }
        }
        return newest;
    }

    private void read(LogRecord record, long version, Collection<String> wanted, Map<String, EvaluationReport> newest) {
        EvaluationReport report =
                codecs.evaluationReports().decode(record.body().orElseThrow());
        if (report.version() == version && wanted.contains(report.evalSet())) {
            newest.put(report.evalSet(), report);
        }
    }

    private static int answered(Map<String, EvaluationReport> newest, String set) {
        EvaluationReport report = newest.get(set);
        return report == null ? 0 : report.problems();
    }

    private static Map<String, Integer> answered(Map<String, EvaluationReport> newest) {
        Map<String, Integer> counts = new HashMap<>();
        newest.forEach((set, report) -> counts.put(set, report.problems()));
        return counts;
    }

    private void ask(long version, List<Set> sets) throws InterruptedException {
        if (sets.isEmpty()) {
            return;
        }
        long seq = asked();
        List<RolloutRequest> requests = new ArrayList<>();
        Instant now = clock.instant();
        for (Set set : sets) {
            for (DatasetItem item : set.items()) {
                requests.add(request(seq++, version, set, item.problem(), now));
            }
        }
        try (LogWriter writer = LogWriter.open(cluster, PATIENCE)) {
            writer.writeAll(requests.stream().map(this::record).toList());
        }
    }

    private RolloutRequest request(long seq, long version, Set set, Problem problem, Instant now) {
        Sampling sampling = set.sampling();
        return new RolloutRequest(
                new RunId(names.run()),
                seq,
                1,
                Purpose.EVALUATION,
                problem.problemId(),
                problem.question(),
                set.samples(),
                IntStream.range(0, set.samples()).boxed().toList(),
                new Sampling(
                        sampling.temperature(),
                        sampling.topP(),
                        sampling.topK(),
                        sampling.seed() + seq,
                        sampling.maxTokens(),
                        sampling.maxTurns()),
                version,
                set.set(),
                now,
                timeout);
    }

    private OutgoingRecord record(RolloutRequest request) {
        return OutgoingRecord.of(
                Topics.EVAL_REQUESTS.in(names),
                Long.toString(request.seq()),
                codecs.rolloutRequests().encode(request));
    }

    /// Requests that stand on the topic: the number of the next.
    private long asked() {
        try (LogReader reader = LogReader.fromBeginning(cluster, List.of(Topics.EVAL_REQUESTS.in(names)))) {
            long[] next = new long[1];
            reader.readToEnd(PATIENCE, record -> next[0] = Math.max(next[0], Long.parseLong(record.keyText()) + 1));
            return next[0];
        }
    }
}
