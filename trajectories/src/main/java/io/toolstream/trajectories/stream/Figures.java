package io.toolstream.trajectories.stream;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.EvaluationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.jspecify.annotations.Nullable;

/// What the service has summed up, asked of its stores. Safe for several threads; every method throws
/// [NotReadyException] while the stores cannot be read.
public final class Figures {
    private final Supplier<@Nullable KafkaStreams> running;

    Figures(Supplier<@Nullable KafkaStreams> running) {
        this.running = running;
    }

    /// The sums of one version in the minute from `start`.
    public record Window(Instant start, BehaviourReport sums) {}

    /// The behaviour of every version, ascending; all processes' sums.
    public List<BehaviourReport> behaviour() {
        return all(GroupTopology.BEHAVIOUR, Comparator.comparingLong(BehaviourReport::version));
    }

    /// The behaviour of one version; empty when it has written nothing.
    public Optional<BehaviourReport> behaviour(long version) {
        QueryableStoreType<ReadOnlyKeyValueStore<String, BehaviourReport>> type = QueryableStoreTypes.keyValueStore();
        return asked(GroupTopology.BEHAVIOUR, type, store -> Optional.ofNullable(store.get(Long.toString(version))));
    }

    /// The newest report of every evaluation set and version, by set and then version; all processes' sums.
    public List<EvaluationReport> evaluations() {
        return all(
                GroupTopology.EVALUATIONS,
                Comparator.comparing(EvaluationReport::evalSet).thenComparingLong(EvaluationReport::version));
    }

    /// The behaviour by minute and version of the windows that start in `[from, to)`, by start and then
    /// version. They are kept for a day. Versions are spread over the processes: this one has those of its
    /// partitions, all of them where it is the only one.
    public List<Window> windows(Instant from, Instant to) {
        QueryableStoreType<ReadOnlyWindowStore<String, BehaviourReport>> type = QueryableStoreTypes.windowStore();
        return asked(GroupTopology.BEHAVIOUR_WINDOWS, type, store -> {
            List<Window> windows = new ArrayList<>();
            try (KeyValueIterator<Windowed<String>, BehaviourReport> found = store.fetchAll(from, to.minusMillis(1))) {
                while (found.hasNext()) {
                    KeyValue<Windowed<String>, BehaviourReport> entry = found.next();
                    windows.add(new Window(entry.key.window().startTime(), entry.value));
                }
            }
            windows.sort(Comparator.comparing(Window::start)
                    .thenComparingLong(window -> window.sums().version()));
            return windows;
        });
    }

    private <T> List<T> all(String name, Comparator<T> order) {
        QueryableStoreType<ReadOnlyKeyValueStore<String, T>> type = QueryableStoreTypes.keyValueStore();
        return asked(name, type, store -> {
            List<T> values = new ArrayList<>();
            try (KeyValueIterator<String, T> found = store.all()) {
                found.forEachRemaining(entry -> values.add(entry.value));
            }
            values.sort(order);
            return values;
        });
    }

    private <S, T> T asked(String name, QueryableStoreType<S> type, Function<S, T> question) {
        KafkaStreams streams = running.get();
        if (streams == null) {
            throw new NotReadyException("the trajectory service does not run yet, or not any more");
        }
        try {
            return question.apply(streams.store(StoreQueryParameters.fromNameAndType(name, type)));
        } catch (InvalidStateStoreException moving) {
            throw new NotReadyException("the store " + name + " is being opened or moved; ask again", moving);
        }
    }
}
