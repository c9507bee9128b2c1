/// Supervised tuning of a model on conversations, from its folder to a folder.
@NullMarked
package io.toolstream.app.sft;

import org.jspecify.annotations.NullMarked;
