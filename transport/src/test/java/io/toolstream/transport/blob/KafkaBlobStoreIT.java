package io.toolstream.transport.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.WeightManifest.Blob;
import io.toolstream.schemas.WeightManifest.Role;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.testkit.EmbeddedBroker;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicDeclaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaBlobStoreIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void blobsWrittenAtOnceComeBackWholeAndADamagedOneIsRefused() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                LogWriter writer = LogWriter.open(Cluster.at(broker.bootstrap()), PATIENCE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Cluster cluster = Cluster.at(broker.bootstrap());
            try (TopicAdmin admin = TopicAdmin.open(cluster, PATIENCE)) {
                admin.apply(List.of(TopicDeclaration.of("chunks", 1)));
            }
            BlobStore store = new KafkaBlobStore(
                    cluster, "chunks", writer, Codecs.with(SchemaSource.none()).weightChunks(), PATIENCE);
            List<byte[]> contents = List.of(bytes(0), bytes(1), bytes(512 << 10), bytes(3_000_001), bytes(2_000_000));
            List<Callable<Blob>> puts = new ArrayList<>();
            contents.forEach(content -> puts.add(() -> store.put(Role.WEIGHTS, content)));
            List<Future<Blob>> blobs = threads.invokeAll(puts);

            for (int i = 0; i < contents.size(); i++) {
                assertThat(store.get(blobs.get(i).get())).isEqualTo(contents.get(i));
            }
            Blob large = blobs.get(3).get();
            String first = large.location().replaceAll("-.*", "");
            Blob cut =
                    new Blob(Role.WEIGHTS, first + "-" + first.substring("kafka:".length()), large.sha256(), 3_000_001);
            assertThatThrownBy(() -> store.get(cut))
                    .isInstanceOf(BlobUnavailableException.class)
                    .hasMessageContaining("damaged");
            assertThatThrownBy(() -> store.get(new Blob(Role.WEIGHTS, "s3:x", large.sha256(), 1)))
                    .isInstanceOf(BlobUnavailableException.class)
                    .hasMessageContaining("not in Kafka");
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
