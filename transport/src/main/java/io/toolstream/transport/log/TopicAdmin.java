package io.toolstream.transport.log;

import static java.util.Objects.requireNonNull;

import io.toolstream.schemas.topic.AccessRule;
import io.toolstream.transport.Cluster;
import io.toolstream.transport.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// Makes topics and groups as declared, and asks for a queue's backlog.
public final class TopicAdmin implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Admin admin;
    private final Duration patience;

    private TopicAdmin(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    /// An administrator's connection.
    ///
    /// @param patience how long one call may take
    public static TopicAdmin open(Cluster cluster, Duration patience) {
        Map<String, Object> properties = cluster.properties();
        properties.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(Math.max(500, patience.toMillis() / 2)));
        return new TopicAdmin(Admin.create(properties), patience);
    }

    /// Makes the topics that are absent, sets the settings of all, and returns when every one can be used.
    /// Doing it again changes nothing.
    ///
    /// @throws IllegalStateException if a topic is there with another number of partitions: records of a
    ///     key would change their partition
    public void apply(Collection<TopicDeclaration> declarations) throws InterruptedException {
        Map<String, KafkaFuture<Void>> creations = admin.createTopics(declarations.stream()
                        .map(one ->
                                new NewTopic(one.name(), one.partitions(), one.replication()).configs(one.settings()))
                        .toList())
                .values();
        Map<ConfigResource, Map<String, String>> existing = new HashMap<>();
        for (TopicDeclaration declaration : declarations) {
            if (!created(declaration.name(), requireNonNull(creations.get(declaration.name())))) {
                existing.put(new ConfigResource(ConfigResource.Type.TOPIC, declaration.name()), declaration.settings());
            }
        }
        set(existing);
        awaitVisible(declarations);
    }

    /// Sets the settings of groups; a group need not have members yet.
    public void applyGroups(Collection<GroupDeclaration> declarations) throws InterruptedException {
        Map<ConfigResource, Map<String, String>> settings = new HashMap<>();
        for (GroupDeclaration declaration : declarations) {
            settings.put(new ConfigResource(ConfigResource.Type.GROUP, declaration.name()), declaration.settings());
        }
        set(settings);
    }

    /// The records of `topic` that `group` has not finished, those in work included. Before the first member
    /// has come, all that the topic holds. Markers of transactions count as records.
    public long backlog(String group, String topic) throws InterruptedException {
        Map<TopicPartition, SharePartitionOffsetInfo> started = answered(
                "the backlog of " + group,
                admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(group));
        long backlog = 0;
        List<TopicPartition> untouched = new ArrayList<>();
        int partitions = describe(topic, Deadline.in(patience)).partitions().size();
        for (int number = 0; number < partitions; number++) {
            TopicPartition partition = new TopicPartition(topic, number);
            SharePartitionOffsetInfo info = started.get(partition);
            if (info == null || info.lag().isEmpty()) {
                untouched.add(partition);
            } else {
                backlog += info.lag().orElseThrow();
            }
        }
        return backlog + held(untouched);
    }

    /// The sizes of those of `topics` that exist.
    public Map<String, TopicSize> sizes(Collection<String> topics) throws InterruptedException {
        Map<String, TopicSize> sizes = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            List<TopicPartition> partitions = partitions(asked.getKey(), asked.getValue());
            if (!partitions.isEmpty()) {
                sizes.put(asked.getKey(), new TopicSize(partitions.size(), held(partitions)));
            }
        }
        return sizes;
    }

    private List<TopicPartition> partitions(String topic, KafkaFuture<TopicDescription> description)
            throws InterruptedException {
        try {
            return description.get(patience.toMillis(), TimeUnit.MILLISECONDS).partitions().stream()
                    .map(one -> new TopicPartition(topic, one.partition()))
                    .toList();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw new LogUnavailableException(
                    "the cluster refused to describe " + topic + ": " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("the cluster did not describe " + topic + " within " + patience, failure);
        }
    }

    /// Lets the programs do what `rules` say, each as the principal `User:` and its name. Rules that are there
    /// already stay.
    ///
    /// @throws AccessRefusedException if the cluster keeps no access rules
    public void allow(Collection<AccessRule> rules) throws InterruptedException {
        List<AclBinding> bindings = rules.stream().map(TopicAdmin::binding).toList();
        try {
            admin.createAcls(bindings).all().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SecurityDisabledException) {
                throw new AccessRefusedException(
                        "the brokers keep no access rules; set their authorizer.class.name, or leave --acls out",
                        failure);
            }
            throw new LogUnavailableException("the cluster refused access rules: " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("the cluster did not take access rules within " + patience, failure);
        }
    }

    private static AclBinding binding(AccessRule rule) {
        ResourceType type = switch (rule.resource()) {
            case TOPIC -> ResourceType.TOPIC;
            case GROUP -> ResourceType.GROUP;
            case TRANSACTIONAL_ID -> ResourceType.TRANSACTIONAL_ID;
        };
        AclOperation operation = switch (rule.operation()) {
            case READ -> AclOperation.READ;
            case WRITE -> AclOperation.WRITE;
            case DESCRIBE -> AclOperation.DESCRIBE;
            case CREATE -> AclOperation.CREATE;
            case DELETE -> AclOperation.DELETE;
        };
        return new AclBinding(
                new ResourcePattern(type, rule.name(), rule.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry("User:" + rule.program().principal(), "*", operation, AclPermissionType.ALLOW));
    }

    private long held(Collection<TopicPartition> partitions) throws InterruptedException {
        return offsets(partitions, OffsetSpec.latest()) - offsets(partitions, OffsetSpec.earliest());
    }

    private long offsets(Collection<TopicPartition> partitions, OffsetSpec which) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return answered("offsets of " + partitions, admin.listOffsets(wanted).all()).values().stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    private boolean created(String name, KafkaFuture<Void> creation) throws InterruptedException {
        try {
            creation.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw new LogUnavailableException("topic " + name + " could not be made: " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("topic " + name + " was not made within " + patience, failure);
        }
    }

    private void set(Map<ConfigResource, Map<String, String>> settings) throws InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        settings.forEach((resource, wanted) -> {
            List<AlterConfigOp> operations = new ArrayList<>();
            wanted.forEach((name, value) ->
                    operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
            if (!operations.isEmpty()) {
                changes.put(resource, operations);
            }
        });
        if (!changes.isEmpty()) {
            answered(
                    "settings of " + changes.keySet(),
                    admin.incrementalAlterConfigs(changes).all());
        }
    }

    private void awaitVisible(Collection<TopicDeclaration> declarations) throws InterruptedException {
        Deadline deadline = Deadline.in(patience);
        for (TopicDeclaration declaration : declarations) {
            TopicDescription description = describe(declaration.name(), deadline);
            if (description.partitions().size() != declaration.partitions()) {
                throw new IllegalStateException("topic " + declaration.name() + " has "
                        + description.partitions().size() + " partitions, declared are " + declaration.partitions()
                        + "; declare what it has, or start another run");
            }
        }
    }

    private TopicDescription describe(String name, Deadline deadline) throws InterruptedException {
        while (true) {
            try {
                return admin.describeTopics(List.of(name))
                        .allTopicNames()
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .values()
                        .iterator()
                        .next();
            } catch (ExecutionException | TimeoutException failure) {
                if (deadline.passed()) {
                    throw new LogUnavailableException("topic " + name + " did not appear within " + patience, failure);
                }
                TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            }
        }
    }

    private <T> T answered(String what, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new LogUnavailableException("the cluster refused " + what + ": " + failure.getCause(), failure);
        } catch (TimeoutException failure) {
            throw new LogUnavailableException("the cluster did not tell " + what + " within " + patience, failure);
        }
    }

    @Override
    public void close() {
        admin.close(patience);
    }
}
