package io.toolstream.policy.format;

import io.toolstream.policy.text.TokenSpeller;
import io.toolstream.policy.text.TokenText;
import java.util.Set;

/// Follows one segment of the policy token by token, and says when it asks for a program or ends. For one
/// thread.
public final class TurnReader {
    private final TokenSpeller speller;
    private final Set<Integer> ends;
    private final Grammar grammar;
    private boolean closed;

    TurnReader(TokenSpeller speller, Set<Integer> ends, Grammar grammar) {
        this.speller = speller;
        this.ends = ends;
        this.grammar = grammar;
    }

    /// Reads the next token.
    ///
    /// @throws IllegalArgumentException if the vocabulary lacks it
    /// @throws IllegalStateException if the segment has ended already
    public Reading accept(int id) {
        if (closed) {
            throw new IllegalStateException("token " + id + " comes after the end of its segment; begin a new reader");
        }
        int before = speller.length();
        speller.accept(id);
        Reading reading =
                ends.contains(id) ? grammar.ended(speller.text().substring(0, before)) : grammar.grown(speller, before);
        closed = !(reading instanceof Reading.Writing);
        return reading;
    }

    /// The segment so far.
    public TokenText written() {
        return speller.spelt();
    }

    /// What a format reads in a segment.
    interface Grammar {
        /// The segment grew at character `before` and has not ended.
        Reading grown(TokenSpeller segment, int before);

        /// The policy ended its turn after `segment`.
        Reading ended(String segment);
    }
}
