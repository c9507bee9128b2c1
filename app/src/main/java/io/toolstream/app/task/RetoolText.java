package io.toolstream.app.task;

import java.util.List;

/// The texts of a conversation in ReTool's format (arXiv:2504.11536), in which code, interpreter and answer
/// stand
/// between markers that are one token each.
public final class RetoolText {
    /// Every marker, in the order of its id after the vocabulary. The first is padding.
    public static final List<String> MARKERS = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<code>",
            "</code>",
            "<interpreter>",
            "</interpreter>",
            "<answer>",
            "</answer>");

    private RetoolText() {}

    /// What comes before the policy's first word.
    public static String prompt(String question) {
        return "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
    }

    /// A program of the policy.
    public static String code(String program) {
        return "\n<code>\n" + program + "\n</code>";
    }

    /// The sandbox's reply.
    public static String interpreter(String output) {
        return "\n<interpreter>\n" + output + "\n</interpreter>";
    }

    /// The policy's last words.
    public static String answer(String value) {
        return "\n<answer>\\boxed{" + value + "}</answer><|im_end|>";
    }
}
