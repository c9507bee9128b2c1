package io.toolstream.schemas.codec;

import io.toolstream.schemas.Examples;
import java.util.List;

/// Every codec with an example of its record.
final class Samples {
    private Samples() {}

    record Sample<T>(Codec<T> codec, T value) {
        String name() {
            return value.getClass().getSimpleName();
        }

        byte[] encoded() {
            return codec.encode(value);
        }
    }

    static List<Sample<?>> of(Codecs codecs) {
        return List.of(
                new Sample<>(codecs.runManifests(), Examples.run()),
                new Sample<>(codecs.problems(), Examples.problem()),
                new Sample<>(codecs.answers(), Examples.answer()),
                new Sample<>(codecs.rolloutRequests(), Examples.request()),
                new Sample<>(codecs.workerBeats(), Examples.beat()),
                new Sample<>(codecs.codeRequests(), Examples.codeRequest()),
                new Sample<>(codecs.codeResults(), Examples.codeResult()),
                new Sample<>(codecs.trajectories(), Examples.trajectory()),
                new Sample<>(codecs.trajectoryGroups(), Examples.group()),
                new Sample<>(codecs.behaviourReports(), Examples.behaviour()),
                new Sample<>(codecs.weightManifests(), Examples.manifest()),
                new Sample<>(codecs.weightChunks(), Examples.chunk()),
                new Sample<>(codecs.stepReports(), Examples.step()),
                new Sample<>(codecs.evaluationReports(), Examples.evaluation()),
                new Sample<>(codecs.deadLetters(), Examples.deadLetter()));
    }
}
