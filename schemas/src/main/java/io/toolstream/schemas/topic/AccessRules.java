package io.toolstream.schemas.topic;

import io.toolstream.schemas.topic.AccessRule.Operation;
import io.toolstream.schemas.topic.AccessRule.Resource;
import java.util.ArrayList;
import java.util.List;

/// The access rules that the declared topics amount to. What is not allowed here is denied.
public final class AccessRules {
    private AccessRules() {}

    /// All rules for one run with its pool and data set.
    public static List<AccessRule> of(Names names) {
        var rules = new ArrayList<AccessRule>();
        for (Topic topic : Topics.ALL) {
            for (Program program : Program.values()) {
                for (Topic.Right right : topic.rights(program)) {
                    Operation operation = switch (right) {
                        case READ -> Operation.READ;
                        case WRITE -> Operation.WRITE;
                    };
                    rules.add(new AccessRule(program, Resource.TOPIC, topic.in(names), false, operation));
                }
            }
            ShareGroup group = topic.group();
            if (group != null) {
                String id = topic.groupIn(names);
                rules.add(new AccessRule(group.worker(), Resource.GROUP, id, false, Operation.READ));
                // Its backlog is what autoscalers ask the trajectory service for.
                rules.add(new AccessRule(Program.TRAJECTORY_SERVICE, Resource.GROUP, id, false, Operation.DESCRIBE));
            }
        }
        rules.add(new AccessRule(
                Program.LEARNER,
                Resource.TRANSACTIONAL_ID,
                Topics.transactionalId(Program.LEARNER, names, 0),
                false,
                Operation.WRITE));
        rules.addAll(streams(names));
        return List.copyOf(rules);
    }

    /// What Kafka Streams needs for its group, its changelogs and its transactions.
    private static List<AccessRule> streams(Names names) {
        String id = Topics.applicationId(names);
        var rules = new ArrayList<AccessRule>();
        rules.add(new AccessRule(Program.TRAJECTORY_SERVICE, Resource.GROUP, id, false, Operation.READ));
        rules.add(
                new AccessRule(Program.TRAJECTORY_SERVICE, Resource.TRANSACTIONAL_ID, id + "-", true, Operation.WRITE));
        for (Operation operation : List.of(Operation.READ, Operation.WRITE, Operation.CREATE, Operation.DELETE)) {
            rules.add(new AccessRule(Program.TRAJECTORY_SERVICE, Resource.TOPIC, id + "-", true, operation));
        }
        return rules;
    }
}
