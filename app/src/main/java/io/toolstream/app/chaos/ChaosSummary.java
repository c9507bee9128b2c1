package io.toolstream.app.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.toolstream.app.account.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What became of a run under fire.
///
/// @param kills     in their order
/// @param account   after all requests had ended
/// @param hashEqual whether a learner without checkpoints trained all steps again from the log and came to the same
///     weights and state after each
public record ChaosSummary(List<Kill> kills, Account account, boolean hashEqual) {
    /// Copies the list.
    public ChaosSummary {
        kills = List.copyOf(kills);
    }

    /// One process that was killed.
    ///
    /// @param seconds from the kill until all programs did their work again and a step had come after that
    public record Kill(String name, double seconds) {}

    /// Whether nothing was lost, trained twice or broken, and the learner reproduces.
    public boolean clean() {
        return account.clean() && hashEqual;
    }

    /// As a script reads it.
    public ObjectNode json() {
        ObjectNode object = new ObjectMapper().createObjectNode();
        object.put("faults", kills.size())
                .put("lost", account.lost())
                .put("duplicated", account.duplicated())
                .put("groups_trained", account.trained())
                .put("versions", account.versions())
                .put("hash_equal", hashEqual);
        object.putObject("recover_s").put("median", median()).put("max", longest());
        ArrayNode killed = object.putArray("kills");
        kills.forEach(kill -> killed.addObject().put("name", kill.name()).put("recover_s", kill.seconds()));
        object.set("account", account.toJson());
        return object;
    }

    /// As a person reads it.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        kills.forEach(kill -> lines.add(
                String.format(Locale.ROOT, "killed %-20s training went on after %.1f s", kill.name(), kill.seconds())));
        lines.add(String.format(Locale.ROOT, "recovery: median %.1f s, longest %.1f s", median(), longest()));
        lines.addAll(account.lines());
        lines.add(
                hashEqual
                        ? "All steps run again from the log come to the same weights and state."
                        : "Steps run again from the log come out differently, or could not be run.");
        return lines;
    }

    private double median() {
        List<Double> sorted = kills.stream().map(Kill::seconds).sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private double longest() {
        return kills.stream().mapToDouble(Kill::seconds).max().orElse(0);
    }
}
