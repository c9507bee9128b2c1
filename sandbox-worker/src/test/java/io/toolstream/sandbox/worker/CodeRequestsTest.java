package io.toolstream.sandbox.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.transport.log.LogRecord;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.queue.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CodeRequestsTest {
    private static final Codecs CODECS = Codecs.with(SchemaSource.none());
    private static final Instant APPENDED = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> ran = new ArrayList<>();
    private final RequestCounts counts = new RequestCounts();

    @Test
    void aProgramIsRunAndItsResultAddressedToWhoAsked() throws InterruptedException {
        CodeResult result = handled(1, Duration.ofSeconds(2));

        assertThat(ran).containsExactly("print(1)");
        assertThat(result.answers(Requests.request("print(1)"))).isTrue();
        assertThat(result.result().stdout()).isEqualTo("1\n");
        assertThat(result.queue()).isEqualTo(Duration.ofSeconds(2));
        assertThat(result.worker()).isEqualTo("sandbox-3");
        assertThat(result.reason()).isNull();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotRun() throws InterruptedException {
        CodeResult result = handled(1, Requests.TIME_TO_LIVE.plusMillis(1));

        assertThat(ran).isEmpty();
        assertThat(result.result().status()).isEqualTo(ProgramStatus.EXPIRED);
    }

    @Test
    void whatTwoDeliveriesDidNotAnswerIsPoisonAndNotRun() throws InterruptedException {
        assertThat(handled(2, Duration.ZERO).result().status()).isEqualTo(ProgramStatus.OK);
        CodeResult third = handled(3, Duration.ZERO);

        assertThat(ran).hasSize(1);
        assertThat(third.result().status()).isEqualTo(ProgramStatus.INFRASTRUCTURE);
        assertThat(third.reason()).isEqualTo("POISON");
        assertThat(third.deliveryCount()).isEqualTo(3);
    }

    @Test
    void whatBecameOfDeliveriesIsCounted() throws InterruptedException {
        handled(1, Duration.ofSeconds(2));
        handled(1, Requests.TIME_TO_LIVE.plusMillis(1));
        handled(3, Duration.ZERO);
        handler(new EchoingSandbox(), APPENDED).handle(delivery(new byte[] {1}, 1));

        assertThat(counts.expiredRequests()).isEqualTo(1);
        assertThat(counts.poisonousRequests()).isEqualTo(1);
        assertThat(counts.undecodableRecords()).isEqualTo(1);
        assertThat(counts.waits().count()).isEqualTo(3);
        assertThat(counts.waits().sum())
                .isEqualTo(Requests.TIME_TO_LIVE.plusMillis(1).plusSeconds(2));
    }

    @Test
    void aFailedSandboxIsAnsweredAndNotTakenForAFailedProgram() throws InterruptedException {
        CodeResult result = CODECS.codeResults()
                .decode(value(handler(new FailingSandbox(), APPENDED)
                        .handle(delivery(CODECS.codeRequests().encode(Requests.request("print(1)")), 1))
                        .orElseThrow()));

        assertThat(result.result().status()).isEqualTo(ProgramStatus.INFRASTRUCTURE);
        assertThat(result.reason()).isEqualTo("SANDBOX");
        assertThat(result.result().stderr()).contains("gone");
    }

    @Test
    void anOutputThatNoRecordHoldsIsCutAndTheRequestAnswered() throws InterruptedException {
        String large = "a" + "\uFFFD".repeat(300_000) + "z";
        CodeResult result = handled(new SayingSandbox(large));

        assertThat(result.result().status()).isEqualTo(ProgramStatus.OK);
        assertThat(result.result().truncated()).isTrue();
        assertThat(result.result().stdoutBytes()).isEqualTo(900_002);
        assertThat(result.result().stdout())
                .startsWith("a\uFFFD")
                .endsWith("\uFFFDz")
                .contains("\n... [168930 characters cut] ...\n");
    }

    @Test
    void theLargestOutputsThatSandboxesKeepFitARecordWhole() throws InterruptedException {
        String worst = "\uFFFD".repeat(CodeResult.OUTPUT_BYTES_MAX);

        assertThat(handled(new SayingSandbox(worst)).result().stdout()).isEqualTo(worst);
    }

    @Test
    void aClockBehindTheBrokersDoesNotExpireARequest() throws InterruptedException {
        assertThat(handled(1, Duration.ofHours(-1)).queue()).isZero();
    }

    @Test
    void whatDoesNotDecodeIsDroppedAndEndsNoLane() throws InterruptedException {
        assertThat(handler(new EchoingSandbox(), APPENDED).handle(delivery(new byte[] {1, 2, 3}, 1)))
                .isEmpty();
    }

    @Test
    void aLaneThatIsInterruptedGivesTheRequestBack() {
        Sandbox interrupted = new FailingSandbox() {
            @Override
            public ProgramResult run(Program program) throws InterruptedException {
                throw new InterruptedException("closing");
            }
        };
        assertThatThrownBy(() -> handler(interrupted, APPENDED)
                        .handle(delivery(CODECS.codeRequests().encode(Requests.request("print(1)")), 1)))
                .isInstanceOf(InterruptedException.class);
    }

    private CodeResult handled(Sandbox sandbox) throws InterruptedException {
        return CODECS.codeResults()
                .decode(value(handler(sandbox, APPENDED)
                        .handle(delivery(CODECS.codeRequests().encode(Requests.request("print(1)")), 1))
                        .orElseThrow()));
    }

    private CodeResult handled(int count, Duration queued) throws InterruptedException {
        var reply = handler(new EchoingSandbox(), APPENDED.plus(queued))
                .handle(delivery(CODECS.codeRequests().encode(Requests.request("print(1)")), count))
                .orElseThrow();
        assertThat(reply.topic()).isEqualTo("pool.code-results");
        return CODECS.codeResults().decode(value(reply));
    }

    private static byte[] value(OutgoingRecord reply) {
        byte[] value = reply.value();
        assertThat(value).isNotNull();
        return value == null ? new byte[0] : value;
    }

    private CodeRequests handler(Sandbox sandbox, Instant now) {
        return new CodeRequests(
                Requests.settings("127.0.0.1:1", 3, 1), sandbox, CODECS, counts, InstantSource.fixed(now));
    }

    private static Delivery delivery(byte[] value, int count) {
        return new Delivery(
                new LogRecord(new TopicPartition("pool.code-requests", 0), 7, APPENDED, new byte[0], value, Map.of()),
                count);
    }

    private final class EchoingSandbox implements Sandbox {
        @Override
        public ProgramResult run(Program program) {
            ran.add(program.code());
            return new ProgramResult(
                    ProgramStatus.OK, 0, "1\n", "", 2, 0, false, Duration.ofMillis(3), Duration.ofMillis(2));
        }

        @Override
        public void close() {}
    }

    /// Says the same on both streams.
    private record SayingSandbox(String text) implements Sandbox {
        @Override
        public ProgramResult run(Program program) {
            long bytes = text.getBytes(StandardCharsets.UTF_8).length;
            return new ProgramResult(
                    ProgramStatus.OK, 0, text, text, bytes, bytes, false, Duration.ZERO, Duration.ZERO);
        }

        @Override
        public void close() {}
    }

    private static class FailingSandbox implements Sandbox {
        @Override
        public ProgramResult run(Program program) throws InterruptedException {
            throw new SandboxUnavailableException("gone");
        }

        @Override
        public void close() {}
    }
}
