package io.toolstream.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.sandbox.Limits;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.testkit.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// An innocent program that runs beside another: it needs threads, descriptors, memory and processor time over and
/// over,
/// and ends well only if it was never refused any.
final class Bystander implements AutoCloseable {
    private static final Limits LIMITS = Limits.USUAL.withWall(Duration.ofMinutes(1));
    private static final int PAGES = 1 << 20;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /// Ends by the signal that it is told with. In a pid namespace of its own it only gets one that it handles.
    private static final String CODE = """
            import ctypes, os, signal, threading, time
            secret = "@SECRET@"
            told = []
            signal.signal(signal.SIGTERM, lambda *_: told.append(1))
            ctypes.CDLL(None).prctl(15, b"@NAME@")
            rounds = 0
            while not told:
                thread = threading.Thread(target=len, args=((),))
                thread.start()
                thread.join()
                reader, writer = os.pipe()
                os.write(writer, b"x")
                assert os.read(reader, 1) == b"x"
                os.close(reader), os.close(writer)
                assert len(bytearray(1 << 20)) == 1 << 20
                rounds += 1
                time.sleep(0.002)
            print(sum(number * number for number in range(100)), rounds > 0, len(secret))
            """;

    private final CompletableFuture<ProgramResult> result;
    private final ProcessHandle process;
    private final String expected;

    private Bystander(CompletableFuture<ProgramResult> result, ProcessHandle process, String expected) {
        this.result = result;
        this.process = process;
        this.expected = expected;
    }

    /// Starts one and returns when it runs.
    ///
    /// @param imports a line that decides which template it comes from
    static Bystander in(ProcessSandbox sandbox, String imports, String secret) throws InterruptedException {
        String name = "bystander" + NUMBERS.incrementAndGet();
        String code = CODE.replace("@SECRET@", secret).replace("@NAME@", name);
        Program program = Program.of(imports + "\n" + code).with(LIMITS);
        CompletableFuture<ProgramResult> result = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return sandbox.run(program);
                    } catch (InterruptedException interrupted) {
                        throw new CompletionException(interrupted);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
        ProcessHandle supervisor = ProcessHandle.of(sandbox.pid()).orElseThrow();
        AtomicReference<ProcessHandle> found = new AtomicReference<>();
        Eventually.holds("the bystander runs", () -> {
            supervisor
                    .descendants()
                    .filter(process -> name(process).equals(name))
                    .findFirst()
                    .ifPresent(found::set);
            return result.isDone() || found.get() != null;
        });
        assertThat(result).as("the bystander").isNotDone();
        return new Bystander(result, found.get(), "328350 True " + secret.length() + "\n");
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .strip();
        } catch (IOException gone) {
            return ""; // it has ended since it was listed
        }
    }

    long pid() {
        return process.pid();
    }

    /// Checks that it has run until now, has it end, and checks that it ended well.
    void endsWell() throws InterruptedException {
        assertThat(result.isDone()).as("the bystander has ended: %s", result).isFalse();
        process.destroy();
        ProgramResult ended = result.join();
        assertThat(ended.status()).as(ended.toString()).isEqualTo(ProgramStatus.OK);
        assertThat(ended.stdout()).as(ended.stderr()).isEqualTo(expected);
    }

    /// Leaves its slot to others, however the test ended.
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// Whether its memory, read from outside by who may, holds `text`.
    boolean holds(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        Path proc = Path.of("/proc", Long.toString(pid()));
        try (RandomAccessFile memory = new RandomAccessFile(proc.resolve("mem").toFile(), "r")) {
            for (String line : Files.readAllLines(proc.resolve("maps"))) {
                List<String> words = List.of(line.split("\\s+"));
                if (words.get(1).startsWith("rw") && contains(memory, words.getFirst(), wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(RandomAccessFile memory, String range, byte[] wanted) throws IOException {
        long from = Long.parseUnsignedLong(range.substring(0, range.indexOf('-')), 16);
        long until = Long.parseUnsignedLong(range.substring(range.indexOf('-') + 1), 16);
        String text = new String(wanted, StandardCharsets.ISO_8859_1);
        for (long at = from; at < until; at += PAGES) {
            byte[] part = new byte[(int) Math.min(PAGES + wanted.length, until - at)];
            memory.seek(at);
            memory.readFully(part);
            if (new String(part, StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }
}
