package io.toolstream.boot.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// Where settings come from; the later of file, environment and overrides wins.
///
/// @param file        YAML, or Java properties if its name ends so
/// @param environment variables by name
/// @param overrides   values by key
public record SettingsSources(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    /// The environment variable that names the file.
    public static final String FILE_VARIABLE = "TOOLSTREAM_CONFIG";

    private static final int FILE_ORDINAL = 110;
    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int OVERRIDE_ORDINAL = 400;

    /// Copies the maps.
    public SettingsSources {
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }

    /// The sources of a process.
    ///
    /// @param file      if absent, the one that `TOOLSTREAM_CONFIG` names, if it does
    /// @param overrides each `key=value`
    /// @throws SettingsRefusedException if an override is not of that form
    public static SettingsSources of(@Nullable Path file, Map<String, String> environment, List<String> overrides) {
        Optional<Path> named = Optional.ofNullable(environment.get(FILE_VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of);
        Map<String, String> values = new LinkedHashMap<>();
        for (String override : overrides) {
            int sign = override.indexOf('=');
            if (sign < 1) {
                throw new SettingsRefusedException(
                        "'%s' is no setting; write key=value, for example learner.steps=10".formatted(override));
            }
            values.put(override.substring(0, sign), override.substring(sign + 1));
        }
        return new SettingsSources(Optional.ofNullable(file).or(() -> named), environment, values);
    }

    /// Reads them.
    ///
    /// @throws SettingsRefusedException if the file cannot be read
    List<ConfigSource> read() {
        ConfigSource laid = new PropertiesConfigSource(overrides, "overrides", OVERRIDE_ORDINAL);
        ConfigSource variables = new EnvConfigSource(environment, ENVIRONMENT_ORDINAL);
        return file.isPresent() ? List.of(laid, variables, read(file.get())) : List.of(laid, variables);
    }

    private static ConfigSource read(Path file) {
        try {
            String text = Files.readString(file);
            if (file.toString().endsWith(".properties")) {
                Properties properties = new Properties();
                properties.load(new StringReader(text));
                Map<String, String> values = new LinkedHashMap<>();
                properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
                return new PropertiesConfigSource(values, file.toString(), FILE_ORDINAL);
            }
            return new YamlConfigSource(file.toString(), text, FILE_ORDINAL);
        } catch (IOException failure) {
            throw new SettingsRefusedException(
                    "settings file %s cannot be read (%s); name one that exists".formatted(file, failure), failure);
        } catch (MarkedYAMLException broken) {
            throw new SettingsRefusedException(
                    "settings file %s is not YAML: %s in line %d"
                            .formatted(
                                    file,
                                    broken.getProblem(),
                                    broken.getProblemMark() == null
                                            ? 1
                                            : broken.getProblemMark().getLine() + 1),
                    broken);
        } catch (IllegalStateException | ClassCastException | IllegalArgumentException broken) {
            throw new SettingsRefusedException(
                    "settings file %s does not hold keys and values: %s".formatted(file, broken.getMessage()), broken);
        }
    }
}
