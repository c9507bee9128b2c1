/// Supervised training: the base and the cold start.
@NullMarked
package io.toolstream.learner.sft;

import org.jspecify.annotations.NullMarked;
