package io.toolstream.trajectories.stream;

import io.toolstream.schemas.RolloutRequest;
import io.toolstream.schemas.codec.Codec;
import io.toolstream.trajectories.evaluation.EvaluationTally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/// How an [EvaluationTally] stands in the service's own store and on its own topics, which no other program
/// reads: the number of this form (1 byte), the length of the request's record (4 bytes) and the record, the
/// reward function, microseconds of its end, the number of sums (4 bytes), and each sum's name and value.
final class TallyFormat {
    private static final int FORM = 1;

    private final Codec<RolloutRequest> requests;

    TallyFormat(Codec<RolloutRequest> requests) {
        this.requests = requests;
    }

    Serde<EvaluationTally> serde() {
        return Serdes.serdeFrom(
                (_, tally) -> tally == null ? null : encoded(tally),
                (_, bytes) -> bytes == null ? null : decoded(bytes));
    }

    byte[] encoded(EvaluationTally tally) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] request = requests.encode(tally.first());
            out.writeByte(FORM);
            out.writeInt(request.length);
            out.write(request);
            out.writeUTF(tally.function());
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, tally.finished()));
            out.writeInt(tally.sums().size());
            for (Map.Entry<String, Double> sum : tally.sums().entrySet()) {
                out.writeUTF(sum.getKey());
                out.writeDouble(sum.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can be written", impossible);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalStateException if another version of this program wrote it in another form
    EvaluationTally decoded(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int form = in.readByte();
            if (form != FORM) {
                throw new IllegalStateException(
                        "an evaluation's sums are kept in form %d, this program knows %d; start the version that wrote them"
                                .formatted(form, FORM));
            }
            RolloutRequest first = requests.decode(in.readNBytes(in.readInt()));
            String function = in.readUTF();
            Instant finished = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
            Map<String, Double> sums = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                sums.put(in.readUTF(), in.readDouble());
            }
            return new EvaluationTally(first, function, sums, finished);
        } catch (IOException cut) {
            throw new UncheckedIOException(
                    "an evaluation's sums are cut off after %d bytes".formatted(bytes.length), cut);
        }
    }
}
