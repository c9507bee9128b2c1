package io.toolstream.sandbox.worker;

import io.toolstream.schemas.CodeRequest;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.RequestId;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.topic.Names;
import io.toolstream.transport.Cluster;
import java.time.Duration;
import java.util.Map;

final class Requests {
    static final Names NAMES = new Names("run", "pool", "data");
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final Incarnation ASKER = new Incarnation("00000000deadbeef");

    private Requests() {}

    static CodeRequest request(String code) {
        return request(code, 0);
    }

    static CodeRequest request(String code, int group) {
        return new CodeRequest(
                new RequestId(
                        TrajectoryId.of(group, 0, 1, ASKER), 1, 0, "ab".repeat(32), "0123456789abcdef0123456789abcdef"),
                new RunId("run"),
                "rollout-0",
                ASKER,
                Program.of(code),
                "std",
                TIME_TO_LIVE);
    }

    static SandboxWorkerSettings settings(String bootstrap, int slot, int lanes) {
        return new SandboxWorkerSettings(
                Cluster.at(bootstrap), NAMES, slot, lanes, Duration.ofSeconds(5), "test", Map.of("python", "3"));
    }
}
