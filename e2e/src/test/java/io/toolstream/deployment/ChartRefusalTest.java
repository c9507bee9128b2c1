package io.toolstream.deployment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A wrong value is refused before anything is rendered, by a sentence that names its key.
class ChartRefusalTest {
    private static final String SASL =
            "kafka.mode=external,kafka.external.bootstrap=k:9092,kafka.external.sasl.mechanism=PLAIN";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.mode=zookeeper | /kafka/mode",
                "kafka.external.bootstrap=kafka | /kafka/external/bootstrap",
                "kafka.external.sasl.mechanism=GSSAPI | /kafka/external/sasl/mechanism",
                "kafka.dev.persistence.size=ten | /kafka/dev/persistence/size",
                "learner.replicas=2 | replicas",
                "learner.gpu=1 | gpu",
                "setup.replication=0 | /setup/replication",
                "setup.replication=three | /setup/replication",
                "trajectories.tokenSecret.nam=figures | nam",
                "rolloutWorker.replicas=two | /rolloutWorker/replicas",
                "sandboxWorker.replica=2 | replica",
                "sandboxWorker.autoscaling.cpuPercent=0 | /sandboxWorker/autoscaling/cpuPercent",
                "sandboxWorker.podDisruptionBudget.maxUnavailable=0 | /sandboxWorker/podDisruptionBudget/maxUnavailable",
                "trajectories.replicas=5 | /trajectories/replicas",
                "image.tag=latest | /image/tag",
                "image.digests.learner=sha256:12 | /image/digests/learner",
                "image.pullPolicy=Sometimes | /image/pullPolicy",
                "run.id=my run | /run/id",
                "settings.sandbox.lanes=0 | /settings/sandbox/lanes",
                "settings.sandbox.lines=4 | lines",
                "settings.trajectories.reward=papre | /settings/trajectories/reward",
                "settings.rollout.wall=5 | /settings/rollout/wall",
                "settings.learner.groupPerStep=4 | groupPerStep",
                "settings.learner.groupsPerStep=0 | /settings/learner/groupsPerStep",
                "settings.learner.steps=many | /settings/learner/steps",
                "settings.learner.requestTimeout=5 | /settings/learner/requestTimeout",
                "settings.learner.model=/models | model",
                "settings.learner.training.positons=512 | positons",
                "settings.learner.training.rate=0 | /settings/learner/training/rate",
                "settings.learner.sampling.topP=2 | /settings/learner/sampling/topP",
                "networkPolicies.enabled=true | networkPolicies",
                "fullnameOverride=My_Run | /fullnameOverride",
            })
    void bySchema(String value, String named) {
        assertThatThrownBy(() -> Rendered.with(values(value))).hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "settings.sandbox.lanes=8,sandboxWorker.replicas=126"
                        + " | settings.sandbox.lanes (8) times sandboxWorker.replicas (126) is 1008 lanes",
                "sandboxWorker.autoscaling.enabled=true,sandboxWorker.autoscaling.maxReplicas=251"
                        + " | times sandboxWorker.autoscaling.maxReplicas (251) is 1004 lanes",
                "sandboxWorker.autoscaling.enabled=true,sandboxWorker.autoscaling.minReplicas=11"
                        + " | sandboxWorker.autoscaling.minReplicas (11) is above sandboxWorker.autoscaling.maxReplicas",
                "kafka.mode=external | kafka.external.bootstrap is empty",
                "kafka.mode=external,kafka.external.bootstrap=k:9092,kafka.external.sasl.mechanism=PLAIN"
                        + " | learner.kafkaSecret",
                SASL + ",kafka.external.sasl.existingSecret=all | sandboxWorker.kafkaSecret is empty",
                SASL + ",kafka.external.sasl.existingSecret=all,sandboxWorker.kafkaSecret=all"
                        + " | sandboxWorker.kafkaSecret is all, which another program has too",
                SASL + ",kafka.external.sasl.existingSecret=all,sandboxWorker.kafkaSecret=s"
                        + " | rolloutWorker.kafkaSecret is empty",
                SASL + ",kafka.external.sasl.existingSecret=all,sandboxWorker.kafkaSecret=s,rolloutWorker.kafkaSecret=s"
                        + " | sandboxWorker.kafkaSecret is s, which another program has too",
                "setup.replication=3 | setup.replication is 3 and kafka.mode is dev",
                "model.path=qwen | model.existingClaim is empty",
                "settings.rollout.positions=512"
                        + " | settings.rollout.positions (512) is above settings.learner.training.positions (256)",
            })
    void bySeveralKeysTogether(String values, String sentence) {
        assertThatThrownBy(() -> Rendered.with(values(values))).hasMessageContaining(sentence);
    }

    private static Map<String, Object> values(String text) {
        var values = new LinkedHashMap<String, Object>();
        Arrays.stream(text.split(","))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> values.put(pair[0], typed(pair[1])));
        return values;
    }

    private static Object typed(String text) {
        return text.matches("-?[0-9]+") ? Integer.valueOf(text) : text;
    }
}
