package io.toolstream.boot;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process that started this one and holds its standard input open. When that ends in whatever manner,
/// so does this
/// one.
final class Parent {
    /// Set to `stdin` by a parent that does so.
    static final String VARIABLE = "TOOLSTREAM_PARENT";

    private static final Logger LOG = LoggerFactory.getLogger(Parent.class);
    /// Of the framework's own end, after the program's.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final int STUCK = 1;

    private Parent() {}

    /// Ends this process in good order when `input` ends, and by force if that takes too long.
    ///
    /// @param longest time that the program may take to end
    static void follow(InputStream input, Duration longest) {
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            try {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException failure) {
                LOG.warn("standard input broke: {}", failure.toString());
            }
            Quarkus.asyncExit(0);
            try {
                TimeUnit.NANOSECONDS.sleep(longest.plus(MARGIN).toNanos());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(STUCK);
        });
    }
}
