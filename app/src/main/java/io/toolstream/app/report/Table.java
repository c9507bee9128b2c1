package io.toolstream.app.report;

import java.util.List;

/// A table of a page. The first column is its rows' heading.
final class Table {
    private final StringBuilder out = new StringBuilder();

    Table(String caption, List<String> columns) {
        out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Markup.escaped(caption))
                .append("\"><table><caption>")
                .append(Markup.escaped(caption))
                .append("</caption><thead><tr>");
        columns.forEach(column ->
                out.append("<th scope=\"col\">").append(Markup.escaped(column)).append("</th>"));
        out.append("</tr></thead><tbody>");
    }

    Table row(List<String> cells) {
        out.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "<th scope=\"row\">" : "<td>")
                    .append(Markup.escaped(cells.get(i)))
                    .append(i == 0 ? "</th>" : "</td>");
        }
        out.append("</tr>");
        return this;
    }

    String html() {
        return out + "</tbody></table></div>";
    }
}
