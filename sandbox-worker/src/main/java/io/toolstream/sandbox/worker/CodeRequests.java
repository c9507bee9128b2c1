package io.toolstream.sandbox.worker;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.DecodeException;
import io.toolstream.schemas.codec.RecordTooLargeException;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.sandbox.Sandbox;
import io.toolstream.schemas.sandbox.SandboxUnavailableException;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.OutgoingRecord;
import io.toolstream.transport.queue.Delivery;
import io.toolstream.transport.queue.DeliveryHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers each code request once per delivery: runs its program, or says why it was not run.
final class CodeRequests implements DeliveryHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CodeRequests.class);

    /// Of each stream; a character takes three bytes at most.
    private static final int CUT_CHARACTERS = CodeResult.OUTPUT_BYTES_MAX;

    private final SandboxWorkerSettings settings;
    private final Sandbox sandbox;
    private final Codec<CodeRequest> requests;
    private final Codec<CodeResult> results;
    private final RequestCounts counts;
    private final InstantSource clock;

    CodeRequests(
            SandboxWorkerSettings settings, Sandbox sandbox, Codecs codecs, RequestCounts counts, InstantSource clock) {
        this.settings = settings;
        this.sandbox = sandbox;
        this.requests = codecs.codeRequests();
        this.results = codecs.codeResults();
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public Optional<OutgoingRecord> handle(Delivery delivery) throws InterruptedException {
        CodeRequest request;
        try {
            request = requests.decode(delivery.record().body().orElseGet(() -> new byte[0]));
        } catch (DecodeException broken) {
            counts.undecodable();
            // Nobody can be told: the asker's address is in what does not decode. It asks again when overdue.
            LOG.atWarn()
                    .addKeyValue("topic", delivery.record().topic())
                    .addKeyValue("offset", delivery.record().offset())
                    .addKeyValue("reason", broken.getMessage())
                    .log("a code request was dropped");
            return Optional.empty();
        }
        Duration queued = queued(delivery.record().timestamp());
        counts.waited(queued);
        CodeResult result = answer(request, delivery.count(), queued);
        try {
            return Optional.of(reply(result));
        } catch (RecordTooLargeException | IllegalArgumentException large) {
            // Giving the request back would have the program run again, to the same end.
            LOG.atWarn()
                    .addKeyValue("request", request.requestId().key())
                    .addKeyValue("reason", large.getMessage())
                    .log("the output of a program was cut to fit a record");
            return Optional.of(reply(result.cutTo(CUT_CHARACTERS)));
        }
    }

    private OutgoingRecord reply(CodeResult result) {
        return OutgoingRecord.of(Topics.CODE_RESULTS.in(settings.names()), result.askerId(), results.encode(result));
    }

    /// A broken sandbox would fail one request after another, faster than those of other workers can run them.
    @Override
    public boolean willing() {
        return sandbox.available();
    }

    private CodeResult answer(CodeRequest request, int count, Duration queued) throws InterruptedException {
        if (count >= Topics.POISON_DELIVERIES) {
            counts.poisonous();
            return failed(request, "POISON", count, queued, "delivered " + count + " times and never answered");
        }
        if (queued.compareTo(request.timeToLive()) > 0) {
            counts.expired();
            ProgramResult expired = ProgramResult.notRun(
                    ProgramStatus.EXPIRED, "queued for " + queued + ", wanted for " + request.timeToLive());
            return result(request, expired, null, count, queued);
        }
        try {
            return result(request, sandbox.run(request.program()), null, count, queued);
        } catch (SandboxUnavailableException failure) {
            return failed(request, "SANDBOX", count, queued, String.valueOf(failure.getMessage()));
        }
    }

    /// Clocks differ, so a request may seem to come from the future; it has not waited then.
    private Duration queued(Instant appended) {
        Duration waited = Duration.between(appended, clock.instant());
        return waited.isNegative() ? Duration.ZERO : waited;
    }

    private CodeResult failed(CodeRequest request, String reason, int count, Duration queued, String detail) {
        return result(request, ProgramResult.notRun(ProgramStatus.INFRASTRUCTURE, detail), reason, count, queued);
    }

    private CodeResult result(
            CodeRequest request, ProgramResult result, @Nullable String reason, int count, Duration queued) {
        return new CodeResult(
                request.requestId(),
                request.askerId(),
                request.asker(),
                result,
                reason,
                count,
                queued,
                settings.worker(),
                settings.build(),
                settings.pythonVersions());
    }
}
