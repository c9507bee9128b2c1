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

    /// Becomes an ordinary user, and for `refused` enters a user namespace in which no other can be made.
    private static final String LAUNCHER = """
            #!%1$s
            import ctypes, os, sys
            if os.getuid() == 0:
                os.setgroups([])
                os.setresgid(12345, 12345, 12345)
                os.setresuid(12345, 12345, 12345)
            libc = ctypes.CDLL(None, use_errno=True)
            if %2$r == "refused":
                libc.prctl(4, 1, 0, 0, 0)
                uid, gid = os.getuid(), os.getgid()
                if libc.unshare(0x10000000):
                    sys.exit("no user namespaces on this machine")
                open("/proc/self/setgroups", "w").write("deny")
                open("/proc/self/uid_map", "w").write(f"1000 {uid} 1")
                open("/proc/self/gid_map", "w").write(f"1000 {gid} 1")
                open("/proc/sys/user/max_user_namespaces", "w").write("0")
            os.execv(%1$r, [%1$r, *sys.argv[1:]])
            """;

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
    SandboxSettings settings(Path folder, int parallel) throws IOException {
        Path python = Interpreter.path();
        if (!launcher.isEmpty()) {
            String script = LAUNCHER.replace("%1$s", python.toString())
                    .replace("%1$r", "'" + python + "'")
                    .replace("%2$r", "'" + launcher + "'");
            python = Files.writeString(folder.resolve(launcher + ".py"), script);
            Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return SandboxSettings.usual(python, parallel).without(without);
    }
}
