package io.toolstream.app.sandbox;

import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// The programs of each session, which run one after the other: those that ended by themselves run silently before
/// the later ones, those that were stopped do not. What they take is bounded.
final class Sessions {
    private final long charsMax;
    private final Map<String, Turn> last = new HashMap<>();
    private long chars;

    /// @param charsMax characters of code that are remembered in all
    Sessions(long charsMax) {
        this.charsMax = charsMax;
    }

    /// The turn of a program after those that `session` was given before. Who asks has to take it.
    ///
    /// @throws IllegalArgumentException if there is no room to remember `code`
    Turn next(String session, String code) {
        // A stopped program counts as well: whether there is room must not depend on how fast programs end.
        if (chars + code.length() > charsMax) {
            throw new IllegalArgumentException("the sessions so far hold " + chars + " characters of code and may hold "
                    + charsMax + "; run the remaining sessions by another command");
        }
        chars += code.length();
        Turn before = last.get(session);
        Turn turn = before == null ? alone() : new Turn(before.after, before.place + 1);
        last.put(session, turn);
        return turn;
    }

    /// The turn of a program on its own.
    static Turn alone() {
        return new Turn(CompletableFuture.completedFuture(List.of()), 0);
    }

    /// A program's place in its session.
    static final class Turn {
        private final CompletableFuture<List<String>> before;
        private final CompletableFuture<List<String>> after = new CompletableFuture<>();
        private final int place;

        private Turn(CompletableFuture<List<String>> before, int place) {
            this.before = before;
            this.place = place;
        }

        /// Programs that its session was given before, whatever became of them.
        int place() {
            return place;
        }

        /// Runs `program` once the one before it has ended.
        ProgramResult take(Sandbox sandbox, Program program) throws InterruptedException {
            return take(sandbox, program, List.of());
        }

        /// The same, after programs that the session was not given, where there are any.
        ///
        /// @param instead run before it in place of those that the session was given; none for those
        ProgramResult take(Sandbox sandbox, Program program, List<String> instead) throws InterruptedException {
            List<String> earlier = earlier();
            List<String> kept = earlier;
            try {
                ProgramResult result = sandbox.run(program.after(instead.isEmpty() ? earlier : instead));
                if (result.status().endedByItself()) {
                    kept = new ArrayList<>(earlier);
                    kept.add(program.code());
                }
                return result;
            } finally {
                after.complete(List.copyOf(kept));
            }
        }

        private List<String> earlier() throws InterruptedException {
            try {
                return before.get();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("a turn was left without an end", impossible);
            }
        }
    }
}
