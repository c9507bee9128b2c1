package io.toolstream.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Looks at this machine and says what of it Toolstream can use.
final class Doctor {
    private static final int PROBE_SECONDS = 30;
    private static final String REMEDY_PYTHON = "install Python 3, for example: apt-get install python3";
    private static final String REMEDY_PACKAGES = "optional: apt-get install python3-numpy python3-sympy python3-scipy";

    private final List<Path> searchPath;

    /// @param searchPath the folders in which programs are looked for, in order
    Doctor(List<Path> searchPath) {
        this.searchPath = List.copyOf(searchPath);
    }

    /// Every finding, the required ones first.
    List<Finding> examine() throws InterruptedException {
        Optional<Path> python = find("python3");
        return List.of(
                new Finding(
                        "jdk",
                        Runtime.version().feature() >= 25,
                        true,
                        Runtime.version().toString()),
                python(python),
                python.isPresent() ? module(python.get(), "numpy") : absent("numpy"),
                python.isPresent() ? module(python.get(), "sympy") : absent("sympy"),
                userNamespaces(Path.of("/proc/sys/user/max_user_namespaces")));
    }

    private Finding python(Optional<Path> python) throws InterruptedException {
        if (python.isEmpty()) {
            return new Finding("python", false, true, "no python3 in " + searchPath + "; " + REMEDY_PYTHON);
        }
        Answer answer = ask(python.get(), "import sys; print(sys.version.split()[0])");
        return answer.exitCode() == 0
                ? new Finding("python", true, true, python.get() + " " + answer.output())
                : new Finding("python", false, true, python.get() + " does not run; " + REMEDY_PYTHON);
    }

    private static Finding module(Path python, String module) throws InterruptedException {
        Answer answer = ask(python, "import " + module + "; print(" + module + ".__version__)");
        return answer.exitCode() == 0 ? new Finding(module, true, false, answer.output()) : absent(module);
    }

    private static Finding absent(String module) {
        return new Finding(module, false, false, REMEDY_PACKAGES);
    }

    /// User namespaces allow the strongest sandbox; without them it falls back to Landlock and seccomp.
    static Finding userNamespaces(Path setting) {
        try {
            long most = Long.parseLong(Files.readString(setting).strip());
            return new Finding("user namespaces", most > 0, false, setting + " = " + most);
        } catch (IOException _) {
            return new Finding("user namespaces", false, false, setting + " cannot be read on this system");
        }
    }

    private Optional<Path> find(String program) {
        return searchPath.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private record Answer(int exitCode, String output) {}

    private static Answer ask(Path python, String code) throws InterruptedException {
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
