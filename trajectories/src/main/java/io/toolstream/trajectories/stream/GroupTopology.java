package io.toolstream.trajectories.stream;

import static java.util.Objects.requireNonNull;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.trajectories.evaluation.EvaluationTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// ```
/// answers ───────────► (in memory)
/// rollout-requests ─┐      │
/// eval-requests ────┤      │
/// trajectories ─────┴─► grade, group ─┬─► trajectory-groups
///                                     ├─► sum by version ─► behaviour; and by minute
///                                     ├─► sum by evaluation set and version ─► evaluations
///                                     └─► dead-letters
/// ```
///
/// Requests and trajectories have the same key and number of partitions, so one task sees all of a group.
/// Stores hold grades and references; a trajectory's body is kept only while the answer to its problem has not
/// come.
final class GroupTopology {
    /// What stands on `behaviour`, by version, in the memory of each process.
    static final String BEHAVIOUR = "behaviour";

    /// What stands on `evaluations`, by set and version, in the memory of each process.
    static final String EVALUATIONS = "evaluations";

    /// The sums of behaviour by version and [#WINDOW], of the partitions that this process works off.
    static final String BEHAVIOUR_WINDOWS = "behaviour-by-window";

    static final Duration WINDOW = Duration.ofMinutes(1);

    /// How long a window is kept.
    static final Duration KEPT = Duration.ofDays(1);

    /// How far one partition's trajectories may lag behind another's and still count in their window.
    private static final Duration GRACE = Duration.ofHours(1);

    private static final String BEHAVIOUR_SUMS = "behaviour-by-version";
    private static final String EVALUATION_SUMS = "evaluations-by-set-and-version";

    private static final Consumed<byte[], byte[]> BYTES = Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());
    private static final Produced<String, byte[]> KEYED = Produced.with(Serdes.String(), Serdes.ByteArray());

    private GroupTopology() {}

    static Topology of(GroupProcessor.Grading grading) {
        Names names = grading.names();
        Codecs codecs = grading.codecs();
        StreamsBuilder builder = new StreamsBuilder();
        answers(builder, Topics.ANSWERS.in(names));
        List<String> stores = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            StoreNames of = StoreNames.of(purpose);
            builder.addStateStore(store(of.open(), Serdes.Long()));
            builder.addStateStore(store(of.ended(), Serdes.Long()));
            builder.addStateStore(store(of.waiting(), Serdes.Bytes()));
            stores.addAll(of.all());
        }

        KStream<String, Emission> emissions = builder.stream(inputs(names), BYTES.withName("requests-and-trajectories"))
                .process(() -> new GroupProcessor(grading), Named.as("grade-and-group"), stores.toArray(String[]::new));

        only(Emission.Ended.class, emissions)
                .mapValues(ended -> codecs.trajectoryGroups().encode(ended.group()))
                .to(Topics.TRAJECTORY_GROUPS.in(names), KEYED);
        only(Emission.Refused.class, emissions)
                .mapValues(refused -> codecs.deadLetters().encode(refused.letter()))
                .to(Topics.DEAD_LETTERS.in(names), KEYED);
        behaviour(only(Emission.Measured.class, emissions), names, codecs);
        evaluations(only(Emission.Evaluated.class, emissions), names, codecs);
        shown(builder, Topics.BEHAVIOUR.in(names), BEHAVIOUR, codecs.behaviourReports());
        shown(builder, Topics.EVALUATIONS.in(names), EVALUATIONS, codecs.evaluationReports());
        return builder.build();
    }

    /// The topics that are read together. They have the same keys and must have the same number of partitions.
    static List<String> inputs(Names names) {
        return Stream.of(Topics.ROLLOUT_REQUESTS, Topics.EVAL_REQUESTS, Topics.TRAJECTORIES)
                .map(topic -> topic.in(names))
                .toList();
    }

    private static void behaviour(KStream<String, Emission.Measured> measured, Names names, Codecs codecs) {
        Serde<BehaviourReport> sums = serde(codecs.behaviourReports());
        KGroupedStream<String, BehaviourReport> byVersion = measured.mapValues(Emission.Measured::share)
                .groupByKey(Grouped.with("behaviour", Serdes.String(), sums));
        byVersion
                .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, GRACE))
                .reduce(
                        Measures::plus,
                        Materialized.<String, BehaviourReport>as(
                                        Stores.persistentWindowStore(BEHAVIOUR_WINDOWS, KEPT, WINDOW, false))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(sums));
        byVersion
                .reduce(
                        Measures::plus,
                        Materialized.<String, BehaviourReport>as(Stores.persistentKeyValueStore(BEHAVIOUR_SUMS))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(sums))
                .toStream()
                .mapValues(report -> codecs.behaviourReports().encode(report))
                .to(Topics.BEHAVIOUR.in(names), KEYED);
    }

    private static void evaluations(KStream<String, Emission.Evaluated> evaluated, Names names, Codecs codecs) {
        Serde<EvaluationTally> sums = new TallyFormat(codecs.rolloutRequests()).serde();
        evaluated
                .mapValues(Emission.Evaluated::share)
                .groupByKey(Grouped.with("evaluations", Serdes.String(), sums))
                .reduce(
                        EvaluationTally::plus,
                        Materialized.<String, EvaluationTally>as(Stores.persistentKeyValueStore(EVALUATION_SUMS))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(sums))
                .toStream()
                .flatMapValues(tally -> tally.report().stream().toList())
                .mapValues(report -> codecs.evaluationReports().encode(report))
                .to(Topics.EVALUATIONS.in(names), KEYED);
    }

    /// What all processes have written to `topic`, the newest of each key, for each of them to show.
    private static <T> void shown(StreamsBuilder builder, String topic, String store, Codec<T> codec) {
        builder.globalTable(
                topic,
                Consumed.with(Serdes.String(), serde(codec)).withName(store + "-shown"),
                Materialized.<String, T>as(Stores.inMemoryKeyValueStore(store))
                        .withKeySerde(Serdes.String())
                        .withValueSerde(serde(codec)));
    }

    /// Each process holds all answers; they stand on no changelog.
    private static void answers(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(GroupProcessor.ANSWERS),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("reference-answers"),
                Keeping::new);
    }

    /// Puts each record into the store of answers; a tombstone takes one out.
    private static final class Keeping implements Processor<String, byte[], Void, Void> {
        private @Nullable KeyValueStore<String, byte[]> store;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            store = context.getStateStore(GroupProcessor.ANSWERS);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            requireNonNull(store).put(record.key(), record.value());
        }
    }

    private static <K> StoreBuilder<KeyValueStore<K, byte[]>> store(String name, Serde<K> keys) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    private static <T extends Emission> KStream<String, T> only(Class<T> kind, KStream<String, Emission> all) {
        String name = kind.getSimpleName().toLowerCase(Locale.ROOT);
        return all.filter((_, emission) -> kind.isInstance(emission), Named.as(name))
                .mapValues(kind::cast, Named.as(name + "-only"));
    }

    private static <T> Serde<T> serde(Codec<T> codec) {
        return Serdes.serdeFrom(
                (_, value) -> value == null ? null : codec.encode(value),
                (_, bytes) -> bytes == null ? null : codec.decode(bytes));
    }
}
