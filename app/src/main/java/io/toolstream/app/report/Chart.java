package io.toolstream.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Curves over a common axis, drawn as SVG. Colours come from the classes of [#STYLE], so that a drawing follows the
/// reader's light or dark theme, in a page as well as in a file of its own.
///
/// @param title above the drawing
/// @param across what the horizontal axis counts
/// @param series at most four, so that each has a colour of its own
/// @param levels values that do not change over the axis, at most four
/// @param share whether values are shares, so that the vertical axis goes from 0 to 1
record Chart(String title, String across, List<Series> series, List<Level> levels, boolean share) {
    /// Colours of both themes.
    static final String STYLE = """
            .chart{--ink:#1c2430;--soft:#5c6675;--grid:#dfe4ea;--s0:#0b62b8;--s1:#c2410c;--s2:#157f3c;--s3:#7e22ce}
            @media (prefers-color-scheme:dark){.chart{--ink:#e6e9ee;--soft:#a3adba;--grid:#333b47;--s0:#6db3f8;\
            --s1:#ff9d63;--s2:#62d28b;--s3:#cfa2ff}}
            .chart text{font:12px system-ui,sans-serif;fill:var(--soft)}
            .chart .name{fill:var(--ink)}.chart .head{font-size:14px;font-weight:600;fill:var(--ink)}
            .chart .grid{stroke:var(--grid)}.chart .axis{stroke:var(--soft)}
            .chart .line{fill:none;stroke-width:2.2;stroke-linejoin:round}.chart .raw{fill:none;opacity:.32}
            .chart .level{stroke-dasharray:5 4;stroke-width:1.6}.chart .hit{fill:transparent;stroke:none}
            .chart .hit:hover{fill:var(--ink);fill-opacity:.35}
            .chart .s0{stroke:var(--s0)}.chart .s1{stroke:var(--s1)}
            .chart .s2{stroke:var(--s2)}.chart .s3{stroke:var(--s3)}
            """;

    private static final int WIDTH = 560;
    private static final int LEFT = 46;
    private static final int RIGHT = 24;
    private static final int PLOT = 190;
    private static final int LEGEND_ROW = 18;
    private static final int COLOURS_MAX = 4;
    /// Rough width of a letter of a legend.
    private static final double LETTER = 6.6;

    /// Above so many points a curve is drawn as a moving mean over its thin self.
    private static final int SMOOTHED_FROM = 60;

    private static final int MEAN_OVER = 9;

    /// Copies the lists.
    Chart {
        series = List.copyOf(series);
        levels = List.copyOf(levels);
        if (series.size() > COLOURS_MAX || levels.size() > COLOURS_MAX) {
            throw new IllegalArgumentException("chart '" + title + "' can show " + COLOURS_MAX
                    + " curves and as many levels, got " + series.size() + " and " + levels.size());
        }
    }

    /// A named curve.
    record Series(String name, List<Point> points) {
        Series {
            points = List.copyOf(points);
        }
    }

    /// A point; without `y` the curve has a gap.
    record Point(double x, @Nullable Double y) {}

    /// A value that holds all along.
    record Level(String name, double y) {}

    /// Whether there is a point to draw.
    boolean empty() {
        return series.stream().allMatch(one -> one.points().stream().allMatch(point -> point.y() == null));
    }

    /// The drawing as an element of a page that has [#STYLE].
    String svg() {
        return drawing("");
    }

    /// The drawing as a file of its own.
    String file() {
        return drawing("<style>" + STYLE + "</style>");
    }

    private String drawing(String style) {
        List<String> legend = legend();
        int top = 30 + LEGEND_ROW * legend.size();
        int height = top + PLOT + 40;
        Axis x = Axis.over(xs(), false);
        Axis y = share ? new Axis(0, 1, 0.2) : Axis.over(ys(), true);
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " aria-label=\"%s\">%s<text class=\"head\" x=\"%d\" y=\"18\">%s</text>",
                WIDTH,
                height,
                Markup.escaped(spoken()),
                style,
                LEFT,
                Markup.escaped(title)));
        legend.forEach(out::append);
        Frame frame = new Frame(LEFT, WIDTH - RIGHT, top + PLOT, top, x, y);
        out.append(frame.axes(across));
        for (int i = 0; i < levels.size(); i++) {
            out.append(frame.level(levels.get(i), colour(series.size() + i)));
        }
        for (int i = 0; i < series.size(); i++) {
            out.append(curve(frame, series.get(i), colour(i)));
        }
        return out.append("</svg>").toString();
    }

    private static String colour(int index) {
        return "s" + index % COLOURS_MAX;
    }

    private String curve(Frame frame, Series one, String colour) {
        List<Point> points = one.points();
        StringBuilder out = new StringBuilder();
        if (points.size() >= SMOOTHED_FROM) {
            out.append(frame.path(points, "raw " + colour)).append(frame.path(smoothed(points), "line " + colour));
        } else {
            out.append(frame.path(points, "line " + colour));
        }
        for (Point point : points) {
            out.append(frame.spot(point, one.name(), across));
        }
        return out.toString();
    }

    private static List<Point> smoothed(List<Point> points) {
        List<Point> means = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            double sum = 0;
            int count = 0;
            for (int j = Math.max(0, i - MEAN_OVER / 2); j <= Math.min(points.size() - 1, i + MEAN_OVER / 2); j++) {
                Double y = points.get(j).y();
                if (y != null) {
                    sum += y;
                    count++;
                }
            }
            means.add(new Point(points.get(i).x(), count == 0 ? null : sum / count));
        }
        return means;
    }

    /// The legend as rows of SVG.
    private List<String> legend() {
        List<StringBuilder> rows = new ArrayList<>();
        double at = WIDTH;
        for (int i = 0; i < series.size() + levels.size(); i++) {
            boolean curve = i < series.size();
            Level level = curve ? null : levels.get(i - series.size());
            String name = level == null ? series.get(i).name() : level.name() + " " + Markup.number(level.y(), 3);
            double width = 34 + name.length() * LETTER;
            if (at + width > WIDTH - RIGHT) {
                rows.add(new StringBuilder());
                at = LEFT;
            }
            int y = 34 + LEGEND_ROW * (rows.size() - 1);
            rows.getLast()
                    .append(String.format(
                            Locale.ROOT,
                            "<line class=\"%s %s\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%d\" y2=\"%d\"/>"
                                    + "<text class=\"name\" x=\"%.0f\" y=\"%d\">%s</text>",
                            curve ? "line" : "level",
                            colour(i),
                            at,
                            at + 20,
                            y,
                            y,
                            at + 26,
                            y + 4,
                            Markup.escaped(name)));
            at += width;
        }
        return rows.stream().map(StringBuilder::toString).toList();
    }

    private String spoken() {
        StringBuilder text = new StringBuilder(title);
        for (Series one : series) {
            List<Point> measured =
                    one.points().stream().filter(point -> point.y() != null).toList();
            if (!measured.isEmpty()) {
                text.append("; ").append(one.name()).append(" from ");
                text.append(Markup.number(measured.getFirst().y(), 3)).append(" to ");
                text.append(Markup.number(measured.getLast().y(), 3));
            }
        }
        return text.toString();
    }

    private List<Double> xs() {
        return series.stream()
                .flatMap(one -> one.points().stream())
                .map(Point::x)
                .toList();
    }

    private List<Double> ys() {
        List<Double> ys = new ArrayList<>();
        for (Series one : series) {
            for (Point point : one.points()) {
                if (point.y() != null) {
                    ys.add(point.y());
                }
            }
        }
        levels.forEach(level -> ys.add(level.y()));
        return ys;
    }
}
