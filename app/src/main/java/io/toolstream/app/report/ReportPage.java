package io.toolstream.app.report;

import java.util.List;

/// Renders a result as one static page: no script, no network, both themes, any width.
public final class ReportPage {
    private static final List<String> STEP_COLUMNS = List.of(
            "step",
            "version",
            "seconds",
            "reward",
            "accuracy",
            "code ratio",
            "corrected",
            "recovered",
            "entropy",
            "KL",
            "tokens/s",
            "sandbox p50 ms",
            "staleness");

    private final DemoResult result;

    private ReportPage(DemoResult result) {
        this.result = result;
    }

    /// The page as HTML. All texts of the result are escaped.
    public static String html(DemoResult result) {
        ReportPage page = new ReportPage(result);
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width,initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>%s</title>
                <style>
                %s%s</style>
                </head>
                <body>
                <a class="skip" href="#curves">Skip to the curves</a>
                <header><h1>%s</h1>%s%s</header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(
                        Markup.escaped(result.title()),
                        ReportStyle.PAGE,
                        Chart.STYLE,
                        Markup.escaped(result.title()),
                        page.headline(),
                        page.facts(),
                        page.body());
    }

    private String body() {
        return section("curves", "Curves", charts(ReportCharts.training(result)))
                + section("evaluations", "Held-out problems", evaluations() + families())
                + section("behaviour", "How the policy used code", charts(ReportCharts.behaviour(result)) + behaviour())
                + section("trajectories", "Trajectories", trajectories())
                + section("accounts", "Accounts", accounts())
                + section("figures", "All figures", steps());
    }

    private static String section(String id, String title, String content) {
        return content.isEmpty() ? "" : "<section id=\"%s\"><h2>%s</h2>%s</section>\n".formatted(id, title, content);
    }

    /// The accuracies at the first setting, as large figures.
    private String headline() {
        if (result.evaluations().isEmpty()) {
            return "";
        }
        String setting = result.evaluations().getFirst().setting();
        StringBuilder out = new StringBuilder("<div class=\"cards\">");
        for (Evaluation evaluation : result.evaluations()) {
            if (evaluation.setting().equals(setting)) {
                out.append("<div class=\"card\"><b>")
                        .append(Markup.number(100 * evaluation.accuracy(), 1))
                        .append(" %</b><span>")
                        .append(Markup.escaped(evaluation.policy()))
                        .append("</span></div>");
            }
        }
        return out.append("</div><p class=\"soft\">Right answers to held-out problems, ")
                .append(Markup.escaped(setting))
                .append(".</p>")
                .toString();
    }

    private String facts() {
        if (result.facts().isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<dl class=\"facts\">");
        for (DemoResult.Fact fact : result.facts()) {
            out.append("<div><dt>")
                    .append(Markup.escaped(fact.name()))
                    .append("</dt><dd>")
                    .append(Markup.escaped(fact.value()))
                    .append("</dd></div>");
        }
        return out.append("</dl>").toString();
    }

    private static String charts(List<Chart> charts) {
        if (charts.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<div class=\"charts\">");
        charts.forEach(chart -> out.append(chart.svg()));
        return out.append("</div>").toString();
    }

    private String evaluations() {
        if (result.evaluations().isEmpty()) {
            return "";
        }
        Table table = new Table(
                "Accuracy: mean over problems of the share of right samples",
                List.of("policy", "setting", "problems", "samples", "accuracy", "code ratio", "corrected"));
        for (Evaluation row : result.evaluations()) {
            table.row(List.of(
                    row.policy(),
                    row.setting(),
                    Integer.toString(row.problems()),
                    Integer.toString(row.samples()),
                    Markup.number(row.accuracy(), 4),
                    Markup.number(row.codeRatio(), 4),
                    Markup.number(row.corrected(), 4)));
        }
        return table.html();
    }

    private String families() {
        if (result.families().isEmpty()) {
            return "";
        }
        Table table = new Table("Accuracy by family", List.of("family", "problems", "before", "after"));
        for (DemoResult.FamilyRow row : result.families()) {
            table.row(List.of(
                    row.family(),
                    Integer.toString(row.problems()),
                    Markup.number(row.before(), 3),
                    Markup.number(row.after(), 3)));
        }
        return table.html();
    }

    private String behaviour() {
        if (result.behaviour().isEmpty()) {
            return "";
        }
        Table table = new Table(
                "By policy version",
                List.of(
                        "version",
                        "trajectories",
                        "code ratio",
                        "code lines",
                        "pass rate",
                        "pass rate, right",
                        "pass rate, wrong",
                        "timing",
                        "tokens"));
        for (Behaviour row : result.behaviour()) {
            table.row(List.of(
                    Long.toString(row.version()),
                    Long.toString(row.trajectories()),
                    Markup.number(row.codeRatio(), 4),
                    Markup.number(row.codeLines(), 2),
                    Markup.number(row.passRate(), 4),
                    Markup.number(row.passRateRight(), 4),
                    Markup.number(row.passRateWrong(), 4),
                    Markup.number(row.timing(), 4),
                    Markup.number(row.responseTokens(), 2)));
        }
        return "<details><summary>As a table</summary>" + table.html() + "</details>";
    }

    private String trajectories() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < result.samples().size(); i++) {
            out.append(TrajectoryView.html(result.samples().get(i), i == 0));
        }
        return out.toString();
    }

    private String accounts() {
        StringBuilder out = new StringBuilder();
        for (DemoResult.AccountTable account : result.accounts()) {
            Table table = new Table(account.title(), List.of("what", "figure"));
            account.facts().forEach(fact -> table.row(List.of(fact.name(), fact.value())));
            out.append(table.html());
        }
        return out.isEmpty() ? "" : "<div class=\"tables\">" + out + "</div>";
    }

    private String steps() {
        StringBuilder out = new StringBuilder();
        for (DemoResult.Arm arm : result.arms()) {
            Table table = new Table(arm.name(), STEP_COLUMNS);
            for (StepPoint step : arm.steps()) {
                table.row(List.of(
                        Integer.toString(step.step()),
                        Long.toString(step.version()),
                        Markup.number(step.seconds(), 1),
                        Markup.number(step.reward(), 4),
                        Markup.number(step.accuracy(), 4),
                        Markup.number(step.codeRatio(), 4),
                        Markup.number(step.corrected(), 4),
                        Markup.number(step.recovered(), 4),
                        Markup.number(step.entropy(), 4),
                        Markup.number(step.kl(), 6),
                        Markup.number(step.tokensPerSecond(), 1),
                        Markup.number(step.sandboxP50Ms(), 2),
                        Markup.number(step.staleness(), 2)));
            }
            out.append("<details><summary>Steps, ")
                    .append(Markup.escaped(arm.name()))
                    .append("</summary>")
                    .append(table.html())
                    .append("</details>");
        }
        return out.toString();
    }
}
