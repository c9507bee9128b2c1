package io.toolstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/// One running Kafka node, broker and controller, whose records survive its end.
///
/// A second broker on the same folder is refused by a lock on `broker.lock`. Kafka ends the whole process
/// on faults of the disk, so a product runs this in a process of its own ([BrokerMain]); tests hold it in
/// theirs.
public final class SingleBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final FileChannel lock;
    private final String bootstrap;

    private SingleBroker(KafkaRaftServer server, FileChannel lock, String bootstrap) {
        this.server = server;
        this.lock = lock;
        this.bootstrap = bootstrap;
    }

    /// Formats the folder if it is new, and starts. Returns when clients are served.
    ///
    /// @throws BrokerRefusedException if the port or the folder is in use, or the folder cannot be written
    public static SingleBroker start(BrokerSettings settings) {
        int port = settings.port() == 0 ? freePort() : requireFree(settings);
        FileChannel lock = requireOwn(settings.folder());
        try {
            Path data = settings.folder().resolve("log");
            Properties properties = NodeProperties.of(settings, data, port, freePort());
            KafkaConfig config = KafkaConfig.fromProps(properties, false);
            if (!Files.exists(data.resolve("meta.properties"))) {
                format(data);
            }
            var server = new KafkaRaftServer(config, Time.SYSTEM);
            try {
                server.startup();
            } catch (RuntimeException failure) {
                server.shutdown();
                throw failure;
            }
            return new SingleBroker(server, lock, settings.host() + ":" + port);
        } catch (RuntimeException failure) {
            release(lock);
            throw failure;
        }
    }

    /// What a client needs to find this broker.
    public String bootstrap() {
        return bootstrap;
    }

    /// Returns when the broker has ended.
    public void awaitEnd() {
        server.awaitShutdown();
    }

    /// Hands over the log cleanly; the next start on the folder is quick.
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        release(lock);
    }

    private static void format(Path data) {
        try {
            Files.createDirectories(data);
            new Formatter()
                    .setNodeId(NodeProperties.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(NodeProperties.CONTROLLER)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setUnstableFeatureVersionsEnabled(false)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .run();
        } catch (Exception failure) {
            throw new BrokerRefusedException(
                    "the broker's folder " + data + " cannot be prepared: " + failure, failure);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new BrokerRefusedException("this machine gives no free port: " + failure, failure);
        }
    }

    private static int requireFree(BrokerSettings settings) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(settings.interfaceHeard(), settings.port()));
            return settings.port();
        } catch (IOException taken) {
            throw new BrokerRefusedException(
                    "port " + settings.port() + " on " + settings.interfaceHeard()
                            + " is in use by another program; stop it, or choose another port",
                    taken);
        }
    }

    private static FileChannel requireOwn(Path folder) {
        Path file = folder.resolve("broker.lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new BrokerRefusedException(
                        "folder " + folder + " is in use by another broker; stop that one, or choose another folder");
            }
            return channel;
        } catch (IOException failure) {
            throw new BrokerRefusedException(
                    "the broker cannot write to " + folder + " (" + failure + "); make it writable, or choose another",
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the broker's lock file could not be closed", failure);
        }
    }
}
