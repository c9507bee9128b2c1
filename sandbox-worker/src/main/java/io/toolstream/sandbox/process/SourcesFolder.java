package io.toolstream.sandbox.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder for a supervisor's sources. A process that is killed leaves its own behind; the next one removes it.
///
/// Who lives holds a lock on a file in its folder, which the kernel ends with the process: unlike a process id it means
/// the same in every container that shares the temporary folder.
final class SourcesFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SourcesFolder.class);
    private static final String PREFIX = "toolstream-sandbox";
    private static final String LOCK = "lock";

    /// To close a file ends the locks that this process has on it, so it never opens its own.
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final @Nullable FileChannel lock;

    private SourcesFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// A new folder below `temporary`, from which those of killed processes are removed.
    static SourcesFolder in(Path temporary) throws IOException {
        Path path = Files.createTempDirectory(temporary.toAbsolutePath(), PREFIX);
        OWN.add(path);
        removeAbandoned(temporary.toAbsolutePath(), Files.getOwner(path));
        return new SourcesFolder(path, locked(path));
    }

    /// Without a lock, which not every file system has, nobody takes the folder for an abandoned one.
    private static @Nullable FileChannel locked(Path path) throws IOException {
        Path unlocked = path.resolve("unlocked");
        FileChannel channel = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            // Whoever looks for abandoned folders sees it under this name only, and so never without its lock.
            Files.move(unlocked, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (IOException impossible) {
            LOG.debug("{} stays behind if this process is killed", path, impossible);
            channel.close();
            Files.deleteIfExists(unlocked);
            return null;
        }
    }

    Path path() {
        return path;
    }

    /// Removes it with the sources.
    void remove() throws IOException {
        Files.deleteIfExists(path.resolve(LOCK));
        if (lock != null) {
            lock.close();
        }
        SupervisorSources.remove(path);
        OWN.remove(path);
    }

    private static void removeAbandoned(Path temporary, UserPrincipal own) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                if (!OWN.contains(folder)) {
                    removeIfAbandoned(folder, own);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.debug("{} was not looked through", temporary, unreadable);
        }
    }

    private static void removeIfAbandoned(Path folder, UserPrincipal own) throws IOException {
        Path file = folder.resolve(LOCK);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(own)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock ended = channel.tryLock()) {
            if (ended != null) {
                Files.delete(file);
                SupervisorSources.remove(folder);
            }
        } catch (IOException | OverlappingFileLockException kept) {
            LOG.debug("{} was not removed", folder, kept);
        }
    }
}
