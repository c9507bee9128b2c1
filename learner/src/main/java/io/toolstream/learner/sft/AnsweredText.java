package io.toolstream.learner.sft;

import java.util.ArrayList;
import java.util.List;

/// An assistant's message, cut where its author changes.
///
/// @param calls what the assistant wrote up to each program's end, and the program's output
/// @param rest what the assistant wrote last
record AnsweredText(List<Call> calls, String rest) {
    private static final String OPENING = "<interpreter>";
    private static final String CLOSING = "</interpreter>";
    private static final String PROGRAM_END = "</code>";

    /// @param text ends in `</code>`
    /// @param output without the line end after the opening marker
    record Call(String text, String output) {}

    /// Copies the list.
    AnsweredText {
        calls = List.copyOf(calls);
    }

    /// The message of a format in which outputs stand inside it, between `<interpreter>` and
    /// `</interpreter>`.
    ///
    /// @throws UnusableConversationException if one is not closed or follows no program
    static AnsweredText split(int number, String text) {
        List<Call> calls = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(OPENING); at >= 0; at = text.indexOf(OPENING, from)) {
            String before = text.substring(from, at).stripTrailing();
            int end = text.indexOf(CLOSING, at);
            if (end < 0) {
                throw new UnusableConversationException(
                        "message %d has an <interpreter> that is not closed; close it by </interpreter>"
                                .formatted(number));
            }
            if (!before.endsWith(PROGRAM_END)) {
                throw new UnusableConversationException(
                        "message %d has an <interpreter> that follows no program; let it follow </code>"
                                .formatted(number));
            }
            String output = text.substring(at + OPENING.length(), end).replaceFirst("\\A\\R", "");
            calls.add(new Call(before, output));
            from = end + CLOSING.length();
        }
        return new AnsweredText(calls, text.substring(from));
    }

    /// The message of a format in which outputs are messages of their own.
    ///
    /// @throws UnusableConversationException if an output stands inside it
    static AnsweredText whole(int number, String text) {
        if (text.contains(OPENING)) {
            throw new UnusableConversationException(
                    "message %d has an <interpreter>, which format hermes would teach as the assistant's own words;"
                                    .formatted(number)
                            + " choose format retool");
        }
        return new AnsweredText(List.of(), text);
    }
}
