package io.toolstream.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The depths of isolation that are tried, as far as this machine can build them.
enum Tier {
    A("A", Set.of(), ""),
    A_WITHOUT_LANDLOCK("A-", Set.of("landlock"), ""),
    A_OF_AN_ORDINARY_USER("A", Set.of(), "ordinary"),
    B("B", Set.of("namespaces"), ""),
    B_WHERE_NAMESPACES_ARE_REFUSED("B", Set.of(), "refused");

    /// Starts the interpreter as a child, and waits for it with a secret in its environment, its arguments and its
    /// memory, as a worker has some. Before, becomes an ordinary user, and for `refused` the child enters a user
    /// namespace in which no other can be made; for `mounted` one in which a place below /usr is writable.
    private static final String LAUNCHER = """
            #!@PYTHON@
            import ctypes, os, sys
            if "SECRET" not in os.environ:
                if os.getuid() == 0 and "@LAUNCHER@":
                    os.setgroups([])
                    os.setresgid(12345, 12345, 12345)
                    os.setresuid(12345, 12345, 12345)
                os.execve("@PYTHON@", ["@PYTHON@", __file__, *sys.argv[1:], "@SECRET@"], {**os.environ, "SECRET": "@SECRET@"})
            secret = os.environ["SECRET"]
            child = os.fork()
            if child:
                os.close(0)
                os.close(1)
                os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
            libc = ctypes.CDLL(None, use_errno=True)
            if "@LAUNCHER@" in ("refused", "mounted"):
                libc.prctl(4, 1, 0, 0, 0)
                uid, gid = os.getuid(), os.getgid()
                if libc.unshare(0x10000000 | 0x20000):
                    sys.exit("no user namespaces on this machine")
                open("/proc/self/setgroups", "w").write("deny")
                open("/proc/self/uid_map", "w").write(f"1000 {uid} 1")
                open("/proc/self/gid_map", "w").write(f"1000 {gid} 1")
            if "@LAUNCHER@" == "refused":
                open("/proc/sys/user/max_user_namespaces", "w").write("0")
            if "@LAUNCHER@" == "mounted":
                libc.mount(b"tmpfs", b"/usr/local/lib", b"tmpfs", ctypes.c_ulong(0), b"mode=777")
            os.execv("@PYTHON@", ["@PYTHON@", *sys.argv[1:-1]])
            """;

    /// Is a launcher's `mounted`: a machine that keeps a file system of its own below /usr.
    static final String MOUNTED = "mounted";

    private static final int NOBODY = 65534;
    private static final int ORDINARY = 12345;

    private final String expected;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is
    private final Set<String> without;

    private final String launcher;

    Tier(String expected, Set<String> without, String launcher) {
        this.expected = expected;
        this.without = without;
        this.launcher = launcher;
    }

    /// As the sandbox names it.
    String expected() {
        return expected;
    }

    /// The user that programs run as, where this process may choose.
    int user() {
        return launcher.isEmpty() ? NOBODY : ORDINARY;
    }

    /// Settings for it.
    ///
    /// @param folder for what starts it, readable by everybody
    /// @param secret what the process above the supervisor holds
    SandboxSettings settings(Path folder, int parallel, String secret) throws IOException {
        return settings(folder, parallel, secret, launcher);
    }

    /// The same, started otherwise.
    SandboxSettings settings(Path folder, int parallel, String secret, String launcher) throws IOException {
        String script = LAUNCHER.replace("@PYTHON@", Interpreter.path().toString())
                .replace("@LAUNCHER@", launcher)
                .replace("@SECRET@", secret);
        Path python = Files.writeString(folder.resolve("launcher" + launcher + ".py"), script);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        return SandboxSettings.usual(python, parallel).without(without);
    }
}
