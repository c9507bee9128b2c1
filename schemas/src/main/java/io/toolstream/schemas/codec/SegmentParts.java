package io.toolstream.schemas.codec;

import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.VersionSpan;
import io.toolstream.schemas.avro.AuthorSymbol;
import io.toolstream.schemas.avro.SegmentMessage;
import io.toolstream.schemas.avro.VersionSpanMessage;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Segments: one message for all authors, one record for each.
final class SegmentParts {
    private SegmentParts() {}

    static SegmentMessage write(Segment segment) {
        var builder = SegmentMessage.newBuilder()
                .setText(segment.text())
                .setIds(LittleEndian.of(segment.ids().toArray()))
                .setTextEnds(LittleEndian.of(segment.textEnds().toArray()))
                .setVersions(List.of());
        return switch (segment) {
            case Segment.Prompt _ -> builder.setAuthor(AuthorSymbol.PROMPT).build();
            case Segment.Interpreter _ ->
                builder.setAuthor(AuthorSymbol.INTERPRETER).build();
            case Segment.Policy policy ->
                builder.setAuthor(AuthorSymbol.POLICY)
                        .setLogProbs(LittleEndian.of(policy.logProbs().toArray()))
                        .setSampledLogProbs(bytes(policy.sampledLogProbs()))
                        .setVersions(policy.versions().stream()
                                .map(span -> new VersionSpanMessage(span.fromToken(), span.version()))
                                .toList())
                        .build();
        };
    }

    static Segment read(SegmentMessage m) {
        var ids = TokenIds.of(LittleEndian.ints("ids", m.getIds()));
        var ends = TextEnds.of(LittleEndian.ints("textEnds", m.getTextEnds()));
        return switch (m.getAuthor()) {
            case PROMPT -> {
                unscored(m);
                yield new Segment.Prompt(m.getText(), ids, ends);
            }
            case INTERPRETER -> {
                unscored(m);
                yield new Segment.Interpreter(m.getText(), ids, ends);
            }
            case POLICY -> policy(m, ids, ends);
        };
    }

    private static Segment.Policy policy(SegmentMessage m, TokenIds ids, TextEnds ends) {
        LogProbs logProbs = logProbs("logProbs", m.getLogProbs());
        if (logProbs == null) {
            throw new IllegalArgumentException("POLICY segment has no log-probabilities");
        }
        List<VersionSpan> versions = m.getVersions().stream()
                .map(span -> new VersionSpan(span.getFromToken(), span.getVersion()))
                .toList();
        LogProbs sampled = logProbs("sampledLogProbs", m.getSampledLogProbs());
        return new Segment.Policy(m.getText(), ids, ends, logProbs, sampled, versions);
    }

    /// Only the policy's tokens carry log-probabilities and versions.
    private static void unscored(SegmentMessage m) {
        if (m.getLogProbs() != null
                || m.getSampledLogProbs() != null
                || !m.getVersions().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s segment carries log-probabilities or versions; only POLICY may".formatted(m.getAuthor()));
        }
    }

    private static @Nullable ByteBuffer bytes(@Nullable LogProbs values) {
        return values == null ? null : LittleEndian.of(values.toArray());
    }

    private static @Nullable LogProbs logProbs(String field, @Nullable ByteBuffer bytes) {
        return bytes == null ? null : LogProbs.of(LittleEndian.floats(field, bytes));
    }
}
