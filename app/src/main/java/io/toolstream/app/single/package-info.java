/// The whole loop in one process over in-memory queues: shows what the recipe learns without the streams.
@NullMarked
package io.toolstream.app.single;

import org.jspecify.annotations.NullMarked;
