package io.toolstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.Examples;
import io.toolstream.schemas.Finish;
import io.toolstream.schemas.Segment;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.TokenIds;
import io.toolstream.schemas.WeightChunk;
import io.toolstream.schemas.topic.Topic;
import io.toolstream.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CodecsTest {
    private final Codecs codecs = Codecs.with(SchemaSource.none());

    @Test
    void everyRecordComesBackEqualAndToTheSameBytes() {
        for (Samples.Sample<?> sample : Samples.of(codecs)) {
            comesBack(sample);
        }
    }

    private static <T> void comesBack(Samples.Sample<T> sample) {
        byte[] bytes = sample.encoded();
        T back = sample.codec().decode(bytes);
        assertThat(back).isEqualTo(sample.value());
        assertThat(sample.codec().encode(back)).as(sample.name()).isEqualTo(bytes);
    }

    @Test
    void everyTopicOfRecordsHasACodec() {
        var carried = Topics.ALL.stream()
                .filter(topic -> !topic.equals(Topics.SCHEMAS))
                .map(Topic::value)
                .collect(Collectors.toSet());
        assertThat(Samples.of(codecs).stream().map(Samples.Sample::name)).containsExactlyInAnyOrderElementsOf(carried);
        assertThat(codecs.all()).hasSameSizeAs(carried);
        assertThat(codecs.writerSchemas().stream().map(WriterSchema::key)).doesNotHaveDuplicates();
    }

    @Test
    void tokenIdsAreLittleEndianOnTheWire() {
        var prompt = new Segment.Prompt("ab", TokenIds.of(1, 0x01020304), TextEnds.of(1, 2));
        var ids = SegmentParts.write(prompt).getIds();
        assertThat(DeadLetterMapping.array(ids)).containsExactly(1, 0, 0, 0, 4, 3, 2, 1);
    }

    @Test
    void bytesThatHoldNoRecordAreRefusedWithAReason() {
        refused(new byte[0], "does not start with C3 01");
        refused(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "does not start with C3 01");
        byte[] whole = codecs.trajectories().encode(Examples.trajectory());
        refused(Arrays.copyOf(whole, whole.length - 1), "Trajectory");
        refused(Arrays.copyOf(whole, whole.length + 1), "stray bytes");
        refused(codecs.problems().encode(Examples.problem()), "ProblemMessage stands where");
        byte[] unknown = whole.clone();
        unknown[2] ^= 1;
        refused(unknown, "is unknown here and on topic 'schemas'");
    }

    @Test
    void aRecordThatBreaksAnInvariantIsRefusedByName() {
        var message = new TrajectoryMapping().write(Examples.trajectory());
        message.getSegments().get(2).setLogProbs(message.getSegments().get(2).getIds());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrajectoryMapping().read(message))
                .withMessage("INTERPRETER segment carries log-probabilities or versions; only POLICY may");
    }

    @Test
    void noDamageDoesMoreThanADecodeException() {
        var random = new Random(20260102);
        for (Samples.Sample<?> sample : Samples.of(codecs)) {
            byte[] whole = sample.encoded();
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = whole.clone();
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    damaged[random.nextInt(10, damaged.length)] = (byte) random.nextInt();
                }
                survives(sample.codec(), damaged);
            }
        }
    }

    private static void survives(Codec<?> codec, byte[] damaged) {
        try {
            assertThat(codec.decode(damaged)).isNotNull();
        } catch (DecodeException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void aLengthThatThePayloadDoesNotHoldAllocatesNothing() {
        byte[] problem = codecs.problems().encode(Examples.problem());
        byte[] billion = {(byte) 0x80, (byte) 0xA8, (byte) 0xD6, (byte) 0xB9, 0x07};
        byte[] header = Arrays.copyOf(problem, 10);
        byte[] text = {2, 'p'};
        costsLittle(codecs.problems(), join(header, billion, text));
        costsLittle(codecs.problems(), join(header, text, text, billion, text, text));
        byte[] request = Arrays.copyOf(codecs.codeRequests().encode(Examples.codeRequest()), 10);
        byte[] number = {2};
        byte[] requestId = join(text, number, number, text, text);
        costsLittle(codecs.codeRequests(), join(request, requestId, text, text, text, text, billion, text));
    }

    private static void costsLittle(Codec<?> codec, byte[] lying) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> codec.decode(lying));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000_000);
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void aRecordAboveTheLimitIsNotEncoded() {
        var chunk = new WeightChunk(Examples.HASH, 0, 1, Bytes.of(new byte[Topics.MAX_RECORD_BYTES]));
        assertThatExceptionOfType(RecordTooLargeException.class)
                .isThrownBy(() -> codecs.weightChunks().encode(chunk))
                .withMessageContaining("above the limit of 900000")
                .satisfies(refusal -> assertThat(refusal.size()).isGreaterThan(Topics.MAX_RECORD_BYTES));
    }

    @Test
    void anUnfinishedTrajectoryOfOnlyAPromptComesBack() {
        var trajectory =
                Examples.trajectory(List.of(Examples.prompt()), List.of(), new Finish(Finish.Reason.ABORTED, true));
        assertThat(codecs.trajectories().decode(codecs.trajectories().encode(trajectory)))
                .isEqualTo(trajectory);
    }

    private void refused(byte[] bytes, String because) {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> codecs.trajectories().decode(bytes))
                .withMessageContaining(because);
    }
}
