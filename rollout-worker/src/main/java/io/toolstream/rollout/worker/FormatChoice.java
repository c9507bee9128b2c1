package io.toolstream.rollout.worker;

import io.toolstream.policy.format.HermesFormat;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolFormat;
import io.toolstream.policy.format.ToolMode;
import io.toolstream.policy.text.ChatTemplate;
import io.toolstream.policy.text.Tokenizer;

/// The formats that `rollout.format` can name.
public enum FormatChoice {
    /// Programs between `<code>` and `</code>`.
    RETOOL,
    /// Programs as function calls, for a model that was tuned on those.
    HERMES;

    /// The format over a policy's vocabulary and template.
    ///
    /// @param instruction written before every question of format retool
    /// @param mode of the programs, which the prompt states
    /// @throws IllegalArgumentException if the vocabulary lacks a marker that the format needs
    public ToolFormat over(Tokenizer tokenizer, ChatTemplate template, String instruction, ToolMode mode) {
        return switch (this) {
            case RETOOL -> new RetoolFormat(tokenizer, template, instruction, mode);
            case HERMES -> new HermesFormat(tokenizer, template, mode);
        };
    }
}
