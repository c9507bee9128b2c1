/// How a program starts, says how it is, and ends: the only place of the framework, with the `boot`
/// packages of the
/// programs.
@NullMarked
package io.toolstream.boot;

import org.jspecify.annotations.NullMarked;
