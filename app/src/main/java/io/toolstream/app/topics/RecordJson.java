package io.toolstream.app.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.schemas.Bytes;
import io.toolstream.schemas.LogProbs;
import io.toolstream.schemas.TextEnds;
import io.toolstream.schemas.TokenIds;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Domain records as JSON for people and scripts: components by name, ids as their text, bytes in base 64,
/// times and durations in ISO 8601. A variant of a sealed type says which one it is in `kind`.
final class RecordJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordJson() {}

    static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Bytes bytes -> JSON.binaryNode(bytes.toArray());
            case TokenIds ids -> ints(ids.toArray());
            case TextEnds ends -> ints(ends.toArray());
            case LogProbs logProbs -> floats(logProbs.toArray());
            case Optional<?> optional -> of(optional.orElse(null));
            case OptionalInt optional -> optional.isPresent() ? JSON.numberNode(optional.getAsInt()) : JSON.nullNode();
            case OptionalLong optional ->
                optional.isPresent() ? JSON.numberNode(optional.getAsLong()) : JSON.nullNode();
            case OptionalDouble optional ->
                optional.isPresent() ? JSON.numberNode(optional.getAsDouble()) : JSON.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = JSON.objectNode();
                map.forEach((key, one) -> object.set(of(key).asText(), of(one)));
                yield object;
            }
            case Collection<?> all -> {
                ArrayNode array = JSON.arrayNode();
                all.forEach(one -> array.add(of(one)));
                yield array;
            }
            case Record record -> ofRecord(record);
            default -> JSON.textNode(value.toString());
        };
    }

    private static JsonNode ofRecord(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (components.length == 1 && components[0].getName().equals("value")) {
            return of(component(record, components[0]));
        }
        ObjectNode object = JSON.objectNode();
        Class<?> outer = record.getClass().getDeclaringClass();
        if (outer != null && outer.isSealed()) {
            object.put("kind", record.getClass().getSimpleName());
        }
        for (RecordComponent component : components) {
            object.set(component.getName(), of(component(record, component)));
        }
        return object;
    }

    private static @Nullable Object component(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "%s.%s cannot be read; make the record public"
                            .formatted(record.getClass().getName(), component.getName()),
                    e);
        }
    }

    private static ArrayNode ints(int[] values) {
        ArrayNode array = JSON.arrayNode(values.length);
        for (int value : values) {
            array.add(value);
        }
        return array;
    }

    private static ArrayNode floats(float[] values) {
        ArrayNode array = JSON.arrayNode(values.length);
        for (float value : values) {
            array.add(value);
        }
        return array;
    }
}
