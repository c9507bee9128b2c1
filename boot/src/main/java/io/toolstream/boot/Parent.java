package io.toolstream.boot;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
    private static final long LONGEST_SECONDS = 30;
    private static final int STUCK = 1;

    private Parent() {}

    /// Ends this process in good order when `input` ends, and by force if that takes too long.
    static void follow(InputStream input) {
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            try {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException failure) {
                LOG.warn("standard input broke: {}", failure.toString());
            }
            Quarkus.asyncExit(0);
            try {
                TimeUnit.SECONDS.sleep(LONGEST_SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(STUCK);
        });
    }
}
