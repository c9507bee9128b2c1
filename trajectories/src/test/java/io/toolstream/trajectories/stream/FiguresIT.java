package io.toolstream.trajectories.stream;

import static io.toolstream.trajectories.stream.Plays.NAMES;
import static io.toolstream.trajectories.stream.Plays.PROBLEM;
import static io.toolstream.trajectories.stream.Plays.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.toolstream.schemas.BehaviourReport;
import io.toolstream.schemas.EvaluationReport;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.sandbox.ProgramStatus;
import io.toolstream.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a running service tells of its sums.
@Timeout(180)
class FiguresIT {
    private final ServiceRun run = new ServiceRun();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTopics() throws InterruptedException {
        run.makeTopicsAndTheAnswer();
    }

    @AfterEach
    void stop() {
        run.close();
    }

    @Test
    void behaviourIsToldByVersionAndByMinuteAndEvaluationsBySet() throws Exception {
        Instant now = InstantSource.system().instant();
        run.request(List.of(Plays.request(0, 3, PROBLEM, now)));
        RolloutRequest evaluation = Plays.evaluation(0, 1, PROBLEM, 3, now);
        run.evaluate(evaluation);
        TrajectoryService service = ServiceProcess.service(run.bootstrap(), folder);
        Figures figures = service.figures();
        assertThatThrownBy(figures::behaviour).isInstanceOf(NotReadyException.class);

        run.workUntil("everything is told", service, () -> {
            if (!service.ready()) {
                return false;
            }
            if (figures.behaviour().isEmpty() && run.on(Topics.TRAJECTORIES).isEmpty()) {
                run.play(Plays.withCode(0, 0, ProgramStatus.OK, "42"));
                run.play(Plays.withCode(0, 1, ProgramStatus.ERROR, "1"));
                run.play(answered(0, 2, 1, "42"));
                run.play(Plays.evaluated(evaluation, 0, 3, "42"));
            }
            boolean told = figures.behaviour(3).map(BehaviourReport::responses).orElse(0L) == 3
                    && !figures.evaluations().isEmpty()
                    && windows(figures, now).stream()
                                    .mapToLong(window -> window.sums().responses())
                                    .sum()
                            == 3;
            if (told) {
                assertThat(figures.behaviour()).hasSize(1);
                assertThat(figures.behaviour(4)).isEmpty();
                assertThat(figures.behaviour(3).map(BehaviourReport::withCode)).contains(2L);
                assertThat(figures.evaluations())
                        .extracting(EvaluationReport::evalSet)
                        .containsExactly("heldout");
                assertThat(windows(figures, now))
                        .allSatisfy(window ->
                                assertThat(window.start().getEpochSecond() % 60).isZero());
            }
            return told;
        });
        assertThatThrownBy(figures::evaluations).isInstanceOf(NotReadyException.class);
    }

    @Test
    void theGroupsBehindAnOffsetAreTold() throws Exception {
        Instant now = InstantSource.system().instant();
        GroupLog log = new GroupLog(
                run.cluster(),
                Topics.TRAJECTORY_GROUPS.in(NAMES),
                Codecs.with(SchemaSource.none()).trajectoryGroups(),
                Duration.ofSeconds(10));
        assertThat(log.after(-1, 10)).isEmpty();
        assertThat(log.after(1_000, 10)).isEmpty();
        run.request(List.of(
                Plays.request(0, 1, PROBLEM, now),
                Plays.request(1, 1, PROBLEM, now),
                Plays.request(2, 1, PROBLEM, now)));
        for (int group = 0; group < 3; group++) {
            run.play(answered(group, 0, 1, "42"));
        }
        run.workUntil(
                "three groups have ended",
                ServiceProcess.service(run.bootstrap(), folder),
                () -> log.after(-1, 10).size() == 3);

        List<GroupLog.Entry> all = log.after(-1, 10);
        assertThat(log.after(-1, 2)).isEqualTo(all.subList(0, 2));
        assertThat(log.after(all.getFirst().offset(), 10)).isEqualTo(all.subList(1, 3));
        assertThat(log.after(all.getLast().offset(), 10)).isEmpty();
    }

    private static List<Figures.Window> windows(Figures figures, Instant from) {
        return figures.windows(from.minus(Duration.ofMinutes(2)), from.plus(Duration.ofHours(1)));
    }
}
