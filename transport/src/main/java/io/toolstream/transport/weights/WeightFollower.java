package io.toolstream.transport.weights;

import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Knows which versions of the policy have been published. A version is seen when its transaction has been committed,
/// so its blobs are there. For one thread.
public final class WeightFollower implements AutoCloseable {
    private final LogReader reader;
    private final Codec<WeightManifest> codec;
    private final NavigableMap<Long, WeightManifest> published = new TreeMap<>();

    private WeightFollower(LogReader reader, Codec<WeightManifest> codec) {
        this.reader = reader;
        this.codec = codec;
    }

    /// Follows `topic` from its first version.
    public static WeightFollower open(Cluster cluster, String topic, Codec<WeightManifest> codec) {
        return new WeightFollower(LogReader.fromBeginning(cluster, List.of(topic)), codec);
    }

    /// Reads what has come within `wait`.
    ///
    /// @throws io.toolstream.schemas.codec.DecodeException if a manifest does not decode: this build is too old
    public void poll(Duration wait) {
        for (LogRecord record : reader.poll(wait)) {
            if (record.body().isEmpty()) {
                published.remove(Long.parseLong(record.keyText()));
            } else {
                WeightManifest manifest = codec.decode(record.body().orElseThrow());
                published.put(manifest.version(), manifest);
            }
        }
    }

    /// Reads everything that is in the log now.
    ///
    /// @param stall the longest silence of the cluster that is borne
    public void catchUp(Duration stall) {
        reader.readToEnd(
                stall,
                record -> record.body()
                        .map(codec::decode)
                        .ifPresentOrElse(
                                manifest -> published.put(manifest.version(), manifest),
                                () -> published.remove(Long.parseLong(record.keyText()))));
    }

    /// The newest version that has been read; empty before the first.
    public Optional<WeightManifest> newest() {
        return Optional.ofNullable(published.lastEntry()).map(entry -> entry.getValue());
    }

    /// A version that is still kept.
    public Optional<WeightManifest> version(long version) {
        return Optional.ofNullable(published.get(version));
    }

    @Override
    public void close() {
        reader.close();
    }
}
