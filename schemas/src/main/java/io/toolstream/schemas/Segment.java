package io.toolstream.schemas;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of tokens by one author. Shapes: `ids` and `textEnds` are `[n]`; `textEnds` counts UTF-8 bytes of `text`.
///
/// Only a [Policy] segment is trained and carries log-probabilities; a prompt or an interpreter's reply has no place
/// for
/// them, so the training mask holds by construction.
public sealed interface Segment {
    String text();

    TokenIds ids();

    TextEnds textEnds();

    default int size() {
        return ids().size();
    }

    /// What the policy was asked.
    record Prompt(String text, TokenIds ids, TextEnds textEnds) implements Segment {
        public Prompt {
            agree("PROMPT", text, ids, textEnds);
        }
    }

    /// What the policy sampled.
    ///
    /// @param logProbs        behaviour log-probabilities under the unmodified distribution, `[n]`
    /// @param sampledLogProbs under the distribution sampled from, `[n]`; absent where sampling left it unmodified
    /// @param versions        who wrote which tokens: the first span starts at token 0; tokens and versions ascend
    record Policy(
            String text,
            TokenIds ids,
            TextEnds textEnds,
            LogProbs logProbs,
            @Nullable LogProbs sampledLogProbs,
            List<VersionSpan> versions)
            implements Segment {
        public Policy {
            agree("POLICY", text, ids, textEnds);
            versions = List.copyOf(versions);
            int size = ids.size();
            Require.that(logProbs.size() == size, "POLICY has %d ids, %d log-probabilities", size, logProbs.size());
            Require.that(
                    sampledLogProbs == null || sampledLogProbs.size() == size,
                    "POLICY has %d ids, %d sampled log-probabilities",
                    size,
                    sampledLogProbs == null ? 0 : sampledLogProbs.size());
            ascend(size, versions);
        }

        /// The version that wrote token `index`.
        public long versionOf(int index) {
            long version = versions.getFirst().version();
            for (VersionSpan span : versions) {
                if (span.fromToken() <= index) {
                    version = span.version();
                }
            }
            return version;
        }

        private static void ascend(int size, List<VersionSpan> versions) {
            Require.that(versions.isEmpty() == (size == 0), "POLICY has %d ids but version spans %s", size, versions);
            for (int i = 0; i < versions.size(); i++) {
                VersionSpan span = versions.get(i);
                boolean follows = i == 0
                        ? span.fromToken() == 0
                        : span.fromToken() > versions.get(i - 1).fromToken()
                                && span.version() > versions.get(i - 1).version();
                Require.that(
                        follows && span.fromToken() < size,
                        "version spans %s must start at token 0 and ascend below %d ids",
                        versions,
                        size);
            }
        }
    }

    /// What the interpreter replied; masked in training.
    record Interpreter(String text, TokenIds ids, TextEnds textEnds) implements Segment {
        public Interpreter {
            agree("INTERPRETER", text, ids, textEnds);
        }
    }

    private static void agree(String author, String text, TokenIds ids, TextEnds textEnds) {
        Require.that(ids.size() == textEnds.size(), "%s has %d ids, %d text ends", author, ids.size(), textEnds.size());
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        Require.that(
                textEnds.last() == bytes,
                "%s text has %d UTF-8 bytes, but its last token ends at %d",
                author,
                bytes,
                textEnds.last());
    }
}
