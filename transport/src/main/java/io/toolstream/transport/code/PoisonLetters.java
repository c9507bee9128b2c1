package io.toolstream.transport.code;

import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.DeadLetter;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.log.LogPosition;
import io.toolstream.transport.log.LogWriter;
import io.toolstream.transport.log.OutgoingRecord;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes dead letters about code requests that kill sandboxes: sandbox workers, which find them, may not write any.
final class PoisonLetters {
    private static final Logger LOG = LoggerFactory.getLogger(PoisonLetters.class);

    /// A letter keeps the original bytes only while both fit into a record.
    private static final int KEPT_BYTES = 800_000;

    private static final int REASON_CHARACTERS = 500;

    private final CodeAskerSettings settings;
    private final Codecs codecs;
    private final LogWriter writer;

    PoisonLetters(CodeAskerSettings settings, Codecs codecs, LogWriter writer) {
        this.settings = settings;
        this.codecs = codecs;
        this.writer = writer;
    }

    /// Writes in the background: a call has failed whether or not its letter is written, which the log says then.
    ///
    /// @param place where the request was written
    void about(CodeRequest request, CompletableFuture<LogPosition> place, String reason) {
        // Not on the thread that completes `place`, which may be the writer's own and must not wait for it.
        var _ = place.thenComposeAsync(at -> writer.send(record(request, at, reason)))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.atWarn()
                                .addKeyValue("request", request.requestId().key())
                                .addKeyValue("why", reason)
                                .setCause(failure)
                                .log("a dead letter was not written");
                    }
                });
    }

    private OutgoingRecord record(CodeRequest request, LogPosition at, String reason) {
        byte[] original = codecs.codeRequests().encode(request);
        DeadLetter letter = new DeadLetter(
                at.partition().topic(),
                at.partition().partition(),
                at.offset(),
                settings.askerId(),
                reason.length() <= REASON_CHARACTERS ? reason : reason.substring(0, REASON_CHARACTERS),
                Bytes.of(request.requestId().key().getBytes(StandardCharsets.UTF_8)),
                original.length > KEPT_BYTES ? null : Bytes.of(original),
                InstantSource.system().instant());
        return OutgoingRecord.of(
                Topics.DEAD_LETTERS.in(settings.names()),
                letter.origin(),
                codecs.deadLetters().encode(letter));
    }
}
