package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTest {
    @Test
    void aMissingPythonBlocksAndNamesTheRemedy(@TempDir Path empty) throws InterruptedException {
        Finding python = subject(new Doctor(List.of(empty)).examine(), "python");

        assertThat(python.blocks()).isTrue();
        assertThat(python.detail()).contains(empty.toString()).contains("apt-get install python3");
    }

    @Test
    void aPythonThatFailsIsNotPresent(@TempDir Path folder) throws IOException, InterruptedException {
        Path python = Files.writeString(folder.resolve("python3"), "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(subject(new Doctor(List.of(folder)).examine(), "python").present())
                .isFalse();
    }

    @Test
    void namespacesAreReadFromTheKernelSetting(@TempDir Path folder) throws IOException {
        Path setting = Files.writeString(folder.resolve("max"), "0\n");

        assertThat(Doctor.userNamespaces(setting).present()).isFalse();
        assertThat(Doctor.userNamespaces(Files.writeString(setting, "7\n")).present())
                .isTrue();
        assertThat(Doctor.userNamespaces(folder.resolve("absent")).present()).isFalse();
    }

    @Test
    void anUnknownCommandExitsWithTwo() {
        CommandLine command = Toolstream.commandLine().setErr(new PrintWriter(new StringWriter()));

        assertThat(command.execute("docter")).isEqualTo(2);
    }

    @Test
    void quotingKeepsJsonValid() {
        assertThat(DoctorCommand.quote("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
    }

    private static Finding subject(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
