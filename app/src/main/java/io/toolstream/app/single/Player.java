package io.toolstream.app.single;

import io.toolstream.app.task.Part;
import io.toolstream.grading.Response;
import io.toolstream.grading.RewardFunction;
import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.format.ToolUse;
import io.toolstream.policy.text.Tokenizer;
import io.toolstream.rollout.engine.Engine;
import io.toolstream.rollout.engine.PlayedSample;
import io.toolstream.rollout.engine.SampleRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plays questions to the end and grades what comes of them.
final class Player {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Engine engine;
    private final ToolFormat format;
    private final Tokenizer tokenizer;
    private final RewardFunction reward;
    private final SingleSettings settings;

    Player(Engine engine, ToolFormat format, Tokenizer tokenizer, RewardFunction reward, SingleSettings settings) {
        this.engine = engine;
        this.format = format;
        this.tokenizer = tokenizer;
        this.reward = reward;
        this.settings = settings;
    }

    long[] prompt(Question question, ToolUse tools) {
        return format.prompt(question.problem().question(), tools).modelIds();
    }

    /// The graded samples of each question, in the order of the questions.
    ///
    /// @param stream keeps the draws of one call apart from those of others
    List<List<Graded>> play(List<Question> questions, int samples, float temperature, float topP, int stream)
            throws InterruptedException {
        List<List<Graded>> played = new ArrayList<>();
        Map<Long, Integer> asked = new HashMap<>();
        for (int index = 0; index < questions.size(); index++) {
            long[] prompt = prompt(questions.get(index), settings.tools());
            List<SampleRequest> group = new ArrayList<>();
            for (int sample = 0; sample < samples; sample++) {
                long key = ((long) stream << 32) + (long) index * samples + sample;
                asked.put(key, index);
                group.add(new SampleRequest(key, prompt, temperature, topP, settings.tokensMax(), settings.turnsMax()));
            }
            engine.submit(group);
            played.add(new ArrayList<>());
        }
        while (engine.inPlay() > 0) {
            for (PlayedSample sample : engine.step(PATIENCE)) {
                int index = asked.getOrDefault(sample.request().key(), 0);
                if (sample.ending() != PlayedSample.Ending.INFRASTRUCTURE) {
                    played.get(index).add(graded(sample, questions.get(index).answer()));
                }
            }
        }
        return played;
    }

    /// The first sample of each kind.
    List<Transcript> transcripts(List<Question> questions, List<List<Graded>> played) {
        Map<Transcript.Kind, Transcript> first = new EnumMap<>(Transcript.Kind.class);
        for (int index = 0; index < played.size(); index++) {
            for (Graded graded : played.get(index)) {
                Transcript.Kind kind = Transcript.kind(graded);
                if (!first.containsKey(kind)) {
                    first.put(kind, new Transcript(kind, graded.reward(), parts(questions.get(index), graded)));
                }
            }
        }
        return List.copyOf(first.values());
    }

    private List<Part> parts(Question question, Graded graded) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Part.Author.PROMPT, question.problem().question()));
        long[] response = graded.sample().response();
        boolean[] byPolicy = graded.sample().byPolicy();
        int from = 0;
        for (int t = 1; t <= response.length; t++) {
            if (t == response.length || byPolicy[t] != byPolicy[from]) {
                parts.add(new Part(
                        byPolicy[from] ? Part.Author.POLICY : Part.Author.INTERPRETER,
                        tokenizer.decode(Arrays.copyOfRange(response, from, t))));
                from = t;
            }
        }
        return parts;
    }

    private Graded graded(PlayedSample sample, String answer) {
        long[] written = new long[sample.response().length];
        int count = 0;
        for (int t = 0; t < written.length; t++) {
            if (sample.byPolicy()[t]) {
                written[count++] = sample.response()[t];
            }
        }
        Response response = new Response(
                tokenizer.decode(Arrays.copyOf(written, count)),
                sample.calls().size(),
                sample.ending() == PlayedSample.Ending.FINISHED);
        return new Graded(sample, reward.grade(response, answer).reward());
    }
}
