package io.toolstream.rollout.engine;

import io.toolstream.policy.format.Reading;
import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.model.Choice;
import io.toolstream.policy.model.Decoder;
import io.toolstream.policy.torch.Tensor;
import io.toolstream.schemas.sandbox.Program;
import io.toolstream.schemas.sandbox.ProgramResult;
import io.toolstream.schemas.sandbox.ProgramStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plays samples by continuous batching. A sample holds its slot, and with it its attention cache, from its
/// first token to
/// its last; while its program runs it leaves the batch and costs nothing. A group's prompt is computed once.
///
/// One thread calls; programs run elsewhere.
public final class Engine implements AutoCloseable {
    private static final int SMALL_BUCKET = 8;

    private final Decoder decoder;
    private final ToolFormat format;
    private final EngineSettings settings;
    private final CodeCalls calls;
    private final Tensor bias;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Deque<List<SampleRequest>> waiting = new ArrayDeque<>();
    private final List<SamplePlay> active = new ArrayList<>();
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private final List<PlayedSample> ended = new ArrayList<>();
    private final List<SampleRequest> begun = new ArrayList<>();
    private int running;
    private int version;

    private record Reply(
            SamplePlay play, String code, @Nullable ProgramResult result) {}

    /// An engine that has not played yet.
    ///
    /// @param calls has programs run
    public Engine(Decoder decoder, ToolFormat format, EngineSettings settings, CodeCalls calls) {
        this.decoder = decoder;
        this.format = format;
        this.settings = settings;
        this.calls = calls;
        this.bias = decoder.forbidding(
                Stream.concat(settings.forbidden().stream(), format.banned(settings.tools()).stream())
                        .mapToLong(Integer::longValue)
                        .toArray());
        decoder.openCache(settings.slots() + 1);
        for (int slot = 0; slot < settings.slots(); slot++) {
            free.add(slot);
        }
    }

    /// Adds the samples of one prompt. They start together, when there are slots for all of them.
    ///
    /// @throws IllegalArgumentException if they can never start
    public void submit(List<SampleRequest> group) {
        if (group.isEmpty() || group.size() > settings.slots()) {
            throw new IllegalArgumentException("a group of " + group.size() + " does not fit " + settings.slots()
                    + " slots; ask for 1 to " + settings.slots() + " samples");
        }
        if (group.getFirst().prompt().length >= settings.positions()) {
            throw new IllegalArgumentException("a prompt of " + group.getFirst().prompt().length
                    + " tokens leaves no room in " + settings.positions() + " positions; raise the engine's positions");
        }
        waiting.add(List.copyOf(group));
    }

    /// Samples that have been submitted and have not ended.
    public int inPlay() {
        return active.size() + running + waiting.stream().mapToInt(List::size).sum();
    }

    /// Slots that no sample holds.
    public int freeSlots() {
        return free.size();
    }

    /// Changes the weights between two steps; caches are kept. Tokens from now on carry `newVersion`.
    public void swap(Decoder weights, int newVersion) {
        decoder.copyWeights(weights);
        version = newVersion;
    }

    /// As [#swap(Decoder, int)], with weights by Hugging Face name.
    public void swap(Map<String, float[]> weights, int newVersion) {
        decoder.load(weights);
        version = newVersion;
    }

    /// Names the version that the decoder's weights are.
    public void version(int current) {
        version = current;
    }

    /// The version that writes the next token.
    public int version() {
        return version;
    }

    /// Admits, resumes, and writes one token of every sample that can go on. When all wait for programs it
    /// waits for the
    /// first reply, at most `patience`.
    ///
    /// @return the samples that ended
    public List<PlayedSample> step(Duration patience) throws InterruptedException {
        begun.clear();
        admit();
        Reply reply = active.isEmpty() && running > 0
                ? replies.poll(patience.toNanos(), TimeUnit.NANOSECONDS)
                : replies.poll();
        while (reply != null) {
            resume(reply);
            reply = replies.poll();
        }
        if (!active.isEmpty()) {
            write();
        }
        List<PlayedSample> done = List.copyOf(ended);
        ended.clear();
        return done;
    }

    /// The samples whose first token the last step wrote.
    public List<SampleRequest> begun() {
        return List.copyOf(begun);
    }

    private void admit() {
        while (!waiting.isEmpty() && free.size() >= waiting.getFirst().size()) {
            List<SampleRequest> group = waiting.removeFirst();
            long[] prompt = group.getFirst().prompt();
            List<SamplePlay> plays = new ArrayList<>();
            for (SampleRequest request : group) {
                SamplePlay play =
                        new SamplePlay(request, settings.positions() - prompt.length, format.reader(settings.tools()));
                play.enter(free.removeFirst());
                plays.add(play);
            }
            if (prompt.length > 1) {
                int source = plays.getFirst().slot();
                decoder.extend(source, 0, Arrays.copyOf(prompt, prompt.length - 1));
                if (plays.size() > 1) {
                    long[] targets =
                            plays.stream().skip(1).mapToLong(SamplePlay::slot).toArray();
                    decoder.share(source, targets, prompt.length - 1);
                }
            }
            active.addAll(plays);
        }
    }

