package io.toolstream.rollout.worker;

import io.toolstream.policy.format.HermesFormat;
import io.toolstream.policy.format.RetoolFormat;
import io.toolstream.policy.format.ToolFormat;
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
    /// @throws IllegalArgumentException if the vocabulary lacks a marker that the format needs
    ToolFormat over(Tokenizer tokenizer, ChatTemplate template, String instruction) {
        return switch (this) {
            case RETOOL -> new RetoolFormat(tokenizer, template, instruction);
            case HERMES -> new HermesFormat(tokenizer, template);
        };
    }
}
