package io.toolstream.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.topics.DeclaredTopics;
import io.toolstream.app.topics.TopicDump;
import io.toolstream.schemas.topic.AccessRule;
import io.toolstream.schemas.topic.AccessRules;
import io.toolstream.schemas.topic.Names;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.log.AccessRefusedException;
import io.toolstream.transport.log.TopicAdmin;
import io.toolstream.transport.log.TopicSize;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `toolstream topics`.
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and reads out the topics of a run.",
        footer = {"", "Example: toolstream topics apply --run math-7b --bootstrap kafka:9092"})
final class TopicsCommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Makes absent topics, sets the settings of topics and share groups, and registers this"
                    + " build's schemas. Doing it again changes nothing.",
            footer = {"", "Example: toolstream topics apply --run math-7b --acls --dry-run"})
    int apply(
            @Option(names = "--acls", description = "Also allow each program what it needs (User:PROGRAM).")
                    boolean acls,
            @Option(names = "--dry-run", description = "Only say what would be made; needs no Kafka.") boolean dryRun,
            @Option(
                            names = "--lanes",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Programs that the sandbox pool will run at once; refused when one pool"
                                    + " cannot hold them.")
                    int lanes,
            @Mixin ReplicationOption replication,
            @Mixin NamesOptions named,
            @Mixin ClusterOptions options,
            @Mixin Reporting reporting)
            throws InterruptedException {
        Names names = named.names();
        refuseMisfit(lanes);
        short copies = replication.copies();
        List<AccessRule> rules = acls ? AccessRules.of(names) : List.of();
        if (!dryRun) {
            Cluster cluster = options.reachable();
            try {
                new DeclaredTopics(cluster, options.patience(), copies).apply(Topics.ALL, names);
                if (acls) {
                    try (TopicAdmin admin = TopicAdmin.open(cluster, options.patience())) {
                        admin.allow(rules);
                    }
                }
            } catch (IllegalStateException | AccessRefusedException refused) {
                throw new RefusedException(String.valueOf(refused.getMessage()));
            }
        }
        answerApplied(names, rules, dryRun, reporting);
        return 0;
    }

    private static void refuseMisfit(int lanes) {
        if (lanes < 1 || lanes > Topics.MAX_LANES) {
            throw new RefusedException("--lanes %d does not fit: a pool holds 1 to %d; spread more over several pools"
                    .formatted(lanes, Topics.MAX_LANES));
        }
    }

    private static void answerApplied(Names names, List<AccessRule> rules, boolean dryRun, Reporting reporting) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("applied", !dryRun);
        List<String> lines = new ArrayList<>();
        ArrayNode topics = object.putArray("topics");
        for (Topic topic : Topics.ALL) {
            ObjectNode one = topics.addObject().put("name", topic.in(names)).put("partitions", topic.partitions());
            topic.settings().forEach(one.putObject("settings")::put);
            if (topic.group() != null) {
                one.put("group", topic.groupIn(names));
            }
            lines.add("%-32s %d partitions, %s%s"
                    .formatted(
                            topic.in(names),
                            topic.partitions(),
                            topic.cleanup().policy(),
                            topic.group() == null ? "" : ", share group " + topic.groupIn(names)));
        }
        ArrayNode access = object.putArray("acls");
        for (AccessRule rule : rules) {
            access.addObject()
                    .put("principal", "User:" + rule.program().principal())
                    .put("operation", rule.operation().name())
                    .put("resource", rule.resource().name())
                    .put("name", rule.name())
                    .put("pattern", rule.prefixed() ? "PREFIXED" : "LITERAL");
            lines.add("User:%s may %s %s %s%s"
                    .formatted(
                            rule.program().principal(),
                            rule.operation(),
                            rule.resource(),
                            rule.name(),
                            rule.prefixed() ? "*" : ""));
        }
        reporting.answer(object, lines);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Partitions, records and queue backlogs of a run's topics. Transaction markers count as"
                    + " records.",
            footer = {"", "Example: toolstream topics list --run math-7b --json"})
    int list(@Mixin NamesOptions named, @Mixin ClusterOptions options, @Mixin Reporting reporting)
            throws InterruptedException {
        Names names = named.names();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        List<String> lines = new ArrayList<>();
        try (TopicAdmin admin = TopicAdmin.open(options.reachable(), options.patience())) {
            Map<String, TopicSize> sizes = admin.sizes(
                    Topics.ALL.stream().map(topic -> topic.in(names)).toList());
            ArrayNode topics = object.putArray("topics");
            for (Topic topic : Topics.ALL) {
                ObjectNode one = topics.addObject().put("name", topic.in(names));
                TopicSize size = sizes.get(topic.in(names));
                one.put("present", size != null);
                if (size == null) {
                    lines.add("%-32s absent; make it with: topics apply".formatted(topic.in(names)));
                    continue;
                }
                one.put("partitions", size.partitions()).put("records", size.records());
                String backlog = "";
                if (topic.group() != null) {
                    long waiting = admin.backlog(topic.groupIn(names), topic.in(names));
                    one.put("group", topic.groupIn(names)).put("backlog", waiting);
                    backlog = ", backlog of %s: %d".formatted(topic.groupIn(names), waiting);
                }
                lines.add("%-32s %d partitions, %d records%s"
                        .formatted(topic.in(names), size.partitions(), size.records(), backlog));
            }
        }
        reporting.answer(object, lines);
        return 0;
    }

    @Command(
            name = "dump",
            mixinStandardHelpOptions = true,
            description = "Decodes a topic's records, one JSON object a line.",
            footer = {"", "Example: toolstream topics dump trajectories --run math-7b --limit 3"})
    int dump(
            @Parameters(paramLabel = "TOPIC", description = "As declared, such as trajectories, or in full.")
                    String wanted,
            @Option(
                            names = "--from",
                            paramLabel = "OFFSET",
                            defaultValue = "0",
                            description = "First offset of each partition; default: the oldest.")
                    long from,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "9223372036854775807",
                            description = "Most records; default: all that are there.")
                    long limit,
            @Option(
                            names = "--i-am-the-grader",
                            description = "Needed for reference answers, which nobody else may read.")
                    boolean grader,
            @Mixin NamesOptions named,
            @Mixin ClusterOptions options) {
        Names names = named.names();
        Topic topic = Topics.ALL.stream()
                .filter(one -> one.name().equals(wanted) || one.in(names).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new RefusedException("no topic is called '%s'; choose one of %s"
                        .formatted(wanted, Topics.ALL.stream().map(Topic::name).toList())));
        if (topic.equals(Topics.ANSWERS) && !grader) {
            throw new RefusedException(topic.in(names) + " holds reference answers, which only the grader reads; say"
                    + " --i-am-the-grader if you must");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            new TopicDump(options.reachable(), names, options.patience()).dump(topic, from, limit, out::println);
        } catch (IllegalArgumentException absent) {
            throw new RefusedException(String.valueOf(absent.getMessage()));
        }
        out.flush();
        return 0;
    }
}
