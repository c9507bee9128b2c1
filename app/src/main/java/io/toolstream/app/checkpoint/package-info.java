/// Makes the demonstration's two checkpoints: the base and the cold start.
@NullMarked
package io.toolstream.app.checkpoint;

import org.jspecify.annotations.NullMarked;
