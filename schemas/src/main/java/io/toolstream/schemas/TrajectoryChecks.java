package io.toolstream.schemas;

import io.toolstream.schemas.sandbox.ProgramStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The invariants of a trajectory that span several of its parts.
final class TrajectoryChecks {
    private TrajectoryChecks() {}

    static void authorsAlternate(TrajectoryId id, List<Segment> segments) {
        Require.that(!segments.isEmpty(), "trajectory %s has no segment; the first is its PROMPT", id);
        for (int i = 0; i < segments.size(); i++) {
            boolean expected = switch (segments.get(i)) {
                case Segment.Prompt _ -> i == 0;
                case Segment.Policy _ -> i % 2 == 1;
                case Segment.Interpreter _ -> i > 0 && i % 2 == 0;
            };
            Require.that(
                    expected,
                    "trajectory %s has a %s as segment %d; after the PROMPT come POLICY and INTERPRETER by turns",
                    id,
                    segments.get(i).getClass().getSimpleName(),
                    i);
        }
    }

    static void idsAreKnown(TrajectoryId id, List<Segment> segments, int vocabulary) {
        for (Segment segment : segments) {
            int greatest = segment.ids().greatest();
            Require.that(
                    greatest < vocabulary,
                    "trajectory %s has token id %d outside the vocabulary of %d",
                    id,
                    greatest,
                    vocabulary);
        }
    }

    static void versionsAscend(TrajectoryId id, List<Segment> segments, Purpose purpose) {
        long newest = -1;
        for (Segment segment : segments) {
            if (segment instanceof Segment.Policy policy) {
                for (VersionSpan span : policy.versions()) {
                    Require.that(
                            span.version() >= newest,
                            "trajectory %s goes back from version %d to %d",
                            id,
                            newest,
                            span.version());
                    Require.that(
                            purpose == Purpose.TRAINING || newest < 0 || span.version() == newest,
                            "evaluation trajectory %s is written by versions %d and %d; it must be one",
                            id,
                            newest,
                            span.version());
                    newest = span.version();
                }
            }
        }
    }

    static void samplingIsRecorded(TrajectoryId id, List<Segment> segments, Sampling sampling) {
        for (Segment segment : segments) {
            if (segment instanceof Segment.Policy policy && policy.size() > 0) {
                Require.that(
                        (policy.sampledLogProbs() != null) == sampling.modifiesDistribution(),
                        "trajectory %s: sampled log-probabilities are %s but %s %s the distribution",
                        id,
                        policy.sampledLogProbs() == null ? "absent" : "present",
                        sampling,
                        sampling.modifiesDistribution() ? "modifies" : "does not modify");
            }
        }
    }

    static void callsFit(TrajectoryId id, List<Segment> segments, List<Call> calls, Finish finish) {
        int previous = 0;
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            Require.that(
                    call.turn() >= previous && policyIndex(call) < segments.size(),
                    "trajectory %s has call %d at turn %d, out of order or without its POLICY segment",
                    id,
                    i,
                    call.turn());
            Require.that(
                    call.requestId().trajectoryId().equals(id),
                    "trajectory %s has a call of %s",
                    id,
                    call.requestId().trajectoryId());
            Require.that(
                    call.result().status() != ProgramStatus.INFRASTRUCTURE
                            || (i == calls.size() - 1
                                    && policyIndex(call) == segments.size() - 1
                                    && finish.reason() == Finish.Reason.INFRASTRUCTURE),
                    "trajectory %s goes on after an INFRASTRUCTURE failure at turn %d; it must end there",
                    id,
                    call.turn());
            shownFits(id, segments, call);
            previous = call.turn();
        }
    }

    private static void shownFits(TrajectoryId id, List<Segment> segments, Call call) {
        Call.ByteRange shown = call.shown();
        if (shown == null) {
            return;
        }
        int index = policyIndex(call) + 1;
        int bytes = index < segments.size() ? segments.get(index).text().getBytes(StandardCharsets.UTF_8).length : -1;
        Require.that(
                shown.to() <= bytes,
                "trajectory %s shows bytes [%d, %d) at turn %d, outside its INTERPRETER segment of %d",
                id,
                shown.from(),
                shown.to(),
                call.turn(),
                bytes);
    }

    private static int policyIndex(Call call) {
        return 1 + 2 * call.turn();
    }
}
