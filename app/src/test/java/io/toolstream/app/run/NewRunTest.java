package io.toolstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.learner.program.FrozenProblems;
import io.toolstream.schemas.PolicyIdentity;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.RunManifest;
import io.toolstream.schemas.codec.Codecs;
import io.toolstream.schemas.codec.SchemaSource;
import io.toolstream.schemas.topic.Names;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Ring: quick.
class NewRunTest {
    private static final Names NAMES = new Names("r", "p", "d");
    private static final PolicyIdentity POLICY = new PolicyIdentity("weights", "tokenizer", "template", "retool", 64);
    private static final Map<String, String> SETTINGS =
            Map.of("learner.steps", "10", "run.dataset", "d", "learner.model", "/models/a");
    private static final RunManifest DECLARED = new NewRun(NAMES, SETTINGS, "1", POLICY, problems("one", "two"))
            .manifest(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void theSameRunIsTheSameWhereverItsFilesLieWhateverTheBuildAndTheOrderOfItsProblems() {
        Map<String, String> elsewhere =
                Map.of("learner.steps", "10", "run.dataset", "d", "learner.model", "/b", "rollout.folder", "/scratch");

        assertThat(new NewRun(NAMES, elsewhere, "2", POLICY, problems("two", "one")).differences(DECLARED))
                .isEmpty();
    }

    @Test
    void settingsThatDifferAreNamedWithBothValuesAlsoWhereOneSideLacksThem() {
        Map<String, String> other = Map.of("learner.steps", "20", "run.dataset", "d", "rollout.instruction", "Think.");

        assertThat(new NewRun(NAMES, other, "1", POLICY, problems("one", "two")).differences(DECLARED))
                .containsExactly("learner.steps is 20, declared 10", "rollout.instruction is Think., declared not set");
    }

    @Test
    void anotherModelIsNamedByWhatIsOtherAboutIt() {
        PolicyIdentity other = new PolicyIdentity("weights", "tokenizer", "another", "retool", 64);

        assertThat(new NewRun(NAMES, SETTINGS, "1", other, problems("one", "two")).differences(DECLARED))
                .containsExactly("learner.model has other chat template: another, declared template");
    }

    @Test
    void aDataSetThatHasGrownAndOneOfAnotherNameAreTold() {
        assertThat(new NewRun(NAMES, SETTINGS, "1", POLICY, problems("one", "two", "three")).differences(DECLARED))
                .singleElement()
                .asString()
                .startsWith("data set d has changed: its 3 problems hash to ");
        assertThat(new NewRun(new Names("r", "p", "e"), SETTINGS, "1", POLICY, problems("one", "two"))
                        .differences(DECLARED))
                .containsExactly("run.dataset is e, declared d");
    }

    private static FrozenProblems problems(String... questions) {
        return FrozenProblems.of(
                Stream.of(questions)
                        .map(question -> new Problem(new ProblemId(question), question, Map.of()))
                        .toList(),
                Codecs.with(SchemaSource.none()).problems());
    }
}
