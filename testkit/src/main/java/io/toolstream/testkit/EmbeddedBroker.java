package io.toolstream.testkit;

import io.toolstream.broker.BrokerSettings;
import io.toolstream.broker.SingleBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real Kafka broker in the test's own process, on a free port, with an empty folder that it removes on
/// [#close()].
///
/// It starts in 1 to 4 s: hold one for each test class, and give each test topics and groups of its own.
public final class EmbeddedBroker implements AutoCloseable {
    private final Path folder;
    private SingleBroker broker;
    private boolean running;

    private EmbeddedBroker(Path folder) {
        this.folder = folder;
        this.broker = SingleBroker.start(new BrokerSettings(folder, 0, Map.of()));
        this.running = true;
    }

    /// A broker that serves clients already.
    public static EmbeddedBroker start() {
        try {
            return new EmbeddedBroker(Files.createTempDirectory("toolstream-broker"));
        } catch (IOException failure) {
            throw new UncheckedIOException("no temporary folder could be made", failure);
        }
    }

    /// What clients need to find it; stays the same over [#restart()].
    public String bootstrap() {
        return broker.bootstrap();
    }

    /// Ends it cleanly and starts it again on the same port with the same records.
    public void restart() {
        String bootstrap = broker.bootstrap();
        int port = Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1));
        broker.close();
        running = false;
        broker = SingleBroker.start(new BrokerSettings(folder, port, Map.of()));
        running = true;
    }

    /// Ends it and removes its folder.
    @Override
    public void close() {
        if (running) {
            running = false;
            broker.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the broker's folder " + folder + " could not be removed", failure);
        }
    }
}
