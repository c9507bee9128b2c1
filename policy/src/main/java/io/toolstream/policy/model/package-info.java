/// The decoder: its configuration, its weights in Hugging Face form, its TorchScript, and the calls on it.
@NullMarked
package io.toolstream.policy.model;

import org.jspecify.annotations.NullMarked;
