/// Runs as they stand on the topic `runs`: declared, listed, set going again.
@NullMarked
package io.toolstream.app.run;

import org.jspecify.annotations.NullMarked;
