/// Asks sandbox workers to run programs, over the queue of code requests.
@NullMarked
package io.toolstream.transport.code;

import org.jspecify.annotations.NullMarked;
