/// The demonstration task: word problems of mathematics that a short program solves and mental arithmetic
/// does not.
@NullMarked
package io.toolstream.app.task;

import org.jspecify.annotations.NullMarked;
