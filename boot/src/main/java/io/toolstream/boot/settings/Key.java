package io.toolstream.boot.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One key that a mapping declares.
///
/// @param name     dotted; of an open key the part before its free names
/// @param type     what its value is turned into
/// @param fallback its default, if it has one
/// @param open     whether any name may follow, as with Kafka's client properties
public record Key(String name, Class<?> type, Optional<String> fallback, boolean open) {

    /// The keys of a mapping interface, by name.
    public static List<Key> of(Class<?> mapping) {
        return under(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping)
                .sorted(Comparator.comparing(Key::name))
                .toList();
    }

    private static Stream<Key> under(String prefix, Class<?> group) {
        return Arrays.stream(group.getMethods())
                .filter(method -> !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
                .flatMap(method -> key(prefix + "." + method.getName(), method));
    }

    private static Stream<Key> key(String name, Method method) {
        Class<?> type = value(method.getGenericReturnType());
        if (type.isInterface() && type.getPackageName().startsWith("io.toolstream")) {
            return under(name, type);
        }
        WithDefault fallback = method.getAnnotation(WithDefault.class);
        return Stream.of(new Key(
                name,
                type,
                fallback == null ? Optional.empty() : Optional.of(fallback.value()),
                method.getReturnType() == Map.class));
    }

    /// The environment variable that sets the key `name`: its letters large, all between them underscores.
    public static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /// What stands in the end for a value, also inside an `Optional` or a list.
    private static Class<?> value(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic ->
                value(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
            default -> Object.class;
        };
    }

    /// Whether `name` is this key or, where it is open, below it.
    boolean covers(String name) {
        return open ? name.startsWith(this.name + ".") : name.equals(this.name);
    }

    /// What a value of it looks like, for people.
    String kind() {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (isBoolean()) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        return type == Duration.class ? "a duration such as 500ms, 30s or 5m" : "text";
    }

    boolean isBoolean() {
        return type == boolean.class || type == Boolean.class;
    }
}
