package io.toolstream.app.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Where the broker is to listen.
final class BrokerPort {
    private BrokerPort() {}

    /// Refuses a port that another program has, before a folder is made for a cluster that cannot start. The broker
    /// looks again, for the port may be taken in between.
    ///
    /// @param port 0 takes any free one
    /// @throws ClusterRefusedException if it is in use
    static void requireFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new ClusterRefusedException(
                    "port %d is in use by another program (%s); stop it, or choose another by --port"
                            .formatted(port, taken.getMessage()),
                    taken);
        }
    }
}
