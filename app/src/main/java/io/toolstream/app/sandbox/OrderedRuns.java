package io.toolstream.app.sandbox;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Does work side by side and hands the results on in the order in which the work was given, each as soon as it
/// and all before it are done. Holds no more than a bound. Work is given by one thread.
final class OrderedRuns<T> implements AutoCloseable {
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<FutureTask<T>> given;
    private final Semaphore room;
    private final int bound;
    private final Future<?> handing;
    private volatile boolean stopped;

    /// @param bound work that is given and not handed on
    /// @param each takes the results, in a thread of its own
    OrderedRuns(int bound, Consumer<T> each) {
        this.given = new ArrayBlockingQueue<>(bound);
        this.room = new Semaphore(bound);
        this.bound = bound;
        this.handing = workers.submit(() -> {
            handOn(each);
            return null;
        });
    }

    /// Begins `work`; waits while the bound is reached.
    ///
    /// @return whether it was begun; not after the handing on has failed
    boolean give(Callable<T> work) throws InterruptedException {
        room.acquire();
        if (stopped) {
            room.release();
            return false;
        }
        FutureTask<T> task = new FutureTask<>(work);
        given.put(task);
        workers.execute(task);
        return true;
    }

    private void handOn(Consumer<T> each) throws InterruptedException, ExecutionException {
        try {
            while (true) {
                FutureTask<T> task = given.take();
                each.accept(task.get());
                room.release();
            }
        } finally {
            stopped = true;
            room.release(bound);
        }
    }

    /// Waits until all that was given is handed on.
    ///
    /// @throws ExecutionException if work, or the handing on, failed
    void finish() throws InterruptedException, ExecutionException {
        room.acquire(bound);
        room.release(bound);
        if (stopped) {
            handing.get();
        }
    }

    /// Ends what is still at work.
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
