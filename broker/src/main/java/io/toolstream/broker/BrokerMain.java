package io.toolstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/// The broker as a process: `BrokerMain FOLDER PORT [HOST]`.
///
/// Prints `READY host:port` on standard output when clients are served. Without HOST it serves this machine
/// and ends cleanly when standard input ends, which it does when the parent dies in whatever manner. With
/// HOST, the name by which other machines find it, it is a program of its own, as in a container, and ends
/// on a signal. Exit codes: 0 ended, 2 refused with one sentence on standard error.
public final class BrokerMain {
    private static final int REFUSED = 2;
    private static final int SERVING_OTHERS = 3;

    private BrokerMain() {}

    /// Runs until standard input ends or a signal comes.
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
        if (arguments.length == SERVING_OTHERS) {
            broker.awaitEnd();
            return;
        }
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static BrokerSettings settings(String[] arguments) {
        if (arguments.length != 2 && arguments.length != SERVING_OTHERS) {
            throw new IllegalArgumentException("expected FOLDER PORT [HOST], got " + arguments.length + " arguments");
        }
        String host = arguments.length == SERVING_OTHERS ? arguments[2] : BrokerSettings.THIS_MACHINE;
        try {
            return new BrokerSettings(Path.of(arguments[0]), Integer.parseInt(arguments[1]), host, Map.of());
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("PORT must be a number between 0 and 65535, got " + arguments[1]);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("FOLDER " + arguments[0] + " is not a path: " + invalid.getReason());
        }
    }
}
