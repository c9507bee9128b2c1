package io.toolstream.sandbox.process;

import io.toolstream.schemas.sandbox.ProgramStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program that tries to get out and says so: `TRIED` for what a barrier stopped, `ESCAPED` for what went
/// through, `BROKEN` for what never got as far as a barrier.
///
/// @param tiers where it makes sense; everywhere if empty
/// @param statuses of which one must come of it
record Attack(String name, List<String> tiers, List<ProgramStatus> statuses, String code) {
    private static final String MARK = "#: ";
    private static final Pattern PATH = Pattern.compile("\"(/[^\"\\n]*)\"");
    private static final Pattern IMPORTED = Pattern.compile("(?m)^import (numpy|sympy|scipy)\\b");

    /// Those of `attacks.py`, each behind the prelude.
    static List<Attack> all() {
        List<Attack> attacks = new ArrayList<>();
        for (String section : text("attacks.py").split("(?m)^" + MARK, -1)) {
            if (!section.isBlank()) {
                String[] head = section.lines().findFirst().orElseThrow().split("\\|", -1);
                String code = section.substring(section.indexOf('\n') + 1);
                attacks.add(new Attack(
                        head[0].strip(),
                        words(head, 1),
                        head.length > 2
                                ? words(head, 2).stream()
                                        .map(ProgramStatus::valueOf)
                                        .toList()
                                : List.of(ProgramStatus.OK),
                        prelude() + code));
            }
        }
        return attacks;
    }

    /// What attacks are written with.
    static String prelude() {
        return text("attack_prelude.py");
    }

    private static List<String> words(String[] head, int part) {
        if (head.length <= part || head[part].isBlank()) {
            return List.of();
        }
        return List.of(head[part].strip().split(","));
    }

    private static String text(String name) {
        try (InputStream in = Attack.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException(name, broken);
        }
    }

    /// The program, what it looks for named, and told which of the paths that it names there are.
    String aimedAt(Map<String, String> targets) {
        String aimed = code;
        for (Map.Entry<String, String> target : targets.entrySet()) {
            aimed = aimed.replace(target.getKey(), target.getValue());
        }
        Set<String> existing = new TreeSet<>();
        Matcher named = PATH.matcher(aimed);
        while (named.find()) {
            Path path = Path.of(named.group(1));
            Stream.of(path, Objects.requireNonNullElse(path.getParent(), path))
                    .filter(Files::exists)
                    .forEach(one -> existing.add(one.toString()));
            if (Files.exists(path)) {
                existing.add(named.group(1)); // "//etc//hostname" as it is written
            }
        }
        return aimed.replace("@EXISTING@", existing.stream().collect(Collectors.joining("', '", "{'", "'}")));
    }

    /// What it imports by which a template is chosen, for another program to come from the same.
    String imports() {
        Matcher imported = IMPORTED.matcher(code);
        return imported.find() ? imported.group() : "";
    }

    boolean fits(String tier) {
        return tiers.isEmpty() || tiers.contains(tier);
    }

    @Override
    public String toString() {
        return name;
    }
}
