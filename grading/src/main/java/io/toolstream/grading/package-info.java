/// Turns what a policy wrote and a reference answer into a grade: pure, without I/O, the same on every machine.
@NullMarked
package io.toolstream.grading;

import org.jspecify.annotations.NullMarked;
