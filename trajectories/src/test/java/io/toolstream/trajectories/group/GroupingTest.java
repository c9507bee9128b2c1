package io.toolstream.trajectories.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.toolstream.schemas.Counts;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Grade;
import io.toolstream.schemas.GroupMember;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.ProblemId;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.RunId;
import io.toolstream.schemas.Sampling;
import io.toolstream.schemas.TrajectoryGroup;
import io.toolstream.schemas.TrajectoryGroup.Outcome;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.trajectories.group.Grouping.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Grouping grouping = new Grouping(new InMemory(), true);

    @Test
    void aCompleteGroupWithDifferentRewardsIsTrainable() {
        assertThat(grouping.requested(request(5, 2), START)).isEmpty();
        assertThat(grouping.graded(5, member(5, 1, 1, 1.0), START)).isInstanceOf(Placed.Member.class);

        TrajectoryGroup group = last(grouping.graded(5, member(5, 0, 1, -1.0), START));
        assertThat(group.outcome()).isEqualTo(Outcome.TRAINABLE);
        assertThat(group.members()).extracting(GroupMember::sampleIndex).containsExactly(0, 1);
        assertThat(group.reason()).isNull();
    }

    @Test
    void equalRewardsAreNoSignalWhereTheSpreadTeaches() {
        Grouping withCritic = new Grouping(new InMemory(), false);
        for (Grouping one : List.of(grouping, withCritic)) {
            assertThat(one.requested(request(0, 2), START)).isEmpty();
            assertThat(one.graded(0, member(0, 0, 1, 1.0), START)).isInstanceOf(Placed.Member.class);
        }

        assertThat(last(grouping.graded(0, member(0, 1, 1, 1.0), START)).outcome())
                .isEqualTo(Outcome.NO_SIGNAL);
        assertThat(last(withCritic.graded(0, member(0, 1, 1, 1.0), START)).outcome())
                .isEqualTo(Outcome.TRAINABLE);
    }

    @Test
    void theFirstTrajectoryOfASampleWinsAndLaterOnesAreSuperseded() {
        assertThat(grouping.requested(request(0, 2), START)).isEmpty();
        assertThat(grouping.graded(0, member(0, 0, 1, 1.0), START)).isInstanceOf(Placed.Member.class);
        assertThat(grouping.graded(0, member(0, 0, 2, -1.0), START)).isInstanceOf(Placed.Superseded.class);

        TrajectoryGroup group = last(grouping.graded(0, member(0, 1, 1, -1.0), START));
        assertThat(group.members()).extracting(GroupMember::attempt).containsExactly(1, 1);
        assertThat(grouping.graded(0, member(0, 1, 2, 1.0), START)).isInstanceOf(Placed.Superseded.class);
        assertThat(grouping.requested(request(0, 2), START)).isEmpty();
        assertThat(grouping.overdue(START.plusSeconds(600))).isEmpty();
    }

    @Test
    void trajectoriesMayOvertakeTheirRequest() {
        assertThat(grouping.graded(3, member(3, 0, 1, 1.0), START)).isInstanceOf(Placed.Member.class);
        assertThat(grouping.graded(3, member(3, 1, 1, 0.0), START)).isInstanceOf(Placed.Member.class);
        assertThat(grouping.overdue(START.plusSeconds(600))).isEmpty();

        assertThat(grouping.requested(request(3, 2), START))
                .hasValueSatisfying(
                        ending -> assertThat(ending.group().outcome()).isEqualTo(Outcome.TRAINABLE));
    }

    @Test
    void theDeadlineOfTheRequestEndsGroupsWithSomeAndWithNoTrajectory() {
        assertThat(grouping.requested(request(0, 2), START)).isEmpty();
        assertThat(grouping.requested(request(1, 2), START)).isEmpty();
        assertThat(grouping.graded(1, member(1, 1, 1, 1.0), START)).isInstanceOf(Placed.Member.class);

        assertThat(grouping.overdue(START.plusSeconds(59))).isEmpty();
        List<TrajectoryGroup> ended = grouping.overdue(START.plusSeconds(60)).stream()
                .map(Ending::group)
                .toList();
        assertThat(ended).extracting(TrajectoryGroup::outcome).containsExactly(Outcome.FAILED, Outcome.PARTIAL);
        assertThat(ended.getLast().reason()).isEqualTo("1 of 2 samples after PT1M");
        assertThat(grouping.overdue(START.plusSeconds(61))).isEmpty();
        assertThat(grouping.graded(1, member(1, 0, 2, 1.0), START)).isInstanceOf(Placed.Superseded.class);
    }

    @Test
    void aRecordThatDoesNotDecodeEndsItsGroupOnceTheRequestIsKnown() {
        assertThat(grouping.requested(request(0, 2), START)).isEmpty();
        assertThat(grouping.invalid(0, "not Avro", START)).hasValueSatisfying(ending -> {
            assertThat(ending.group().outcome()).isEqualTo(Outcome.INVALID);
            assertThat(ending.group().reason()).isEqualTo("not Avro");
        });
        assertThat(grouping.invalid(0, "again", START)).isEmpty();

        assertThat(grouping.invalid(1, "not Avro", START)).isEmpty();
        assertThat(grouping.requested(request(1, 2), START))
                .hasValueSatisfying(
                        ending -> assertThat(ending.group().outcome()).isEqualTo(Outcome.INVALID));
    }

    @Test
    void aSampleThatNobodyAskedForEndsItsGroupAsInvalid() {
        assertThat(grouping.requested(request(0, 2), START)).isEmpty();

        TrajectoryGroup group = last(grouping.graded(0, member(0, 2, 1, 1.0), START));
        assertThat(group.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(group.members()).isEmpty();
        assertThat(group.reason()).isEqualTo("sample 2 of 2");
    }

    @Test
    void endedGroupsAreOneBitEach() {
        byte @Nullable [] bits = null;
        for (long groupId : new long[] {4_096, 4_103, 8_191}) {
            assertThat(EndedGroups.chunk(groupId)).isEqualTo(1);
            assertThat(EndedGroups.contains(bits, groupId)).isFalse();
            bits = EndedGroups.with(bits, groupId);
        }

        byte[] all = bits == null ? new byte[0] : bits;
        assertThat(all).hasSize(512);
        assertThat(IntStream.range(4_096, 8_192).filter(id -> EndedGroups.contains(all, id)))
                .containsExactly(4_096, 4_103, 8_191);
    }

    private static TrajectoryGroup last(Placed placed) {
        assertThat(placed).isInstanceOf(Placed.Last.class);
        return ((Placed.Last) placed).ending().group();
    }

    private static RolloutRequest request(long seq, int size) {
        return new RolloutRequest(
                new RunId("run"),
                seq,
                1,
                Purpose.TRAINING,
                new ProblemId("p"),
                "What is 1 + 1?",
                size,
                IntStream.range(0, size).boxed().toList(),
                new Sampling(1, 1, 0, 0, 100, 4),
                null,
                null,
                START,
                Duration.ofSeconds(60));
    }

    private static GroupMember member(long groupId, int sample, int attempt, double reward) {
        return new GroupMember(
                TrajectoryId.of(groupId, sample, attempt, new Incarnation("i")),
                sample,
                attempt,
                0,
                0,
                "0".repeat(64),
                new Grade(
                        reward > 0 ? Grade.Verdict.CORRECT : Grade.Verdict.WRONG, reward, Map.of(), "paper", "1", "2"),
                new Counts(1, 1, 0, 0),
                new Finish(Finish.Reason.ANSWERED, false),
                0,
                0);
    }

    private static final class InMemory implements GroupStore {
        private final TreeMap<Long, OpenGroup> open = new TreeMap<>();
        private final Map<Long, byte[]> ended = new HashMap<>();

        @Override
        public @Nullable OpenGroup open(long groupId) {
            return open.get(groupId);
        }

        @Override
        public void keep(OpenGroup group) {
            open.put(group.groupId(), group);
        }

        @Override
        public void forget(long groupId) {
            open.remove(groupId);
        }

        @Override
        public List<OpenGroup> allOpen() {
            return List.copyOf(open.values());
        }

        @Override
        public byte @Nullable [] ended(long chunk) {
            return ended.get(chunk);
        }

        @Override
        public void keepEnded(long chunk, byte[] bits) {
            ended.put(chunk, bits);
        }
    }
}
