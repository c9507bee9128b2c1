package io.toolstream.app.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The folder of a cluster: `broker/`, `data/MEMBER/`, `logs/MEMBER.log`, `settings.properties`, and
/// `cluster.json`,
/// by which other processes find out what runs.
final class ClusterFolder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final FileChannel lock;

    private ClusterFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Makes the folder this process's own until [#close()] or its end in whatever manner.
    ///
    /// @throws ClusterRefusedException if a cluster runs in it, or it cannot be written
    static ClusterFolder own(Path folder) {
        try {
            Files.createDirectories(folder.resolve("logs"));
            Files.createDirectories(folder.resolve("data"));
            FileChannel channel = FileChannel.open(
                    folder.resolve("cluster.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new ClusterRefusedException(
                        "a cluster runs in %s already; see `toolstream status`, end it by `toolstream down`, or choose another --name"
                                .formatted(folder));
            }
            return new ClusterFolder(folder, channel);
        } catch (IOException failure) {
            throw new ClusterRefusedException(
                    "the cluster's folder %s cannot be written (%s); make it writable, or choose another by --folder"
                            .formatted(folder, failure),
                    failure);
        }
    }

    /// Whether a cluster runs in `folder`, as far as can be told without owning it.
    static boolean busy(Path folder) {
        try {
            return running(folder).isPresent();
        } catch (IOException _) {
            // Half a state file is what a cluster that runs, or died, has left; its lock tells which.
            return true;
        }
    }

    /// What the owner of `folder` last said; empty if no cluster runs there.
    ///
    /// @throws IOException if its file cannot be read
    static Optional<ClusterState> running(Path folder) throws IOException {
        Path file = folder.resolve("cluster.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ClusterState state = JSON.readValue(file.toFile(), ClusterState.class);
        return state.alive() ? Optional.of(state) : Optional.empty();
    }

    Path broker() {
        return folder.resolve("broker");
    }

    Path data(String name) {
        return folder.resolve("data").resolve(name);
    }

    Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    Path settings() {
        return folder.resolve("settings.properties");
    }

    /// Says what runs, for other processes.
    void write(ClusterState state) {
        Path aside = folder.resolve("cluster.json.new");
        try {
            JSON.writeValue(aside.toFile(), state);
            Files.move(aside, folder.resolve("cluster.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("the state of the cluster cannot be written to " + folder, failure);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve("cluster.json"));
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("the cluster's folder " + folder + " cannot be released", failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }
}
