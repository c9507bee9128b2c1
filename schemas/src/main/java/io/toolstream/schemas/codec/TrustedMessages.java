package io.toolstream.schemas.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/// Resolves schemas to the generated classes of this build and to nothing else.
///
/// Avro 1.12.2 refuses generated classes as "not trusted" unless a system property names their package; this asks for
/// no
/// property and changes nothing global.
final class TrustedMessages extends SpecificData {
    static final TrustedMessages INSTANCE = new TrustedMessages();

    private static final String PACKAGE = "io.toolstream.schemas.avro";

    private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();

    private TrustedMessages() {
        super(TrustedMessages.class.getClassLoader());
    }

    @Override
    public Class<?> getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> classes.computeIfAbsent(schema.getFullName(), name -> load(schema));
            default -> super.getClass(schema);
        };
    }

    private static Class<?> load(Schema schema) {
        if (!PACKAGE.equals(schema.getNamespace())) {
            throw new DecodeException("schema %s is not of %s".formatted(schema.getFullName(), PACKAGE));
        }
        try {
            return Class.forName(schema.getFullName());
        } catch (ClassNotFoundException e) {
            throw new DecodeException("schema %s has no class in this build".formatted(schema.getFullName()), e);
        }
    }
}
