package io.toolstream.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.toolstream.schemas.topic.AccessRule.Operation;
import io.toolstream.schemas.topic.AccessRule.Resource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Names NAMES = new Names("r1", "pool1", "gsm");

    @Test
    void theTopicsAreThoseOfTheDesign() {
        assertThat(Topics.ALL.stream().map(topic -> topic.in(NAMES)))
                .containsExactly(
                        "runs",
                        "schemas",
                        "gsm.problems",
                        "gsm.answers",
                        "r1.rollout-requests",
                        "r1.eval-requests",
                        "r1.workers",
                        "pool1.code-requests",
                        "pool1.code-results",
                        "r1.trajectories",
                        "r1.trajectory-groups",
                        "r1.behaviour",
                        "r1.weights",
                        "r1.weight-chunks",
                        "r1.learner-steps",
                        "r1.evaluations",
                        "r1.dead-letters");
    }

    @Test
    void referenceAnswersAreReadByTheGraderAlone() {
        Set<Program> mayRead = AccessRules.of(NAMES).stream()
                .filter(rule -> rule.resource() == Resource.TOPIC && rule.operation() == Operation.READ)
                .filter(rule -> rule.prefixed()
                        ? "gsm.answers".startsWith(rule.name())
                        : rule.name().equals("gsm.answers"))
                .map(AccessRule::program)
                .collect(Collectors.toSet());
        assertThat(mayRead).containsExactly(Program.TRAJECTORY_SERVICE);
        assertThat(Topics.ANSWERS.writers()).containsExactly(Program.IMPORT);
    }

    @Test
    void aSandboxReadsCodeRequestsAndWritesCodeResultsAndNothingElse() {
        assertThat(AccessRules.of(NAMES).stream()
                        .filter(rule -> rule.program() == Program.SANDBOX_WORKER)
                        .map(rule -> rule.resource() + " " + rule.operation() + " " + rule.name()))
                .containsExactlyInAnyOrder(
                        "TOPIC READ pool1.code-requests",
                        "GROUP READ pool1.sandbox-lanes",
                        "TOPIC WRITE pool1.code-results");
    }

    @Test
    void onlyTheLearnerWritesTrainingRequests() {
        assertThat(Topics.ROLLOUT_REQUESTS.writers()).containsExactly(Program.LEARNER);
        assertThat(Topics.EVAL_REQUESTS.readers()).doesNotContain(Program.LEARNER);
    }

    @Test
    void everyTopicHasAReaderAndAWriterAndItsOwnName() {
        for (Topic topic : Topics.ALL) {
            assertThat(topic.readers()).as(topic.name()).isNotEmpty();
            assertThat(topic.writers()).as(topic.name()).isNotEmpty();
        }
        assertThat(Topics.ALL.stream().map(Topic::name)).doesNotHaveDuplicates();
    }

    @Test
    void whatOneOrderIsReliedOnHasOnePartitionForGood() {
        assertThat(Topics.ALL.stream().filter(Topic::fixed))
                .contains(Topics.TRAJECTORY_GROUPS, Topics.WEIGHTS, Topics.LEARNER_STEPS, Topics.WORKERS)
                .allSatisfy(topic -> assertThat(topic.partitions()).isEqualTo(1));
    }

    @Test
    void onlyThePoolsTopicsForget() {
        assertThat(Topics.ALL.stream().filter(topic -> topic.retention() != null))
                .containsExactly(Topics.CODE_REQUESTS, Topics.CODE_RESULTS);
        assertThat(Topics.CODE_REQUESTS.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void noTopicRaisesASizeLimit() {
        for (Topic topic : Topics.ALL) {
            assertThat(topic.settings()).as(topic.name()).doesNotContainKey("max.message.bytes");
        }
    }

    @Test
    void shareGroupsStartAtTheEarliestCommittedRecord() {
        List<ShareGroup> groups = Topics.ALL.stream()
                .filter(topic -> topic.group() != null)
                .map(topic -> Objects.requireNonNull(topic.group()))
                .toList();
        assertThat(groups).hasSize(3);
        assertThat(groups).extracting(ShareGroup::id).doesNotHaveDuplicates();
        for (ShareGroup group : groups) {
            assertThat(group.settings())
                    .containsEntry("share.auto.offset.reset", "earliest")
                    .containsEntry("share.isolation.level", "read_committed");
        }
    }

    @Test
    void theWorkersOfAGroupMayReadItsTopic() {
        for (Topic topic : Topics.ALL) {
            ShareGroup group = topic.group();
            if (group != null) {
                assertThat(topic.readers()).as(topic.name()).contains(group.worker());
            }
        }
    }

    @Test
    void poisonIsAnsweredBeforeTheBrokerGivesTheRecordUp() {
        ShareGroup lanes = Topics.CODE_REQUESTS.group();
        assertThat(lanes).isNotNull();
        assertThat(lanes.deliveryLimit()).isGreaterThan(Topics.POISON_DELIVERIES);
        assertThat(lanes.longestWork()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noRuleIsStatedTwiceAndEveryProgramMayDoSomething() {
        List<AccessRule> rules = AccessRules.of(NAMES);
        assertThat(new HashSet<>(rules)).hasSameSizeAs(rules);
        assertThat(rules.stream().map(AccessRule::program).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(Program.class));
    }

    @Test
    void noPrefixRuleReachesADeclaredTopic() {
        for (AccessRule rule : AccessRules.of(NAMES)) {
            if (rule.prefixed() && rule.resource() == Resource.TOPIC) {
                assertThat(Topics.ALL).noneMatch(topic -> topic.in(NAMES).startsWith(rule.name()));
            }
        }
    }

    @Test
    void transactionalIdsAreThoseOfTheLearnerAndOfStreams() {
        assertThat(Topics.transactionalId(Program.LEARNER, NAMES, 0)).isEqualTo("r1.learner");
        assertThat(Topics.applicationId(NAMES)).isEqualTo("r1.trajectories");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.transactionalId(Program.SANDBOX_WORKER, NAMES, 0))
                .withMessageContaining("SANDBOX_WORKER");
        assertThat(Topics.ALL.stream()
                        .flatMap(topic -> topic.transactions().stream())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Program.LEARNER, Program.TRAJECTORY_SERVICE);
    }

    @Test
    void aPoolOfMoreThanAThousandLanesNeedsAnotherShard() {
        assertThat(Topics.shards(1)).isEqualTo(1);
        assertThat(Topics.shards(1_000)).isEqualTo(1);
        assertThat(Topics.shards(1_001)).isEqualTo(2);
    }

    @Test
    void aNameThatWouldBendATopicNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Names("a.b", "p", "d"))
                .withMessage("run 'a.b' cannot be part of a topic name; use 1 to 100 letters, digits, '_' or '-'");
    }
}
