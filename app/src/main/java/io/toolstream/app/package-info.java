/// The command line: everything a person runs.
@NullMarked
package io.toolstream.app;

import org.jspecify.annotations.NullMarked;
