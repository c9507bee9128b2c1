package io.toolstream.app.protocol;

import io.toolstream.app.protocol.SimService.Disk;
import io.toolstream.learner.feed.Feeder;
import io.toolstream.schemas.Problem;
import io.toolstream.schemas.ProblemId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One simulated run, all of it drawn from a seed: some actions in which everything may go wrong, then calm until all
/// is at rest, then an inspection of what lies on the logs.
final class Schedule {
    static final int ACTIONS = 400;
    private static final int REST_ROUNDS = 60;
    private static final Duration REST_ROUND = Duration.ofSeconds(2);
    private static final List<Problem> PROBLEMS = IntStream.range(0, 5)
            .mapToObj(i -> new Problem(new ProblemId("p" + i), "What is " + i + "?", Map.of()))
            .toList();

    private final World world;
    private final Feeder feeder;
    private final List<Disk> disks = new ArrayList<>();
    private final List<SimWorker> workers = new ArrayList<>();
    private final int[] frozen;
    private @Nullable SimLearner zombie;
    private SimLearner learner;
    private SimService service;
    private int starts;

    private Schedule(long seed, Mutation mutation, @Nullable List<String> trace) {
        SplittableRandom random = new SplittableRandom(seed);
        Setting setting = Setting.drawn(random);
        world = new World(random, setting, mutation, trace);
        feeder = new Feeder(mutation == Mutation.OVERDRAWS_BUDGET ? setting.greedy() : setting.feed(), PROBLEMS);
        for (int partition = 0; partition < setting.partitions(); partition++) {
            disks.add(new Disk(mutation));
        }
        for (int slot = 0; slot < setting.workers(); slot++) {
            workers.add(new SimWorker(world, slot, starts++));
        }
        frozen = new int[setting.workers()];
        learner = new SimLearner(world, feeder);
        service = new SimService(world, disks, null);
    }

    /// What is wrong after the run of `seed`; empty when nothing is.
    static List<String> violations(long seed, Mutation mutation, int actions, @Nullable List<String> trace) {
        return new Schedule(seed, mutation, trace).run(actions);
    }

    /// A program that throws has met what its rules call impossible.
    private List<String> run(int actions) {
        try {
            for (int i = 0; i < actions && world.violations.isEmpty(); i++) {
                world.pass(Duration.ofMillis(world.random.nextInt(200)));
                act();
            }
            if (world.violations.isEmpty()) {
                rest();
            }
            if (world.violations.isEmpty()) {
                new Inspection(world).run(learner);
            }
        } catch (IllegalStateException | IllegalArgumentException impossible) {
            world.violated("a program stops: " + impossible.getMessage());
        }
        return world.violations;
    }

    private void act() {
        if (world.random.nextInt(1_000) < world.setting.faults()) {
            fault();
            return;
        }
        switch (world.random.nextInt(10)) {
            case 0, 1 -> learner.act();
            case 2, 3 -> service.act();
            case 4, 5, 6 -> work(world.random.nextInt(workers.size()));
            case 7 -> {
                if (zombie != null && !zombie.dead()) {
                    zombie.act();
                }
            }
            default -> {
                world.deliver();
                world.deliver();
                world.deliver();
            }
        }
        if (learner.dead()) {
            learner = new SimLearner(world, feeder);
        }
    }

    private void work(int slot) {
        if (frozen[slot] > 0) {
            frozen[slot]--;
        } else {
            workers.get(slot).act();
        }
    }

    private void fault() {
        int slot = world.random.nextInt(workers.size());
        switch (world.random.nextInt(7)) {
            case 0 -> {
                world.say("learner crashes");
                learner = new SimLearner(world, feeder);
            }
            case 1 -> {
                world.say("learner is replaced and does not know");
                zombie = learner;
                learner = new SimLearner(world, feeder);
            }
            case 2 -> {
                world.say("service crashes");
                service = new SimService(world, disks, service);
            }
            case 3 -> {
                world.say("worker " + slot + " crashes");
                workers.get(slot).die();
                workers.set(slot, new SimWorker(world, slot, starts++));
            }
            case 4 -> frozen[slot] = world.random.nextInt(60);
            case 5 -> world.jump(world.random.nextInt(world.clocks()), Duration.ofMillis(world.random.nextInt(8_000)));
            default -> {
                if (!world.disk.isEmpty()) {
                    world.say("the newest checkpoint is lost");
                    world.disk.removeLast();
                }
            }
        }
    }

    /// Lets every program do all it can, again and again, until nothing is left to do.
    private void rest() {
        world.say("calm");
        world.calm();
        for (int round = 0; round < REST_ROUNDS; round++) {
            world.pass(REST_ROUND);
            for (SimWorker worker : workers) {
                worker.rest();
                world.deliverAll();
            }
            service.drain();
            world.deliverAll();
            if (!learner.rest()) {
                return;
            }
            world.deliverAll();
            if (learner.ledger().open() == 0 && learner.idle() && service.idle()) {
                return;
            }
        }
        world.violated("the run does not come to rest: " + learner.ledger());
    }
}
