package io.toolstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.toolstream.app.account.RunOnTopics;
import io.toolstream.testkit.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// The command against a real broker; each test has a run of its own.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountCommandIT {
    private EmbeddedBroker broker;

    @BeforeAll
    void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private record Answer(int exitCode, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }

        List<String> broken() throws IOException {
            List<String> rules = new ArrayList<>();
            json().get("faults").forEach(fault -> rules.add(fault.get("rule").asText()));
            return rules;
        }
    }

    @Test
    void aCleanRunIsCountedFromItsTopicsAndAbortedTransactionsAreNot() throws Exception {
        try (RunOnTopics run = RunOnTopics.make(broker.bootstrap(), "clean")) {
            run.play();
            run.train();
            run.abortAnotherStep();

            Answer answer = account("clean", "--planted", "no such text");

            assertThat(answer.err()).contains("reading trajectories");
            assertThat(answer.exitCode()).as(answer.out()).isZero();
            JsonNode json = answer.json();
            assertThat(json.get("requests").asLong()).isEqualTo(3);
            assertThat(json.get("ended").get("TRAINABLE").asLong()).isEqualTo(3);
            assertThat(json.get("trajectories").asLong()).isEqualTo(6);
            assertThat(json.get("trained").asLong()).isEqualTo(2);
            assertThat(json.get("versions").asLong()).isEqualTo(2);
            assertThat(json.get("steps").asLong()).isEqualTo(2);
            for (String none : List.of("lost", "duplicated", "gaps", "superseded", "fault_count")) {
                assertThat(json.get(none).asLong()).as(none).isZero();
            }
        }
    }

    @Test
    void aRunGoingOnIsCleanWhileItsRequestsAreOpen() throws Exception {
        try (RunOnTopics run = RunOnTopics.make(broker.bootstrap(), "going-on")) {
            run.play();
            run.train();
            run.requestNow(3);

            Answer answer = account("going-on");

            assertThat(answer.exitCode()).as(answer.out()).isZero();
            assertThat(answer.json().get("open").asLong()).isEqualTo(1);
        }
    }

    @Test
    void aFaultyRunExitsWithOneAndNamesWhatIsBroken() throws Exception {
        try (RunOnTopics run = RunOnTopics.make(broker.bootstrap(), "faulty")) {
            run.play();
            run.train();
            run.trainAgain();
            run.requestLongAgo(3);
            run.writeGarbage();
            run.leak("planted-77731");

            Answer answer = account("faulty", "--planted", "planted-77731");

            assertThat(answer.exitCode()).isEqualTo(1);
            assertThat(answer.broken()).contains("P1", "P8", "P15");
            assertThat(answer.json().get("lost").asLong()).isEqualTo(1);
            assertThat(answer.json().get("duplicated").asLong()).isEqualTo(2);
            assertThat(answer.json().get("undecodable").asLong()).isEqualTo(1);
        }
    }

    @Test
    void aRunThatIsNotThereExitsWithTwo() throws Exception {
        try (RunOnTopics run = RunOnTopics.make(broker.bootstrap(), "other")) {
            run.play();

            Answer answer = account("absent");

            assertThat(answer.exitCode()).isEqualTo(2);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).contains("run absent on " + broker.bootstrap() + " cannot be read");
        }
    }

    private Answer account(String run, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("account", "--run", run, "--bootstrap", broker.bootstrap(), "--json"));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Toolstream.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments.toArray(String[]::new));
        return new Answer(exitCode, out.toString(), err.toString());
    }
}
