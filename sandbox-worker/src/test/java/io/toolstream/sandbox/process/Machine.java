package io.toolstream.sandbox.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/// What this machine's kernel lets an ordinary process do, asked without a line of the sandbox: what a sandbox says of
/// itself proves nothing when the sandbox is what is broken.
///
/// @param namespaces whether new user, mount, pid, network, ipc and uts namespaces can be had, and a mount made there
/// @param landlock the version of its interface; 0 where there is none
/// @param seccomp whether filters of system calls can be installed
record Machine(boolean namespaces, int landlock, boolean seccomp) {
    private static final String ASKED = """
            import ctypes, json, os
            libc = ctypes.CDLL(None, use_errno=True)
            libc.syscall.restype = ctypes.c_long
            if os.getuid() == 0:
                os.setgroups([])
                os.setresgid(12345, 12345, 12345)
                os.setresuid(12345, 12345, 12345)
                libc.prctl(4, 1, 0, 0, 0)  # else its files in /proc are root's
            def works(action):
                child = os.fork()
                if child == 0:
                    try:
                        action()
                    except BaseException:
                        os._exit(1)
                    os._exit(0)
                return os.waitpid(child, 0)[1] == 0
            def enter():
                uid, gid = os.getuid(), os.getgid()
                assert libc.unshare(0x10000000 | 0x20000 | 0x20000000 | 0x40000000 | 0x8000000 | 0x4000000) == 0
                open("/proc/self/setgroups", "w").write("deny")
                open("/proc/self/uid_map", "w").write(f"1000 {uid} 1")
                open("/proc/self/gid_map", "w").write(f"1000 {gid} 1")
                assert libc.mount(None, b"/", None, ctypes.c_ulong(16384 | 1 << 18), None) == 0
                assert libc.mount(b"tmpfs", b"/tmp", b"tmpfs", ctypes.c_ulong(0), None) == 0
                assert works(lambda: None)
            def filtered():
                class Program(ctypes.Structure):
                    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
                allow_all = Program(1, bytes.fromhex("060000000000ff7f"))
                assert libc.prctl(38, 1, 0, 0, 0) == 0
                assert libc.prctl(22, 2, ctypes.byref(allow_all), 0, 0) == 0
            print(json.dumps({"namespaces": works(enter), "seccomp": works(filtered),
                              "landlock": max(0, libc.syscall(444, None, ctypes.c_size_t(0), 1))}))
            """;

    /// Asks.
    static Machine ask() throws IOException {
        Process python = new ProcessBuilder(Interpreter.path().toString(), "-c", ASKED)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode said =
                new ObjectMapper().readTree(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return new Machine(
                said.required("namespaces").asBoolean(),
                said.required("landlock").asInt(),
                said.required("seccomp").asBoolean());
    }

    /// Whether it lacks nothing of `tier`.
    boolean gives(Tier tier) {
        return switch (tier) {
            case A, A_OF_AN_ORDINARY_USER -> namespaces && landlock > 0;
            case A_WITHOUT_LANDLOCK -> namespaces;
            case B -> landlock > 0;
            case B_WHERE_NAMESPACES_ARE_REFUSED -> namespaces && landlock > 0; // one is needed to refuse others in
        };
    }

    /// The layers that a sandbox of `tier` has to find here, as it names them.
    TreeSet<String> layers(Tier tier) {
        TreeSet<String> layers = new TreeSet<>();
        layers.add("no new privileges");
        layers.add("not root");
        layers.add("resource limits");
        layers.add("seccomp");
        if (!tier.expected().equals("A-")) {
            layers.add("landlock files");
            if (landlock >= 4) {
                layers.add("landlock ports");
            }
            if (landlock >= 6) {
                layers.add("landlock signals");
            }
        }
        if (!tier.expected().equals("B")) {
            for (String kind : new String[] {"user", "pid", "mount", "network", "ipc", "own pid", "own user"}) {
                layers.add(kind + " namespace");
            }
            layers.add("minimal root");
        }
        return layers;
    }
}
