package io.toolstream.transport.code;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.CodeResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A call that has no answer yet, as a pure state: what was asked, and when the last asking counts as lost.
///
/// @param asked every asking that may still be answered, the last one last
/// @param attempt of the last asking, from 1
/// @param overdue on the asker's monotonic clock
record OpenCall(List<CodeRequest> asked, int attempt, Duration overdue) {
    OpenCall {
        asked = List.copyOf(asked);
    }

    /// What follows from an event.
    sealed interface Next {
        /// It stays open.
        record Waiting(OpenCall call) implements Next {}

        /// It is to be asked again, as `attempt`.
        record AskAgain(int attempt) implements Next {}

        /// It is answered.
        record Answered(AnsweredCall answer) implements Next {}

        /// The sandbox failed, and the call with it.
        record Failed(String reason) implements Next {}

        /// The program kills sandboxes, so the call failed and nobody is to run it again.
        record Poisoned(CodeRequest request, String reason) implements Next {}
    }

    static OpenCall first(CodeRequest request, Duration overdue) {
        return new OpenCall(List.of(request), 1, overdue);
    }

    /// The call after it was asked again. Earlier askings may still be answered.
    OpenCall askedAgain(CodeRequest request, Duration newOverdue) {
        List<CodeRequest> all = new ArrayList<>(asked);
        all.add(request);
        return new OpenCall(all, attempt + 1, newOverdue);
    }

    Next replied(CodeResult result, int attemptsMax) {
        Optional<CodeRequest> match = asked.stream().filter(result::answers).findFirst();
        if (match.isEmpty()) {
            return new Next.Waiting(this);
        }
        ProgramStatus status = result.result().status();
        if (status == ProgramStatus.INFRASTRUCTURE && "POISON".equals(result.reason())) {
            return new Next.Poisoned(
                    match.get(),
                    "the program kills sandboxes: " + result.result().stderr());
        }
        if (status != ProgramStatus.INFRASTRUCTURE && status != ProgramStatus.EXPIRED) {
            return new Next.Answered(new AnsweredCall(match.get(), result));
        }
        List<CodeRequest> left = new ArrayList<>(asked);
        left.remove(match.get());
        OpenCall without = new OpenCall(left, attempt, overdue);
        return match.get().requestId().attempt() < attempt ? new Next.Waiting(without) : again(attemptsMax, status);
    }

    Next passed(Duration now, int attemptsMax) {
        return now.compareTo(overdue) < 0 ? new Next.Waiting(this) : again(attemptsMax, ProgramStatus.EXPIRED);
    }

    private Next again(int attemptsMax, ProgramStatus status) {
        return attempt < attemptsMax
                ? new Next.AskAgain(attempt + 1)
                : new Next.Failed("asked %d times, last %s".formatted(attempt, status));
    }
}
