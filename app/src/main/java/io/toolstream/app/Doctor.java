package io.toolstream.app;

import io.toolstream.policy.torch.DjlTorch;
import io.toolstream.policy.torch.Tensor;
import io.toolstream.policy.torch.TorchRuntime;
import io.toolstream.sandbox.process.ProcessSandbox;
import io.toolstream.sandbox.process.SandboxSettings;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Looks at this machine and says what of it Toolstream can use.
final class Doctor {
    private static final int PROBE_SECONDS = 30;
    private static final String REMEDY_PYTHON = "install Python 3, for example: apt-get install python3";
    private static final List<String> PACKAGES = List.of("numpy", "sympy", "scipy");
    private static final List<Integer> PORTS = List.of(9092, 8080);
    private static final long DISK_BYTES = 2L << 30;
    private static final long MEMORY_BYTES = 4L << 30;

    private final Path python;
    private final Path folder;
    private final Path memory;

    /// @param python the interpreter that the sandbox uses
    /// @param folder where runs keep their data
    /// @param memory the kernel's account of memory, `/proc/meminfo`
    Doctor(Path python, Path folder, Path memory) {
        this.python = python;
        this.folder = folder;
        this.memory = memory;
    }

    /// Every finding about this machine, the required ones first.
    List<Finding> examine() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "jdk",
                Runtime.version().feature() >= 25,
                true,
                Runtime.version() + " in " + System.getProperty("java.home")));
        Finding interpreter = python();
        findings.add(interpreter);
        findings.add(interpreter.present() ? sandbox() : absent("sandbox", true, "needs Python"));
        findings.add(libtorch());
        findings.add(disk());
        for (String name : PACKAGES) {
            findings.add(interpreter.present() ? module(name) : absent(name, false, "needs Python"));
        }
        findings.add(memory());
        PORTS.forEach(port -> findings.add(port(port)));
        return List.copyOf(findings);
    }

    private static Finding absent(String subject, boolean required, String detail) {
        return new Finding(subject, false, required, detail);
    }

    private Finding python() throws InterruptedException {
        if (!Files.isExecutable(python)) {
            return absent("python", true, python + " is absent; " + REMEDY_PYTHON);
        }
        Answer answer = ask("import sys; print(sys.version.split()[0])");
        return answer.exitCode() == 0
                ? new Finding("python", true, true, python + " " + answer.output())
                : absent("python", true, python + " does not run; " + REMEDY_PYTHON);
    }

    private Finding module(String name) throws InterruptedException {
        Answer answer = ask("import " + name + "; print(" + name + ".__version__)");
        return answer.exitCode() == 0
                ? new Finding(name, true, false, answer.output())
                : absent(
                        name,
                        false,
                        "programs cannot import it; apt-get install python3-%s, or %s -m pip install %s"
                                .formatted(name, python, name));
    }

    /// A sandbox is started for this, which probes each of its layers.
    private Finding sandbox() throws InterruptedException {
        try (ProcessSandbox sandbox = new ProcessSandbox(SandboxSettings.usual(python, 1))) {
            String why = sandbox.withoutNamespaces();
            String without = why.isEmpty() ? "" : "; no namespaces: " + why;
            return new Finding(
                    "sandbox",
                    true,
                    true,
                    "tier %s, isolates by %s%s"
                            .formatted(sandbox.tier(), String.join(", ", sandbox.layers()), without));
        } catch (SandboxUnavailableException unavailable) {
            return absent("sandbox", true, String.valueOf(unavailable.getMessage()));
        }
    }

    private static Finding libtorch() {
        try (TorchRuntime torch = new DjlTorch();
                Tensor tensor = torch.ofFloats(new float[] {1}, 1)) {
            return new Finding("libtorch", tensor.floats()[0] == 1, true, "loads and holds tensors, on the CPU");
        } catch (RuntimeException | LinkageError failure) {
            return absent(
                    "libtorch",
                    true,
                    "does not load: %s; it needs 64-bit Linux with glibc 2.28 or later, and about 500 MB in %s"
                            .formatted(
                                    failure.getMessage(), System.getenv().getOrDefault("DJL_CACHE_DIR", "~/.djl.ai")));
        }
    }

    private Finding disk() {
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            return new Finding(
                    "disk",
                    usable >= DISK_BYTES,
                    true,
                    "%.1f GB free in %s, %d needed".formatted(usable / 1e9, folder, DISK_BYTES >> 30));
        } catch (IOException failure) {
            return absent("disk", true, folder + " cannot be looked at: " + failure.getMessage());
        }
    }

    private Finding memory() {
        try {
            for (String line : Files.readAllLines(memory)) {
                if (line.startsWith("MemAvailable:")) {
                    long bytes = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                    return new Finding(
                            "memory",
                            bytes >= MEMORY_BYTES,
                            false,
                            "%.1f GiB available, the local cluster takes up to %d"
                                    .formatted(bytes / (double) (1 << 30), MEMORY_BYTES >> 30));
                }
            }
            return absent("memory", false, memory + " does not tell what is available");
        } catch (IOException | NumberFormatException _) {
            return absent("memory", false, memory + " cannot be read on this system");
        }
    }

    /// Whether the local cluster could listen on `port`.
    static Finding port(int port) {
        String subject = "port " + port;
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return new Finding(subject, socket.isBound(), false, "free");
        } catch (IOException taken) {
            return absent(
                    subject,
                    false,
                    "taken (%s); end what listens there, or choose another port".formatted(taken.getMessage()));
        }
    }

    private record Answer(int exitCode, String output) {}

    private Answer ask(String code) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(python.toString(), "-I", "-c", code)
                    .redirectErrorStream(true)
                    .start();
            try (var answer = process.getInputStream()) {
                String output = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return new Answer(-1, "no answer within " + PROBE_SECONDS + " s");
                }
                return new Answer(process.exitValue(), output.strip());
            }
        } catch (IOException failure) {
            return new Answer(-1, String.valueOf(failure.getMessage()));
        }
    }
}
