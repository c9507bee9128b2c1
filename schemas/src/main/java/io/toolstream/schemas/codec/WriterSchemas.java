package io.toolstream.schemas.codec;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParseException;

/// Writer schemas by fingerprint: this build's own, then those that the source has told of.
final class WriterSchemas {
    /// Builds that write to one cluster at a time; more are looked up each time.
    private static final int MOST_REMEMBERED = 256;

    private final Map<Long, Schema> own = new ConcurrentHashMap<>();
    private final Map<Schema, WriterSchema> ownBySchema = new ConcurrentHashMap<>();
    private final Map<Long, Schema> remembered = new ConcurrentHashMap<>();
    private final SchemaSource source;

    WriterSchemas(Collection<Schema> schemas, SchemaSource source) {
        this.source = source;
        for (Schema schema : schemas) {
            long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
            own.put(fingerprint, schema);
            ownBySchema.put(schema, new WriterSchema(fingerprint, schema.toString()));
        }
    }

    WriterSchema own(Schema schema) {
        WriterSchema found = ownBySchema.get(schema);
        if (found == null) {
            throw new IllegalStateException("schema %s is not of this build".formatted(schema.getFullName()));
        }
        return found;
    }

    Schema find(long fingerprint) {
        Schema known = own.get(fingerprint);
        if (known == null) {
            known = remembered.get(fingerprint);
        }
        return known != null ? known : ask(fingerprint);
    }

    private Schema ask(long fingerprint) {
        String json = source.find(fingerprint);
        if (json == null) {
            throw new DecodeException(
                    "writer schema %016x is unknown here and on topic 'schemas'".formatted(fingerprint));
        }
        Schema schema;
        try {
            schema = new Schema.Parser().parse(json);
        } catch (SchemaParseException e) {
            throw new DecodeException("writer schema %016x is not an Avro schema".formatted(fingerprint), e);
        }
        long actual = SchemaNormalization.parsingFingerprint64(schema);
        if (actual != fingerprint) {
            throw new DecodeException(
                    "topic 'schemas' gives the schema %016x under %016x".formatted(actual, fingerprint));
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(fingerprint, schema);
        }
        return schema;
    }
}
