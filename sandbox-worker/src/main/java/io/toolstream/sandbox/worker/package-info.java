/// Serves the queue of code requests from a sandbox.
@NullMarked
package io.toolstream.sandbox.worker;

import org.jspecify.annotations.NullMarked;
