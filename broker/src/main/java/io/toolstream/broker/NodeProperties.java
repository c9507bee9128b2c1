package io.toolstream.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// The properties of a single node: everything kept once, small memory, quick group changes.
final class NodeProperties {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final List<String> ONE_COPY = List.of(
            "default.replication.factor",
            "min.insync.replicas",
            "offsets.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
            "share.coordinator.state.topic.replication.factor",
            "transaction.state.log.min.isr",
            "transaction.state.log.replication.factor");

    private static final List<String> FEW_PARTITIONS = List.of(
            "offsets.topic.num.partitions",
            "share.coordinator.state.topic.num.partitions",
            "transaction.state.log.num.partitions");

    /// A broker that was killed is fenced for the session before its successor may register: 6 s is the
    /// shortest that a loaded machine keeps alive.
    private static final Map<String, String> TIMES = Map.of(
            "broker.heartbeat.interval.ms", "1000",
            "broker.session.timeout.ms", "6000",
            "group.consumer.heartbeat.interval.ms", "500",
            "group.consumer.min.heartbeat.interval.ms", "500",
            "group.initial.rebalance.delay.ms", "0",
            "group.share.heartbeat.interval.ms", "500",
            "group.share.min.heartbeat.interval.ms", "500");

    private static final Map<String, String> SHARE_GROUPS = Map.of(
            "group.share.delivery.count.limit", "10",
            "group.share.max.record.lock.duration.ms", "3600000",
            "group.share.max.size", "1000",
            "group.share.min.record.lock.duration.ms", "1000");

    private static final Map<String, String> SIZES = Map.of(
            "log.cleaner.dedupe.buffer.size", "8388608",
            "num.io.threads", "4",
            "num.network.threads", "2",
            "num.recovery.threads.per.data.dir", "2");

    private NodeProperties() {}

    static Properties of(BrokerSettings settings, Path data, int port, int controllerPort) {
        var properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE));
        properties.put(
                "listeners",
                "PLAINTEXT://" + settings.interfaceHeard() + ":" + port + "," + CONTROLLER + "://127.0.0.1:"
                        + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://" + settings.host() + ":" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        properties.put("log.dirs", data.toString());
        properties.put("auto.create.topics.enable", "false");
        ONE_COPY.forEach(name -> properties.put(name, "1"));
        FEW_PARTITIONS.forEach(name -> properties.put(name, "4"));
        properties.putAll(TIMES);
        properties.putAll(SHARE_GROUPS);
        properties.putAll(SIZES);
        properties.putAll(settings.overrides());
        return properties;
    }
}
