package io.toolstream.app.protocol;

import io.toolstream.app.account.Played;
import io.toolstream.app.account.Played.Place;
import io.toolstream.app.protocol.ShareQueue.Delivery;
import io.toolstream.app.protocol.SimLog.Entry;
import io.toolstream.app.protocol.World.Written;
import io.toolstream.rollout.worker.GroupsInPlay;
import io.toolstream.schemas.Incarnation;
import io.toolstream.schemas.Purpose;
import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.TrajectoryId;
import io.toolstream.schemas.WeightManifest;
import io.toolstream.schemas.WorkerBeat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One start of a rollout worker, with the worker's own [GroupsInPlay].
final class SimWorker {
    private static final int CALL_ATTEMPTS = 3;
    private static final int CALL_PATIENCE = 12;
    private static final int REST_TAKES = 8;

    private final World world;
    private final String workerId;
    private final Incarnation incarnation;
    private final int clock;
    private final GroupsInPlay groups = new GroupsInPlay();
    private final List<Play> playing = new ArrayList<>();
    private @Nullable Delivery unaccepted;
    private Instant nextBeat;
    private long beats;
    private long read;
    private long version = -1;
    private boolean dead;

    /// A sample in play.
    private static final class Play {
        private final RolloutRequest request;
        private final int index;
        private final long oldest;
        private int callsLeft;
        private int attempt;
        private int patience;

        Play(RolloutRequest request, int index, long oldest, int calls) {
            this.request = request;
            this.index = index;
            this.oldest = oldest;
            this.callsLeft = calls;
        }
    }

    SimWorker(World world, int slot, int start) {
        this.world = world;
        this.workerId = "w" + slot;
        this.incarnation = new Incarnation("w" + slot + "i" + start);
        this.clock = World.WORKERS + slot;
        this.nextBeat = world.now(clock);
    }

    /// Killed: nothing is done any more, and what it had not accepted comes again.
    void die() {
        dead = true;
        world.queues.forEach(queue -> queue.disconnected(this));
    }

    void act() {
        Instant now = world.now(clock);
        follow();
        if (unaccepted != null) {
            accept(unaccepted);
        } else if (!now.isBefore(nextBeat)) {
            beat(now);
        } else if (!playing.isEmpty() && world.random.nextInt(4) > 0) {
            play(playing.get(world.random.nextInt(playing.size())));
            if (!playing.isEmpty()) {
                play(playing.get(world.random.nextInt(playing.size())));
            }
        } else if (version >= 0 && playing.size() < world.setting.slots()) {
            unaccepted = take();
        }
    }

    /// Does all it can: plays to the end what it has, takes all there is, says so.
    void rest() {
        follow();
        beat(world.now(clock));
        Delivery next = unaccepted == null ? take() : unaccepted;
        for (int tries = 0; tries < REST_TAKES && version >= 0; tries++) {
            if (next != null) {
                accept(next);
            }
            while (!playing.isEmpty()) {
                play(playing.getFirst());
                world.deliverAll();
            }
            next = take();
        }
        beat(world.now(clock));
    }

    private @Nullable Delivery take() {
        return world.take(this, world.now(clock));
    }

    private void follow() {
        for (Entry<WeightManifest> entry = world.weights.next(read); entry != null; entry = world.weights.next(read)) {
            read = entry.offset() + 1;
            WeightManifest manifest = Objects.requireNonNull(entry.value());
            version = Math.max(version, manifest.version());
            if (!world.blobs.contains(manifest.weightsHash())) {
                world.violated("version %d is published, but its blobs are not there".formatted(manifest.version()));
            }
        }
    }

    private void accept(Delivery delivery) {
        unaccepted = null;
        delivery.queue().accept(delivery);
        RolloutRequest request = delivery.request();
        groups.taken(request);
        nextBeat = world.now(clock);
        for (int index : request.samples()) {
            playing.add(new Play(request, index, version, world.random.nextInt(3)));
        }
        if (world.traced()) {
            world.say("%s takes request %d attempt %d samples %s"
                    .formatted(incarnation, request.seq(), request.attempt(), request.samples()));
        }
    }

    private void beat(Instant now) {
        nextBeat = now.plus(Setting.BEAT);
        WorkerBeat beat = new WorkerBeat(
                Setting.RUN,
                workerId,
                incarnation,
                beats++,
                groups.tell(),
                0,
                version < 0 ? null : version,
                Map.of(),
                now);
        if (!world.mishap()) {
            world.send(() -> world.beats.append(beat, null, now));
        }
    }

    private void play(Play play) {
        if (play.attempt > 0) {
            if (--play.patience == 0) {
                ask(play, play.attempt + 1);
            }
        } else if (play.callsLeft > 0) {
            ask(play, 1);
        } else {
            write(play, true);
        }
    }

    /// Asks for a program; the reply may be lost, late, doubled, or say that the sandbox failed. It counts only while
    /// this very asking is outstanding at this very start of the worker.
    private void ask(Play play, int attempt) {
        if (attempt > CALL_ATTEMPTS) {
            write(play, false);
            return;
        }
        int call = play.callsLeft;
        play.attempt = attempt;
        play.patience = CALL_PATIENCE;
        boolean failed = world.mishap();
        Runnable reply = () -> {
            if (!dead && playing.contains(play) && play.callsLeft == call && play.attempt == attempt) {
                if (failed) {
                    ask(play, world.random.nextBoolean() ? attempt + 1 : CALL_ATTEMPTS + 1);
                } else {
                    play.callsLeft--;
                    play.attempt = 0;
                }
            }
        };
        if (!world.mishap()) {
            world.send(reply);
        }
        if (world.mishap()) {
            world.send(reply);
        }
    }

    private void write(Play play, boolean gradable) {
        playing.remove(play);
        boolean lost = world.mishap();
        boolean garbled = world.mishap() && world.random.nextInt(4) == 0;
        boolean failed = lost || world.mishap();
        long newest = version;
        world.send(() -> {
            if (!lost && !(dead && world.random.nextBoolean())) {
                append(play, gradable, garbled, newest);
            }
            world.send(() -> acknowledged(play, gradable && !failed));
        });
    }

    private void acknowledged(Play play, boolean written) {
        if (written) {
            groups.written(play.request, play.index);
        } else {
            groups.missing(play.request, play.index);
        }
    }

    private void append(Play play, boolean gradable, boolean garbled, long newest) {
        RolloutRequest request = play.request;
        int partition = world.partition(request.groupId());
        SimLog<Written> log = world.trajectories.get(partition);
        long offset = log.nextOffset();
        TrajectoryId id = new TrajectoryId(
                "g" + request.seq() + "-s" + play.index + "-a" + request.attempt() + "-" + incarnation.value());
        long hash = Model.mix(Model.mix(request.sampling().seed() + play.index) + request.attempt() * 31L + newest);
        Played played = new Played(
                id,
                request.groupId(),
                play.index,
                request.attempt(),
                Purpose.TRAINING,
                gradable,
                new Place(partition, offset),
                Model.hash(hash),
                play.oldest);
        log.append(
                new Written(request.groupId(), garbled ? null : played, (hash & 4) == 0 ? 1 : -1),
                null,
                world.now(World.SERVICE));
        if (world.traced()) {
            world.say("%s lies at %d/%d%s%s"
                    .formatted(id, partition, offset, garbled ? ", garbled" : "", gradable ? "" : ", not gradable"));
        }
    }
}
