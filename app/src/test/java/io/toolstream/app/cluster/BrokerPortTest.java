package io.toolstream.app.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/// Ring: quick.
class BrokerPortTest {
    @Test
    void aPortThatAnotherProgramHasIsRefused() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            assertThatThrownBy(() -> BrokerPort.requireFree(port))
                    .isInstanceOf(ClusterRefusedException.class)
                    .hasMessageStartingWith("port %d is in use by another program".formatted(port))
                    .hasMessageEndingWith("stop it, or choose another by --port");
        }
        BrokerPort.requireFree(port);
        BrokerPort.requireFree(0);
    }
}
