package io.toolstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/// What was written once stays readable. `golden/` holds, for each record, bytes and the schema they were written with;
/// `-Dtest.jvm.args=-Dgolden.write=true` writes those that are missing.
class GoldenBytesTest {
    private static final Path SOURCES = Path.of("src", "test", "resources", "golden");

    @Test
    void bytesOfTheFirstSchemasStillDecode() throws IOException {
        Codecs now = Codecs.with(SchemaSource.none());
        for (Samples.Sample<?> sample : Samples.of(now)) {
            if (Boolean.getBoolean("golden.write") && !Files.exists(SOURCES.resolve(sample.name() + ".hex"))) {
                write(sample);
            }
        }
        Codecs reader = Codecs.with(fingerprint -> Samples.of(now).stream()
                .map(sample -> text(sample.name() + ".avsc"))
                .filter(json -> fingerprintOf(json) == fingerprint)
                .findFirst()
                .orElse(null));
        for (Samples.Sample<?> sample : Samples.of(reader)) {
            byte[] golden = HexFormat.of().parseHex(text(sample.name() + ".hex").strip());
            assertThat(sample.codec().decode(golden)).isEqualTo(sample.value());
        }
    }

    @Test
    void aSchemaThatChangesNothingKeepsItsBytes() {
        for (Samples.Sample<?> sample : Samples.of(Codecs.with(SchemaSource.none()))) {
            long goldenFingerprint = fingerprintOf(text(sample.name() + ".avsc"));
            if (goldenFingerprint == sample.codec().writerSchema().fingerprint()) {
                assertThat(HexFormat.of().formatHex(sample.encoded()))
                        .as(sample.name())
                        .isEqualTo(text(sample.name() + ".hex").strip());
            }
        }
    }

    private static void write(Samples.Sample<?> sample) throws IOException {
        Files.createDirectories(SOURCES);
        Files.writeString(
                SOURCES.resolve(sample.name() + ".avsc"),
                sample.codec().writerSchema().json() + "\n");
        Files.writeString(
                SOURCES.resolve(sample.name() + ".hex"), HexFormat.of().formatHex(sample.encoded()) + "\n");
    }

    private static long fingerprintOf(String json) {
        return SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(json));
    }

    private static String text(String name) {
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no golden file %s; see the class comment".formatted(name));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
