package io.toolstream.app.report;

import java.util.List;
import java.util.Locale;

/// The plotting area of a chart: turns values into places in the drawing.
///
/// @param left, right, bottom, top its edges in units of the drawing, whose y grows downwards
/// @param x across
/// @param y upwards
record Frame(double left, double right, double bottom, double top, Axis x, Axis y) {
    private static final int HIT_RADIUS = 5;

    String axes(String across) {
        StringBuilder out = new StringBuilder();
        for (double tick : y.ticks()) {
            out.append(line("grid", left, down(tick), right, down(tick)));
            out.append(label("end", left - 6, down(tick) + 4, y.label(tick)));
        }
        for (double tick : x.ticks()) {
            out.append(line("axis", along(tick), bottom, along(tick), bottom + 4));
            out.append(label("middle", along(tick), bottom + 17, x.label(tick)));
        }
        out.append(line("axis", left, bottom, right, bottom));
        return out.append(label("middle", (left + right) / 2, bottom + 34, Markup.escaped(across)))
                .toString();
    }

    String level(Chart.Level level, String colour) {
        return String.format(
                Locale.ROOT,
                "<g>%s<title>%s: %s</title></g>",
                line("level " + colour, left, down(level.y()), right, down(level.y())),
                Markup.escaped(level.name()),
                Markup.number(level.y(), 4));
    }

    /// The curve through `points`, broken where one has no value.
    String path(List<Chart.Point> points, String classes) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (Chart.Point point : points) {
            Double value = point.y();
            if (value == null) {
                drawing = false;
                continue;
            }
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", along(point.x()), down(value)));
            drawing = true;
        }
        return "<path class=\"" + classes + "\" d=\"" + path + "\"/>";
    }

    /// A place to point at, which tells the figure.
    String spot(Chart.Point point, String name, String across) {
        Double value = point.y();
        if (value == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "<circle class=\"hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>%s, %s %s: %s</title></circle>",
                along(point.x()),
                down(value),
                HIT_RADIUS,
                Markup.escaped(name),
                Markup.escaped(across),
                Markup.number(point.x(), 3),
                Markup.number(value, 4));
    }

    private static String line(String classes, double fromX, double fromY, double toX, double toY) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                classes,
                fromX,
                fromY,
                toX,
                toY);
    }

    private static String label(String anchor, double x, double y, String text) {
        return String.format(
                Locale.ROOT, "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", anchor, x, y, text);
    }

    private double along(double value) {
        return left + x.at(value) * (right - left);
    }

    private double down(double value) {
        return bottom - Math.clamp(y.at(value), 0, 1) * (bottom - top);
    }
}
