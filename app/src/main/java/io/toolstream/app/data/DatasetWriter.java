package io.toolstream.app.data;

import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;

/// Writes problems and answers to the topics of a data set: the one program that may write there.
public final class DatasetWriter {
    /// Records on their way at a time.
    private static final int MOST_UNACKNOWLEDGED = 1_000;

    private final Cluster cluster;
    private final Names names;
    private final Duration patience;
    private final short replication;
    private final Codecs codecs = Codecs.with(SchemaSource.none());

    /// @param names of which only the data set's is used
    /// @param patience how long a record may go unacknowledged
    /// @param replication brokers that hold each record of topics that have to be made, or
    ///     [io.toolstream.transport.log.TopicDeclaration#BROKERS_DEFAULT]
    public DatasetWriter(Cluster cluster, Names names, Duration patience, short replication) {
        this.cluster = cluster;
        this.names = names;
        this.patience = patience;
        this.replication = replication;
    }

    /// Makes the topics if they are absent, registers the schemas, and writes `items`. The answer stands on its
    /// topic before its problem does, so that whoever sees a problem can have it graded. Writing an item again
    /// replaces it.
    ///
    /// @param progress told the number of items acknowledged, after each
    /// @throws LogUnavailableException if a record was not acknowledged; earlier ones stay, and writing
    ///     again is safe
    public void write(List<DatasetItem> items, IntConsumer progress) throws InterruptedException {
        new DeclaredTopics(cluster, patience, replication)
                .apply(List.of(Topics.SCHEMAS, Topics.ANSWERS, Topics.PROBLEMS), names);
        try (LogWriter writer = LogWriter.open(cluster, patience)) {
            send(writer, items.stream().map(this::answer).toList(), count -> {});
            send(writer, items.stream().map(this::problem).toList(), progress);
        }
    }

    private OutgoingRecord answer(DatasetItem item) {
        String key = item.answer().problemId().value();
        return OutgoingRecord.of(Topics.ANSWERS.in(names), key, codecs.answers().encode(item.answer()));
    }

    private OutgoingRecord problem(DatasetItem item) {
        String key = item.problem().problemId().value();
        return OutgoingRecord.of(
                Topics.PROBLEMS.in(names), key, codecs.problems().encode(item.problem()));
    }

    private static void send(LogWriter writer, List<OutgoingRecord> records, IntConsumer progress) {
        Queue<CompletableFuture<LogPosition>> under = new ArrayDeque<>();
        int acknowledged = 0;
        for (OutgoingRecord record : records) {
            under.add(writer.send(record));
            if (under.size() == MOST_UNACKNOWLEDGED) {
                await(under.remove());
                progress.accept(++acknowledged);
            }
        }
        while (!under.isEmpty()) {
            await(under.remove());
            progress.accept(++acknowledged);
        }
    }

    private static void await(CompletableFuture<LogPosition> sent) {
        try {
            sent.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LogUnavailableException known
                    ? known
                    : new LogUnavailableException("a record was not acknowledged: " + failure.getMessage(), failure);
        }
    }
}
