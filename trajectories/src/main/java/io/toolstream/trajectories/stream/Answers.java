package io.toolstream.trajectories.stream;

import io.toolstream.schemas.Answer;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.schemas.codec.DecodeException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// The reference answers: all of them, in the memory of each process, and on no topic but their own.
final class Answers {
    private final Codec<Answer> codec;
    private final ReadOnlyKeyValueStore<String, byte[]> store;

    Answers(Codec<Answer> codec, ReadOnlyKeyValueStore<String, byte[]> store) {
        this.codec = codec;
        this.store = store;
    }

    /// What is known of a problem's answer.
    sealed interface Lookup {
        /// It is `reference`.
        record Found(String reference) implements Lookup {
            /// Does not show the answer.
            @Override
            public String toString() {
                return "Found[reference=withheld]";
            }
        }

        /// It was not read yet, or does not exist.
        record Missing() implements Lookup {}

        /// There is one, and it cannot be read. What it holds is not told.
        record Broken() implements Lookup {}
    }

    Lookup of(ProblemId problemId) {
        byte[] bytes = store.get(problemId.value());
        if (bytes == null) {
            return new Lookup.Missing();
        }
        try {
            Answer answer = codec.decode(bytes);
            return answer.problemId().equals(problemId) ? new Lookup.Found(answer.answer()) : new Lookup.Broken();
        } catch (DecodeException _) {
            return new Lookup.Broken();
        }
    }
}
