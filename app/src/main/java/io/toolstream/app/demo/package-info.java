/// The demonstration: a small policy learns to use the sandbox over a real cluster, and is measured before and after.
@NullMarked
package io.toolstream.app.demo;

import org.jspecify.annotations.NullMarked;
