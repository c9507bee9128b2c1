package io.toolstream.transport.queue;

import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.LogWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A worker process for a test to kill: `DyingWorker BOOTSTRAP TOPIC GROUP`. It takes one record, says so,
/// and never finishes it.
final class DyingWorker {
    private DyingWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        Cluster cluster = Cluster.at(arguments[0]);
        var never = new CountDownLatch(1);
        DeliveryHandler handler = delivery -> {
            System.out.println("TAKEN " + delivery.record().keyText());
            System.out.flush();
            never.await();
            return Optional.empty();
        };
        try (LogWriter replies = LogWriter.open(cluster, Duration.ofSeconds(10));
                Lanes _ = Lanes.start(
                        cluster, QueueSettings.of(arguments[1], arguments[2], "dying"), 1, handler, replies)) {
            never.await();
        }
    }
}
