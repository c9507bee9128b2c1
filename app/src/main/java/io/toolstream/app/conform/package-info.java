/// Files of conformance vectors: finding them, and reading them row by row.
@NullMarked
package io.toolstream.app.conform;

import org.jspecify.annotations.NullMarked;
