package io.toolstream.app.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A cluster that another process owns.
public final class RunningCluster {
    private final ProcessHandle owner;
    private final ClusterState state;

    private RunningCluster(ProcessHandle owner, ClusterState state) {
        this.owner = owner;
        this.state = state;
    }

    /// The cluster in `folder`; empty if none runs there.
    ///
    /// @throws IOException if its state cannot be read
    public static Optional<RunningCluster> in(Path folder) throws IOException {
        Optional<ClusterState> state = ClusterFolder.running(folder);
        return state.flatMap(said -> said.owner().map(owner -> new RunningCluster(owner, said)));
    }

    /// What its owner last said, a second ago at most.
    public ClusterState state() {
        return state;
    }

    /// Whether a process of it says that it does its work; the broker is ready while it runs.
    public boolean ready(ClusterState.Entry entry) throws InterruptedException {
        if (!entry.state().equals(Supervised.State.RUNNING.name())) {
            return false;
        }
        if (entry.http() == null) {
            return entry.name().equals(LocalCluster.BROKER);
        }
        try (Health health = new Health()) {
            return health.ready(entry.http());
        }
    }

    /// Resident bytes of its owner and all its processes.
    public long residentBytes() {
        return ResidentMemory.ofTree(owner);
    }

    /// Ends it in good order, and by force if that takes longer than `patience`.
    ///
    /// @return whether it ended by itself
    public boolean end(Duration patience) throws InterruptedException {
        owner.destroy();
        try {
            owner.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            owner.destroyForcibly();
            return false;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the end of process " + owner.pid() + " cannot be awaited", failure);
        }
    }
}
