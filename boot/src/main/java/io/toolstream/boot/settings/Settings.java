package io.toolstream.boot.settings;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Settings that were read and checked: every key is known and every value of its type.
public final class Settings {
    /// The mappings of which every program has its own.
    public static final List<Class<?>> EVERYWHERE = List.of(KafkaConfig.class, RunConfig.class, HttpConfig.class);

    /// First parts of the keys of the programs. A program takes no notice of another's.
    public static final Set<String> PROGRAMS = Set.of("rollout", "sandbox", "trajectories", "learner");

    private static final Pattern CONVERSION = Pattern.compile("config property (\\S+) with the config value \"(.*?)\"");
    private static final Pattern MISSING = Pattern.compile("config property (\\S+) is required");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");

    private final SmallRyeConfig config;
    private final List<Key> keys;
    private final SettingsSources sources;

    private Settings(SmallRyeConfig config, List<Key> keys, SettingsSources sources) {
        this.config = config;
        this.keys = keys;
        this.sources = sources;
    }

    /// Reads and checks.
    ///
    /// @param programs the mappings of the programs of interest, beside those of [#EVERYWHERE]
    /// @throws SettingsRefusedException for the first unknown key or wrong value of the file and the
    ///     overrides, or
    ///     wrong value of the environment
    public static Settings read(SettingsSources sources, List<Class<?>> programs) {
        List<Class<?>> mappings =
                Stream.concat(EVERYWHERE.stream(), programs.stream()).toList();
        List<Key> keys = new ArrayList<>();
        mappings.forEach(mapping -> keys.addAll(Key.of(mapping)));
        keys.add(new Key(Slot.KEY, int.class, Optional.empty(), false));
        List<ConfigSource> read = sources.read();
        read.stream()
                .filter(source -> !(source instanceof io.smallrye.config.EnvConfigSource))
                .forEach(source ->
                        source.getPropertyNames().forEach(name -> requireKnown(name, source.getName(), keys)));
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(read);
        mappings.forEach(builder::withMapping);
        try {
            Settings settings = new Settings(builder.build(), keys, sources);
            keys.stream().filter(Key::isBoolean).forEach(settings::requireBoolean);
            settings.slot();
            return settings;
        } catch (RuntimeException wrong) {
            throw wrong instanceof SettingsRefusedException ? wrong : refused(wrong, keys);
        }
    }

    /// What a mapping of those read holds.
    public <T> T of(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }

    /// The number of this process.
    public Slot slot() {
        return Slot.of(
                config.getOptionalValue(Slot.KEY, Integer.class),
                sources.environment().getOrDefault("HOSTNAME", ""));
    }

    /// The value of every key that has one, defaults included, by name.
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        for (Key key : keys) {
            if (key.open()) {
                for (String name : config.getPropertyNames()) {
                    if (key.covers(name)) {
                        put(values, name);
                    }
                }
            } else {
                put(values, key.name());
            }
        }
        return values;
    }

    /// Whether a source sets the key, so that its default does not hold.
    public boolean given(String name) {
        var value = config.getConfigValue(name);
        return value.getValue() != null && value.getConfigSourceOrdinal() > Integer.MIN_VALUE;
    }

    private void put(Map<String, String> values, String name) {
        String value = config.getConfigValue(name).getValue();
        if (value != null) {
            values.put(name.replace("\"", ""), value);
        }
    }

    private void requireBoolean(Key key) {
        String value = config.getConfigValue(key.name()).getValue();
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw wrong(key.name(), value, key);
        }
    }

    private static void requireKnown(String written, String source, List<Key> keys) {
        String name = INDEX.matcher(written.replace("\"", "")).replaceFirst("");
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        boolean ours = keys.stream().anyMatch(key -> key.name().startsWith(first + "."));
        if ((!ours && PROGRAMS.contains(first)) || keys.stream().anyMatch(key -> key.covers(name))) {
            return;
        }
        throw new SettingsRefusedException("unknown setting %s in %s; the nearest valid one is %s"
                .formatted(
                        name,
                        source,
                        Nearest.of(name, keys.stream().map(Key::name).toList())));
    }

    private static SettingsRefusedException refused(RuntimeException failure, List<Key> keys) {
        String message = String.valueOf(failure.getMessage());
        Matcher conversion = CONVERSION.matcher(message);
        if (conversion.find()) {
            return wrong(conversion.group(1), conversion.group(2), key(conversion.group(1), keys));
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return new SettingsRefusedException(
                    "setting %s is not set and has no default; set it".formatted(missing.group(1)));
        }
        return new SettingsRefusedException("the settings cannot be read: " + message, failure);
    }

    private static Key key(String name, List<Key> keys) {
        String plain = INDEX.matcher(name).replaceFirst("");
        return keys.stream()
                .filter(key -> key.covers(plain))
                .findFirst()
                .orElseGet(() -> new Key(plain, String.class, Optional.empty(), false));
    }

    private static SettingsRefusedException wrong(String name, String value, Key key) {
        return new SettingsRefusedException("setting %s is '%s'; it must be %s".formatted(name, value, key.kind()));
    }
}
