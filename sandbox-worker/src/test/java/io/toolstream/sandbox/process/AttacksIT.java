package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile programs, at every depth of isolation. A test fails if an attack succeeds, and if it was not tried.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {
    private static final String SECRET = "a-secret-of-another";
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10), Duration.ofSeconds(20), 1L << 30, 32L << 20, 64, 256, 64, 65_536, 1 << 20);

    private final Map<Tier, ProcessSandbox> sandboxes = new EnumMap<>(Tier.class);
    private final Path folder;
    private final Path canary;
    private final Path own;

    AttacksIT() throws IOException {
        folder = Files.createTempDirectory("attacks");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        canary = Files.writeString(folder.resolve("canary"), SECRET);
        own = Files.writeString(folder.resolve("own"), SECRET);
    }

    @BeforeAll
    void open() throws IOException, InterruptedException {
        for (Tier tier : Tier.values()) {
            sandboxes.put(tier, new ProcessSandbox(tier.settings(folder, 2)));
        }
    }

    @AfterAll
    void close() throws IOException {
        sandboxes.values().forEach(ProcessSandbox::close);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    Stream<Arguments> attacks() {
        List<Attack> all = Attack.all();
        return Stream.of(Tier.values())
                .flatMap(tier -> all.stream()
                        .filter(attack -> attack.fits(tier.expected()))
                        .map(attack -> Arguments.of(tier, attack)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attacks")
    void everyAttackIsTriedAndStopped(Tier tier, Attack attack) throws IOException, InterruptedException {
        ProcessSandbox sandbox = at(tier);
        giveOwn(tier);
        Map<String, String> targets = Map.of(
                "@CANARY@", canary.toString(),
                "@OWN@", own.toString(),
                "@FOLDER@", folder.toString(),
                "@SOURCES@", sandbox.sources().toString(),
                "@SECRET@", reversed(SECRET));

        Limits limits = attack.statuses().contains(ProgramStatus.TIMEOUT) ? LIMITS.withWall(SHORT) : LIMITS;

        ProgramResult result = sandbox.run(Program.of(attack.aimedAt(targets)).with(limits));

        assertThat(result.stdout()).as(result.toString()).contains("TRIED").doesNotContain("ESCAPED", "BROKEN");
        assertThat(result.stdout() + result.stderr()).doesNotContain(SECRET);
        assertThat(result.status()).as(result.toString()).isIn(attack.statuses());
        assertThat(sandbox.run(Program.of("print(6 * 7)")).stdout()).isEqualTo("42\n");
        assertThat(canary).hasContent(SECRET);
        assertThat(own).hasContent(SECRET);
    }

    /// A file of the user that programs run as: only a layer, and no permission, keeps them from changing it.
    private void giveOwn(Tier tier) throws IOException {
        if ((int) Files.getAttribute(folder, "unix:uid") == 0) {
            Files.setAttribute(own, "unix:uid", tier.user());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSiblingsProgramCannotBeRead(Tier tier) throws Exception {
        ProcessSandbox sandbox = at(tier);
        String sibling = "secret = 'not-for-the-others!'\nimport time\ntime.sleep(1)";
        // The spy's own copies of what it looks for lack the last character.
        String spy = Attack.prelude() + """
                wanted = "".join(["not-for-", "the-", "others"])
                def leaked(text, mark):
                    at = text.find(mark)
                    return at >= 0 and text[at + len(mark):at + len(mark) + 1] in ("!", b"!")
                reached = list(everything())
                pages = {id(value) & ~4095 for value in reached}
                found = [page for page in pages if leaked(ctypes.string_at(page, 4096), wanted.encode())]
                texts = [text for text in reached if type(text) is str and leaked(text, wanted)]
                print("TRIED", len(pages) > 1000, len(found), len(texts))
                """;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ProgramResult> running =
                    threads.submit(() -> sandbox.run(Program.of(sibling).with(LIMITS)));
            for (int attempt = 0; attempt < 5; attempt++) {
                ProgramResult spied = sandbox.run(Program.of(spy).with(LIMITS));
                assertThat(spied.stdout()).as(spied.stderr()).isEqualTo("TRIED True 0 0\n");
            }
            assertThat(running.get().status()).isEqualTo(ProgramStatus.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterProgramsAreNotPoisoned(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = at(tier);
        String poison = """
                import builtins, gc, json, math, numpy, os, random, sys
                builtins.print, math.pi, numpy.sum, json.dumps = None, 3, None, None
                sys.modules["random"] = sys.modules["re"] = None
                for module in list(sys.modules.values()):
                    vars(module).clear() if getattr(module, "__name__", "") in ("statistics", "runner") else None
                for path in ("/tmp/kept", "kept", "/scratch/kept", "/dev/shm/kept", "/scratch/own/kept"):
                    try:
                        open(path, "w").write("kept")
                    except OSError:
                        pass
                os.write(1, b"TRIED\\n")
                """;
        assertThat(sandbox.run(Program.of(poison).with(LIMITS)).stdout()).isEqualTo("TRIED\n");

        ProgramResult after = sandbox.run(Program.of("""
                import json, math, numpy, os, random, statistics
                kept = [p for p in ("/tmp/kept", "kept", "/scratch/kept", "/dev/shm/kept") if os.path.exists(p)]
                print(math.pi, numpy.sum([1, 2]), json.dumps([1]), statistics.mean([1, 2]), kept)
                """).with(LIMITS));

        assertThat(after.stdout()).as(after.stderr()).isEqualTo("3.141592653589793 3 [1] 1.5 []\n");
    }

    @ParameterizedTest
    @EnumSource
    void nothingOutlivesAProgram(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = at(tier);
        ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
        for (int program = 0; program < 20; program++) {
            sandbox.run(Program.of("""
                    import os, threading, time
                    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                    try:
                        os.fork()
                    except OSError:
                        print("TRIED")
                    """).with(LIMITS));
        }
        // At most: two processes of the supervisor, the nursery, four templates, and their pools.
        Eventually.holds("few processes", () -> supervisor.descendants().count() <= 6 + 4 * 2);
    }

    private ProcessSandbox at(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = Objects.requireNonNull(sandboxes.get(tier));
        assumeTrue(
                sandbox.tier().equals(tier.expected()),
                "this machine gives " + sandbox.tier() + ": " + sandbox.layers() + sandbox.withoutNamespaces());
        return sandbox;
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
