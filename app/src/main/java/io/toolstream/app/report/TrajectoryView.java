package io.toolstream.app.report;

import io.toolstream.app.report.SampleTrajectory.Author;
import io.toolstream.app.report.SampleTrajectory.Piece;
import java.util.List;
import java.util.Locale;

/// A trajectory as a page shows it: each author in a colour, a program beside its output.
final class TrajectoryView {
    private static final String OPENING = "<code>";
    private static final String CLOSING = "</code>";

    private TrajectoryView() {}

    /// @param open whether it is unfolded at first
    static String html(SampleTrajectory sample, boolean open) {
        StringBuilder out = new StringBuilder(open ? "<details open>" : "<details>");
        out.append("<summary>")
                .append(Markup.escaped(sample.title()))
                .append(" <span class=\"soft\">version ")
                .append(sample.version())
                .append(", ")
                .append(Markup.escaped(sample.verdict()))
                .append(", reward ")
                .append(Markup.number(sample.reward(), 4))
                .append("</span></summary>");
        List<Piece> pieces = sample.segments();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            boolean answered = i + 1 < pieces.size() && pieces.get(i + 1).author() == Author.INTERPRETER;
            if (piece.author() == Author.POLICY && answered && piece.text().contains(OPENING)) {
                turn(out, piece.text(), pieces.get(++i).text());
            } else {
                block(out, piece.author(), piece.text());
            }
        }
        return out.append("</details>").toString();
    }

    private static void turn(StringBuilder out, String written, String reply) {
        int at = written.lastIndexOf(OPENING);
        String before = written.substring(0, at).strip();
        String code = written.substring(at + OPENING.length());
        int end = code.indexOf(CLOSING);
        String after = end < 0 ? "" : code.substring(end + CLOSING.length()).strip();
        if (!before.isEmpty()) {
            block(out, Author.POLICY, before);
        }
        out.append("<div class=\"turn\">");
        pane(out, "policy", "program", (end < 0 ? code : code.substring(0, end)).strip());
        pane(out, "interpreter", "output, masked in training", unwrapped(reply));
        out.append("</div>");
        if (!after.isEmpty()) {
            block(out, Author.POLICY, after);
        }
    }

    private static String unwrapped(String reply) {
        return reply.replace("<interpreter>", "").replace("</interpreter>", "").strip();
    }

    private static void block(StringBuilder out, Author author, String text) {
        String label = switch (author) {
            case PROMPT -> "prompt";
            case POLICY -> "policy";
            case INTERPRETER -> "output, masked in training";
        };
        pane(out, author.name().toLowerCase(Locale.ROOT), label, text.strip());
    }

    private static void pane(StringBuilder out, String author, String label, String text) {
        out.append("<figure class=\"")
                .append(author)
                .append("\"><figcaption>")
                .append(label)
                .append("</figcaption><pre>")
                .append(Markup.escaped(text))
                .append("</pre></figure>");
    }
}
