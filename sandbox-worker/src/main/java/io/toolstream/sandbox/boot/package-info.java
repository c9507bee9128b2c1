/// The process: settings, start and end, health and metrics.
@NullMarked
package io.toolstream.sandbox.boot;

import org.jspecify.annotations.NullMarked;
