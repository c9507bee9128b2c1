package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each depth of isolation: that it is reached, and what programs there keep from each other and leave behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiblingsIT {
    private static final String SECRET = "not-for-the-others!";
    private static final int LARGE = 100_000_000;
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10), Duration.ofSeconds(20), 1L << 30, 32L << 20, 64, 256, 64, 65_536, 1 << 20);

    @SuppressWarnings("NullAway.Init")
    private Tiers tiers;

    @BeforeAll
    void open() throws IOException, InterruptedException {
        tiers = new Tiers(SECRET);
    }

    @AfterAll
    void close() throws IOException {
        tiers.close();
    }

    /// By what the kernel grants to a process that is none of ours: a sandbox that no longer makes a layer fails here.
    @ParameterizedTest
    @EnumSource
    void everyLayerIsReachedThatThisMachineCanMake(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = tiers.at(tier);

        assertThat(tiers.machine().seccomp()).isTrue();
        assertThat(new TreeSet<>(sandbox.layers())).isEqualTo(tiers.machine().layers(tier));
    }

    @ParameterizedTest
    @EnumSource
    void aMachineWithNamespacesRunsInThem(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = tiers.at(tier);
        boolean wanted = !tier.expected().equals("B");

        assertThat(sandbox.tier()).isEqualTo(tier.expected());
        assertThat(sandbox.run(Program.of("import os\nprint(os.getpid() == 1, os.path.exists('/proc'))"))
                        .stdout())
                .isEqualTo(wanted ? "True False\n" : "False True\n");
    }

    /// The secret lies in a sibling that runs meanwhile, and in the process above the supervisor.
    @ParameterizedTest
    @EnumSource
    void aSecretOfASiblingOrOfTheWorkerCannotBeRead(Tier tier) throws Exception {
        ProcessSandbox sandbox = tiers.at(tier);
        String spy = Attack.prelude().replace("@EXISTING@", "()").replace("@MINIMAL_ROOT@", "False") + """
                start = "".join(["not-for-", "the-", "others"])
                planted = bytearray("".join(["own-", "mar", "k"]).encode() + b"?")
                pages, own, found = 0, 0, 0
                for page in memory():
                    pages += 1
                    own += whole(page, b"own-mark", b"?")
                    found += whole(page, start.encode(), b"!")
                texts = [text for text in everything() if type(text) is str and whole(text, start, "!")]
                print("TRIED", pages > 2000, own > 0, found, len(texts))
                """;
        Path worker = Path.of("/proc", Long.toString(sandbox.pid()));
        try (Bystander sibling = Bystander.in(sandbox, "", SECRET)) {
            assertThat(sibling.holds(SECRET)).isTrue();

            for (int attempt = 0; attempt < 5; attempt++) {
                ProgramResult spied = sandbox.run(Program.of(spy).with(LIMITS));
                assertThat(spied.stdout()).as(spied.stderr()).isEqualTo("TRIED True True 0 0\n");
            }

            assertThat(sibling.holds(SECRET)).isTrue();
            assertThat(Files.readString(worker.resolve("environ"))).contains("SECRET=" + SECRET);
            assertThat(Files.readString(worker.resolve("cmdline"))).contains(SECRET);
            sibling.endsWell();
        }
    }

    /// What a program could write to and others read: seen from outside, since it cannot look itself.
    @ParameterizedTest
    @EnumSource
    void aProgramSharesNoMemoryThatItCanWriteTo(Tier tier) throws Exception {
        ProcessSandbox sandbox = tiers.at(tier);
        for (String imports : List.of("", "import numpy", "import sympy")) {
            try (Bystander sibling = Bystander.in(sandbox, imports, SECRET)) {
                List<String> mapped = Files.readAllLines(Path.of("/proc", Long.toString(sibling.pid()), "maps"));

                assertThat(mapped).hasSizeGreaterThan(20).noneMatch(line -> line.matches("\\S+ .w.s .*"));
                sibling.endsWell();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterProgramsAreNotPoisoned(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = tiers.at(tier);
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
        ProcessSandbox sandbox = tiers.at(tier);
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
        // At most: three processes of the supervisor, the nursery, four templates, and their pools.
        Eventually.holds("few processes", () -> supervisor.descendants().count() <= 7 + 4 * 2);
    }

    @ParameterizedTest
    @EnumSource
    void outputOfEverySizeIsCountedAndItsCutSaid(Tier tier) throws InterruptedException {
        ProcessSandbox sandbox = tiers.at(tier);
        Limits usual = Limits.USUAL;
        Limits much = new Limits(
                usual.wall(), usual.cpu(), usual.memoryBytes(), usual.fileBytes(), 64, 256, 64, 65_536, 128L << 20);
        for (int bytes : List.of(200_000, 262_144, 1_000_000, LARGE)) {
            ProgramResult result = sandbox.run(Program.of("print('a' * %d + 'z', end='')".formatted(bytes - 1))
                    .with(much));

            assertThat(result.status()).as(result.stderr()).isEqualTo(ProgramStatus.OK);
            assertThat(result.stdoutBytes()).isEqualTo(bytes);
            assertThat(result.truncated()).isTrue();
            assertThat(result.stdout()).endsWith("z").contains((bytes - 65_536) + " bytes cut");
        }
        ProgramResult flood = sandbox.run(Program.of("print('a' * %d)".formatted(LARGE)));
        assertThat(flood.status()).isEqualTo(ProgramStatus.OUTPUT_LIMIT);
        assertThat(flood.truncated()).isTrue();
    }
}
