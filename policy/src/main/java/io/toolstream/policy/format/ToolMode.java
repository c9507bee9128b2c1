package io.toolstream.policy.format;

/// What a trajectory's programs know of each other. A policy that is told the one and given the other is misled, so
/// the prompt states it.
public enum ToolMode {
    /// Nothing.
    STATELESS("Every program starts afresh: it sees nothing of the earlier ones."),
    /// What the earlier ones have defined.
    SESSION("A program sees what the earlier ones have defined: they run again, silently, before it.");

    /// Where an instruction wants the mode to be stated.
    public static final String PLACE = "{programs}";

    private final String sentence;

    ToolMode(String sentence) {
        this.sentence = sentence;
    }

    /// For the policy to read.
    public String sentence() {
        return sentence;
    }

    /// `instruction` with this mode stated at [#PLACE]. Without that place a session is stated behind the text, and
    /// nothing is added for programs on their own, which is what published instructions mean. An empty one stays
    /// so: it is for a model that knows.
    String statedIn(String instruction) {
        if (instruction.isEmpty() || instruction.contains(PLACE)) {
            return instruction.replace(PLACE, sentence);
        }
        return this == SESSION ? instruction.stripTrailing() + "\n" + sentence + "\n\n" : instruction;
    }

    /// `description` of a function, with a session stated.
    String describedIn(String description) {
        return this == SESSION ? description + " " + sentence : description;
    }
}
