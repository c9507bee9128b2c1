package io.toolstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/// The broker as a process: `BrokerMain FOLDER PORT`.
///
/// Prints `READY host:port` on standard output when clients are served. Ends cleanly when standard input
/// ends, which it does when the parent dies in whatever manner, or on a signal. Exit codes: 0 ended, 2
/// refused with one sentence on standard error.
public final class BrokerMain {
    private static final int REFUSED = 2;

    private BrokerMain() {}

    /// Runs until standard input ends.
    public static void main(String[] arguments) throws IOException {
        SingleBroker broker;
        try {
            broker = SingleBroker.start(settings(arguments));
        } catch (BrokerRefusedException | IllegalArgumentException refused) {
            System.err.println("broker: " + refused.getMessage());
            System.exit(REFUSED);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
        System.out.println("READY " + broker.bootstrap());
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static BrokerSettings settings(String[] arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected FOLDER and PORT, got " + arguments.length + " arguments");
        }
        try {
            return new BrokerSettings(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Map.of());
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("PORT must be a number between 0 and 65535, got " + arguments[1]);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("FOLDER " + arguments[0] + " is not a path: " + invalid.getReason());
        }
    }
}
