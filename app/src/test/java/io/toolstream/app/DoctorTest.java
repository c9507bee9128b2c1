package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final Path MEMORY = Path.of("/proc/meminfo");

    @TempDir
    Path folder;

    @Test
    void aMissingPythonBlocksAndNamesTheRemedy() throws InterruptedException {
        Path absent = folder.resolve("python3");
        List<Finding> findings = new Doctor(absent, folder, MEMORY).examine();

        assertThat(subject(findings, "python").blocks()).isTrue();
        assertThat(subject(findings, "python").detail())
                .contains(absent.toString())
                .contains("apt-get install python3");
        assertThat(subject(findings, "sandbox").blocks()).isTrue();
        assertThat(subject(findings, "numpy").blocks()).isFalse();
        assertThat(subject(findings, "libtorch").present()).isTrue();
    }

    @Test
    void aPythonThatFailsIsNotPresent() throws IOException, InterruptedException {
        Path python = Files.writeString(folder.resolve("python3"), "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(subject(new Doctor(python, folder, MEMORY).examine(), "python")
                        .detail())
                .contains("does not run");
    }

    @Test
    void littleMemoryIsSaidWithoutBlocking() throws IOException, InterruptedException {
        Path memory = Files.writeString(folder.resolve("meminfo"), "MemTotal: 9 kB\nMemAvailable:  1048576 kB\n");

        Finding finding = subject(new Doctor(folder.resolve("none"), folder, memory).examine(), "memory");

        assertThat(finding.present()).isFalse();
        assertThat(finding.blocks()).isFalse();
        assertThat(finding.detail()).startsWith("1.0 GiB available");
    }

    @Test
    void aTakenPortIsSaidWithTheRemedy() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = Doctor.port(taken.getLocalPort());

            assertThat(finding.present()).isFalse();
            assertThat(finding.detail()).contains("taken").contains("choose another port");
        }
    }

    private static Finding subject(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
