package io.toolstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.app.report.DemoResult.AccountTable;
import io.toolstream.app.report.DemoResult.Arm;
import io.toolstream.app.report.DemoResult.Fact;
import io.toolstream.app.report.DemoResult.FamilyRow;
import io.toolstream.app.report.SampleTrajectory.Author;
import io.toolstream.app.report.SampleTrajectory.Piece;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportPageTest {
    private static final String HOSTILE =
            "</pre></title></style><script>alert('x')</script>\" onload=\"y\" &amp; \u0007\u202e";

    @Test
    void everyFigureGivenIsOnThePage() {
        String page = ReportPage.html(result("a run", "text"));

        assertThat(page)
                .contains("0.8123", "0.4321", "71.3 %", "0.7125", "0.1375", "0.6543", "0.3217", "0.000123")
                .contains("1234.5", "7.89", "1.25", "33.3", "17", "301", "0.2468", "2.71", "0.9182", "41.5")
                .contains("gcd_three", "0.611", "0.977", "lost", "0 of 7680", "seed", "98765");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        DemoResult result = result(HOSTILE, HOSTILE);

        String page = ReportPage.html(result);

        assertThat(page)
                .doesNotContainIgnoringCase("<script")
                .doesNotContain("\" onload")
                .doesNotContain("\u0007");
        assertThat(page).contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        Document drawing =
                parsed(RunsPlot.chart(List.of(result), Curve.ACCURACY).file());
        assertThat(drawing.getElementsByTagName("script").getLength()).isZero();
        assertThat(drawing.getDocumentElement().getAttribute("onload")).isEmpty();
    }

    @Test
    void nothingIsFetchedAndNothingRuns() {
        String page = ReportPage.html(result("a run", "text"));

        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContain("src=", "href=\"http", "url(", "@import", "<script");
    }

    @Test
    void aProgramStandsBesideItsOutput() {
        String page = ReportPage.html(result("a run", "text"));

        int turn = page.indexOf("<div class=\"turn\">");
        assertThat(page.substring(turn))
                .containsSubsequence("print(6*7)", "output, masked in training", "42", "</div>");
    }

    @Test
    void aResultWithNothingMeasuredIsAPage() {
        DemoResult empty =
                new DemoResult("nothing", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

        assertThat(ReportPage.html(empty)).contains("<h1>nothing</h1>").doesNotContain("<section");
    }

    @Test
    void theFilesHoldTheSameResult(@TempDir Path folder) throws IOException {
        DemoResult result = result(HOSTILE, HOSTILE);

        Path page = ReportFiles.write(result, folder.resolve("new"));

        assertThat(Files.readString(page)).isEqualTo(ReportPage.html(result));
        assertThat(ReportFiles.read(folder.resolve("new/report.json"))).isEqualTo(result);
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static DemoResult result(String title, String text) {
        return new DemoResult(
                title,
                List.of(new Fact("seed", "98765"), new Fact(text, text)),
                List.of(
                        new Arm(
                                "with tools " + text,
                                List.of(
                                        new StepPoint(
                                                1, 17, 33.3, 0.8123, 0.4321, 0.6543, 0.3217, null, 0.25, 0.000123,
                                                1234.5, 7.89, 1.25),
                                        new StepPoint(
                                                2, 18, 34.5, 0.9, 0.95, 1, 0.1, 0.75, null, null, null, null, null))),
                        new Arm(
                                "without tools",
                                List.of(new StepPoint(1, 1, 1, -1, 0, 0, null, null, null, null, null, null, null)))),
                List.of(
                        new Evaluation("base " + text, text, 301, 4, 0.7125, 0.1375, 0.2468),
                        new Evaluation("cold start", "raw", 301, 4, 0.5, 0.5, 0)),
                List.of(new Behaviour(3, 64, 0.9182, 2.71, 0.5, 0.6, null, 0.7, 41.5)),
                List.of(new FamilyRow("gcd_three", 15, 0.611, 0.977)),
                List.of(new SampleTrajectory(
                        text,
                        3,
                        text,
                        1,
                        List.of(
                                new Piece(Author.PROMPT, text),
                                new Piece(Author.POLICY, text + "\n<code>\nprint(6*7)" + text + "\n</code>"),
                                new Piece(Author.INTERPRETER, "\n<interpreter>\n42" + text + "\n</interpreter>"),
                                new Piece(Author.POLICY, text)))),
                List.of(new AccountTable("records", List.of(new Fact("lost", "0 of 7680"), new Fact(text, text)))));
    }
}
