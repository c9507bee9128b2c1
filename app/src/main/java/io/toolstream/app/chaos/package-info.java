/// Kills programs and the broker while a run trains, and has every trajectory accounted for.
@NullMarked
package io.toolstream.app.chaos;

import org.jspecify.annotations.NullMarked;