    private void resume(Reply reply) {
        running--;
        SamplePlay play = reply.play();
        ProgramResult result = reply.result();
        if (result == null
                || result.status() == ProgramStatus.INFRASTRUCTURE
                || result.status() == ProgramStatus.EXPIRED) {
            end(play, PlayedSample.Ending.INFRASTRUCTURE);
            return;
        }
        play.calls.add(new PlayedSample.PlayedCall(reply.code(), result));
        long[] tokens = format.observation(
                        play.reader().written(), settings.observation().of(result))
                .modelIds();
        if (play.length() + tokens.length >= room(play)) {
            end(play, PlayedSample.Ending.OUT_OF_TOKENS);
            return;
        }
        long[] chunk = play.appendReply(tokens, version, format.reader(settings.tools()));
        decoder.extend(play.slot(), play.written(), chunk);
        play.wrote(chunk.length);
        active.add(play);
    }

    private void write() {
        int rows = active.size();
        int bucket = bucket(rows);
        long[] tokens = new long[bucket];
        long[] at = new long[bucket];
        long[] slot = new long[bucket];
        float[] uniform = new float[bucket];
        float[] temperature = new float[bucket];
        float[] topP = new float[bucket];
        for (int row = 0; row < bucket; row++) {
            // Rows beyond the samples write into the spare slot and are not read.
            SamplePlay play = active.get(Math.min(row, rows - 1));
            tokens[row] = play.pending();
            at[row] = row < rows ? play.written() : 0;
            slot[row] = row < rows ? play.slot() : settings.slots();
            uniform[row] = Philox.uniform(play.request.key(), play.length());
            temperature[row] = play.request.temperature();
            topP[row] = play.request.topP();
        }
        Choice choice;
        try (Tensor logits = decoder.decode(tokens, slot, at)) {
            choice = decoder.choose(logits, bias, uniform, temperature, topP);
        }
        List<SamplePlay> written = List.copyOf(active);
        active.clear();
        for (int row = 0; row < rows; row++) {
            SamplePlay play = written.get(row);
            play.wrote(1);
            play.append(
                    choice.tokens()[row],
                    choice.logProbabilities()[row],
                    choice.sampledLogProbabilities()[row],
                    version);
            if (play.length() == 1) {
                begun.add(play.request);
            }
            follow(play, choice.tokens()[row]);
        }
    }

    private void follow(SamplePlay play, long token) {
        Reading reading = play.reader().accept(Math.toIntExact(token));
        boolean full = play.length() >= room(play);
        switch (reading) {
            case Reading.Finished _ -> end(play, PlayedSample.Ending.FINISHED);
            case Reading.CodeCall _
            when play.calls.size() >= play.request.turnsMax() -> end(play, PlayedSample.Ending.OUT_OF_TURNS);
            case Reading.CodeCall(var code) when !full -> call(play, code);
            case Reading.Unreadable _ -> end(play, PlayedSample.Ending.UNREADABLE);
            case Reading.Writing _ when !full -> active.add(play);
            case Reading.CodeCall _, Reading.Writing _ -> end(play, PlayedSample.Ending.OUT_OF_TOKENS);
        }
    }

    private void call(SamplePlay play, String code) {
        Optional<Program> program = settings.programs().program(play.request, play.calls, code);
        if (program.isEmpty()) {
            end(play, PlayedSample.Ending.TOO_LONG);
            return;
        }
        running++;
        var _ = calls.call(play.request, play.calls.size(), program.get())
                .whenComplete((result, failure) -> replies.add(new Reply(play, code, failure == null ? result : null)));
    }

    private int room(SamplePlay play) {
        return Math.min(play.request.tokensMax(), settings.positions() - play.request.prompt().length);
    }

    private void end(SamplePlay play, PlayedSample.Ending ending) {
        free.add(play.slot());
        ended.add(play.end(ending));
    }

    /// Batch sizes that are used: powers of two up to 8, then multiples of 8. A sample's numbers do not
    /// depend on its
    /// neighbours at one size.
    static int bucket(int rows) {
        return rows <= SMALL_BUCKET
                ? Math.max(1, Integer.highestOneBit(2 * rows - 1))
                : (rows + SMALL_BUCKET - 1) / SMALL_BUCKET * SMALL_BUCKET;
    }

    @Override
    public void close() {
        bias.close();
    }
}
