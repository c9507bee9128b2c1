package io.toolstream.transport.code;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.codec.RecordTooLargeException;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogReader;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.LogTrimmedException;
import io.toolstream.transport.log.LogUnavailableException;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has programs run by whoever serves the queue. A call ends with the first result of any of its askings; results for
/// an earlier start of this process, and second ones, are ignored. When it cannot go on, all calls fail: what is out
/// and what is asked later. Safe for several threads.
public final class CodeAsker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CodeAsker.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CodeAskerSettings settings;
    private final Codec<CodeRequest> requests;
    private final Codec<CodeResult> results;
    private final LogWriter writer;
    private final LogReader reader;
    private final PoisonLetters letters;
    private final RandomGenerator random;
    private final Thread thread;
    private final Map<CallKey, Pending> pending = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /// What ended it; guarded by `pending`.
    private @Nullable Throwable broken;

    private record CallKey(TrajectoryId trajectory, int turn) {}

    /// @param places where each asking is written, once it is
    private record Pending(
            Program program,
            OpenCall call,
            Map<RequestId, CompletableFuture<LogPosition>> places,
            CompletableFuture<AnsweredCall> future) {
        Pending with(OpenCall other) {
            return new Pending(program, other, places, future);
        }

        /// Where `asked` will be written; one that is new is known from now on.
        CompletableFuture<LogPosition> place(CodeRequest asked) {
            return places.computeIfAbsent(asked.requestId(), _ -> new CompletableFuture<>());
        }
    }

    private CodeAsker(
            CodeAskerSettings settings, Codecs codecs, LogWriter writer, LogReader reader, RandomGenerator random) {
        this.settings = settings;
        this.requests = codecs.codeRequests();
        this.results = codecs.codeResults();
        this.writer = writer;
        this.reader = reader;
        this.letters = new PoisonLetters(settings, codecs, writer);
        this.random = random;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(settings.askerId() + "-results")
                .unstarted(this::follow);
    }

    /// Asks from now on; only results that are written after this call are seen.
    ///
    /// @param writer the caller's, to be closed after this
    /// @param random makes the nonces of requests; only used under a lock
    public static CodeAsker open(CodeAskerSettings settings, Codecs codecs, LogWriter writer, RandomGenerator random) {
        LogReader reader;
        String topic = Topics.CODE_RESULTS.in(settings.names());
        try (LogReader all = LogReader.fromEnd(settings.cluster(), List.of(topic))) {
            Map<TopicPartition, Long> ends = all.positions();
            TopicPartition own = new TopicPartition(topic, partition(settings.askerId(), ends.size()));
            reader = LogReader.at(settings.cluster(), Map.of(own, ends.getOrDefault(own, 0L)));
        }
        return following(settings, codecs, writer, reader, random);
    }

    /// The same, with what `reader` reads for results; it is closed with this.
    static CodeAsker following(
            CodeAskerSettings settings, Codecs codecs, LogWriter writer, LogReader reader, RandomGenerator random) {
        CodeAsker asker = new CodeAsker(settings, codecs, writer, reader, random);
        asker.thread.start();
        return asker;
    }

    /// The partition to which Kafka's producers write records with the key `askerId`.
    static int partition(String askerId, int partitions) {
        return Utils.toPositive(Utils.murmur2(askerId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /// Has `program` run as the call at `turn` of a trajectory.
    ///
    /// @return fails with [SandboxUnavailableException] when the sandbox, not the program, failed
    public CompletableFuture<AnsweredCall> ask(TrajectoryId trajectory, int turn, Program program) {
        CallKey key = new CallKey(trajectory, turn);
        Pending call;
        CodeRequest request;
        synchronized (pending) {
            if (broken != null) {
                return CompletableFuture.failedFuture(new SandboxUnavailableException(
                        "call %s is not asked: the asker has ended by a fault, start its process again".formatted(key),
                        broken));
            }
            if (!open() || pending.size() >= settings.outstandingMax() || pending.containsKey(key)) {
                return CompletableFuture.failedFuture(new SandboxUnavailableException(
                        "call %s is not asked: the asker is closed, has %d calls out, or has this one out already"
                                .formatted(key, pending.size())));
            }
            request = request(key, program, 1);
            call = new Pending(
                    program, OpenCall.first(request, overdue()), new ConcurrentHashMap<>(), new CompletableFuture<>());
            pending.put(key, call);
        }
        send(key, request, call.place(request));
        return call.future();
    }

    /// Calls that are out.
    public int outstanding() {
        synchronized (pending) {
            return pending.size();
        }
    }

    private boolean open() {
        return closing.getCount() > 0;
    }

    private void follow() {
        try {
            while (open()) {
                listen();
                passTime();
            }
        } catch (RuntimeException | Error fault) {
            // Nobody sees this thread end, and without it no call is ever overdue, so every caller is told.
            LOG.atError().setCause(fault).log("code calls have ended, what is out fails");
            synchronized (pending) {
                broken = fault;
            }
            failAll(key -> new SandboxUnavailableException(
                    "call %s failed: the asker ended by a fault, start its process again".formatted(key), fault));
        }
    }

    private void listen() {
        try {
            for (LogRecord record : reader.poll(POLL)) {
                take(record);
            }
        } catch (WakeupException _) {
            // Closing; the loop's condition sees it.
        } catch (LogTrimmedException trimmed) {
            LOG.atWarn().setCause(trimmed).log("results were missed, their calls are asked again when overdue");
            skip();
        } catch (KafkaException failure) {
            LOG.atWarn().setCause(failure).log("results could not be read, calls are asked again when overdue");
            pause();
        }
    }

    private void skip() {
        try {
            reader.endOffsets().forEach(reader::seek);
        } catch (WakeupException _) {
            // Closing; the loop's condition sees it.
        } catch (LogUnavailableException failure) {
            LOG.atWarn().setCause(failure).log("missed results could not be skipped, this is tried again");
        }
        pause();
    }

    /// Keeps a failure that stays from being met without end. Calls grow overdue all the same, only later.
    private void pause() {
        try {
            var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stray) {
            throw new IllegalStateException("the thread that reads results was interrupted, which nobody may", stray);
        }
    }

    private void take(LogRecord record) {
        CodeResult result;
        try {
            result = results.decode(record.body().orElseGet(() -> new byte[0]));
        } catch (DecodeException broken) {
            LOG.atWarn().addKeyValue("offset", record.offset()).setCause(broken).log("a code result was ignored");
            return;
        }
        if (!result.asker().equals(settings.incarnation())) {
            return;
        }
        CallKey key = new CallKey(
                result.requestId().trajectoryId(), result.requestId().turn());
        OpenCall.Next next;
        synchronized (pending) {
            Pending found = pending.get(key);
            if (found == null) {
                return;
            }
            next = found.call().replied(result, settings.attemptsMax());
        }
        move(key, next);
    }

    private void passTime() {
        Map<CallKey, OpenCall.Next> moves = new HashMap<>();
        synchronized (pending) {
            pending.forEach((key, call) -> moves.put(key, call.call().passed(now(), settings.attemptsMax())));
        }
        moves.forEach(this::move);
    }

    private void move(CallKey key, OpenCall.Next next) {
        CodeRequest again = null;
        Pending found;
        synchronized (pending) {
            found = pending.get(key);
            if (found == null) {
                return;
            }
            switch (next) {
                case OpenCall.Next.Waiting(var call) -> pending.put(key, found.with(call));
                case OpenCall.Next.AskAgain(var attempt) -> {
                    again = request(key, found.program(), attempt);
                    pending.put(key, found.with(found.call().askedAgain(again, overdue())));
                }
                case OpenCall.Next.Answered _, OpenCall.Next.Failed _, OpenCall.Next.Poisoned _ -> pending.remove(key);
            }
        }
        if (again != null) {
            send(key, again, found.place(again));
        }
        switch (next) {
            case OpenCall.Next.Answered(var answer) -> found.future().complete(answer);
            case OpenCall.Next.Failed(var reason) -> fail(key, found, reason);
            case OpenCall.Next.Poisoned(var request, var reason) -> {
                fail(key, found, reason);
                letters.about(request, found.place(request), reason);
            }
            case OpenCall.Next.Waiting _, OpenCall.Next.AskAgain _ -> {}
        }
    }

    private static void fail(CallKey key, Pending call, String reason) {
        call.future().completeExceptionally(new SandboxUnavailableException("call " + key + " failed: " + reason));
    }

    /// A sending that fails is asked again when the call is overdue, but for a request that no record can hold: that
    /// ends its call.
    private void send(CallKey key, CodeRequest request, CompletableFuture<LogPosition> place) {
        OutgoingRecord record;
        try {
            record = OutgoingRecord.of(
                    Topics.CODE_REQUESTS.in(settings.names()),
                    request.requestId().key(),
                    requests.encode(request));
        } catch (RecordTooLargeException | IllegalArgumentException tooLarge) {
            end(key, tooLarge);
            return;
        }
        var _ = writer.send(record).whenComplete((written, failure) -> {
            if (failure == null) {
                place.complete(written);
                return;
            }
            place.completeExceptionally(failure);
            if (failure.getCause() instanceof org.apache.kafka.common.errors.RecordTooLargeException) {
                end(key, failure);
            } else {
                LOG.atWarn().setCause(failure).log("a code request was not written, it is asked again");
            }
        });
    }

    private void end(CallKey key, Throwable tooLarge) {
        Pending ended;
        synchronized (pending) {
            ended = pending.remove(key);
        }
        if (ended != null) {
            ended.future()
                    .completeExceptionally(new SandboxUnavailableException(
                            "call %s cannot be asked: %s".formatted(key, tooLarge.getMessage()), tooLarge));
        }
    }

    private void failAll(Function<CallKey, SandboxUnavailableException> failure) {
        Map<CallKey, Pending> left;
        synchronized (pending) {
            left = Map.copyOf(pending);
            pending.clear();
        }
        left.forEach((key, call) -> call.future().completeExceptionally(failure.apply(key)));
    }

    private CodeRequest request(CallKey key, Program program, int attempt) {
        String nonce = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        return new CodeRequest(
                new RequestId(key.trajectory(), attempt, key.turn(), sha256(program.code()), nonce),
                settings.runId(),
                settings.askerId(),
                settings.incarnation(),
                program,
                settings.template(),
                settings.patience());
    }

    private Duration overdue() {
        return now().plus(settings.patience());
    }

    private static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    private static String sha256(String code) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// Stops listening; what is out fails.
    @Override
    public void close() {
        closing.countDown();
        reader.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        reader.close();
        failAll(key -> new SandboxUnavailableException("call " + key + " ended: the asker is closed"));
    }
}
