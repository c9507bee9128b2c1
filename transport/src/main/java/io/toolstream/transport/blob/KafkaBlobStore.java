package io.toolstream.transport.blob;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.WeightChunk;
import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/// Blobs cut into chunks in one partition of a compacted topic. A blob's location is `kafka:FIRST-LAST`, offsets of its
/// chunks; the chunks of other blobs may lie between them. Safe for several threads.
public final class KafkaBlobStore implements BlobStore {
    private static final int CHUNK_BYTES = 512 << 10;
    private static final Pattern LOCATION = Pattern.compile("kafka:(\\d{1,18})-(\\d{1,18})");

    private final Cluster cluster;
    private final String topic;
    private final LogWriter writer;
    private final Codec<WeightChunk> codec;
    private final Duration stall;

    /// A store over `topic`, which has one partition.
    ///
    /// @param writer the caller's
    /// @param stall the longest silence of the cluster that is borne while reading
    public KafkaBlobStore(Cluster cluster, String topic, LogWriter writer, Codec<WeightChunk> codec, Duration stall) {
        this.cluster = cluster;
        this.topic = topic;
        this.writer = writer;
        this.codec = codec;
        this.stall = stall;
    }

    @Override
    public Blob put(Role role, byte[] content) throws InterruptedException {
        String hash = sha256(content);
        int count = Math.max(1, (content.length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        List<CompletableFuture<LogPosition>> sent = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int from = index * CHUNK_BYTES;
            byte[] piece = Arrays.copyOfRange(content, from, Math.min(content.length, from + CHUNK_BYTES));
            byte[] value = codec.encode(new WeightChunk(hash, index, count, Bytes.of(piece)));
            sent.add(writer.send(
                    OutgoingRecord.of(topic, hash + "/" + index, value).in(0)));
        }
        long first = Long.MAX_VALUE;
        long last = -1;
        for (CompletableFuture<LogPosition> one : sent) {
            try {
                long offset = one.get().offset();
                first = Math.min(first, offset);
                last = Math.max(last, offset);
            } catch (ExecutionException failure) {
                throw new BlobUnavailableException(
                        "a chunk of blob %s was not written to %s; store it again".formatted(hash, topic), failure);
            }
        }
        return new Blob(role, "kafka:" + first + "-" + last, hash, content.length);
    }

    @Override
    public byte[] get(Blob blob) {
        Matcher location = LOCATION.matcher(blob.location());
        if (!location.matches()) {
            throw new BlobUnavailableException("blob %s lies at '%s', not in Kafka; use the store that wrote it"
                    .formatted(blob.sha256(), blob.location()));
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int next = 0;
        for (LogRecord record :
                chunks(blob, Long.parseLong(location.group(1)), Long.parseLong(location.group(2)) + 1)) {
            WeightChunk chunk = decoded(blob, record);
            if (chunk.blob().equals(blob.sha256()) && chunk.index() == next) {
                content.writeBytes(chunk.content().toArray());
                next++;
            }
        }
        byte[] bytes = content.toByteArray();
        if (bytes.length != blob.size() || !sha256(bytes).equals(blob.sha256())) {
            throw new BlobUnavailableException(
                    "blob %s at %s of %s is damaged: %d of %d bytes, or another hash; use another version"
                            .formatted(blob.sha256(), blob.location(), topic, bytes.length, blob.size()));
        }
        return bytes;
    }

    private List<LogRecord> chunks(Blob blob, long from, long to) {
        try {
            return LogReader.range(cluster, new TopicPartition(topic, 0), from, to, stall);
        } catch (LogUnavailableException silence) {
            throw new BlobUnavailableException(
                    "blob %s could not be read from %s; ask again".formatted(blob.sha256(), topic), silence);
        }
    }

    private WeightChunk decoded(Blob blob, LogRecord record) {
        try {
            return codec.decode(record.body().orElseGet(() -> new byte[0]));
        } catch (DecodeException broken) {
            throw new BlobUnavailableException(
                    "offset %d of %s, in the range of blob %s, holds no chunk; use another version"
                            .formatted(record.offset(), topic, blob.sha256()),
                    broken);
        }
    }

    /// SHA-256 in hexadecimal.
    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
