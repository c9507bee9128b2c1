/// The process: settings, start and end, health and metrics.
@NullMarked
package io.toolstream.learner.boot;

import org.jspecify.annotations.NullMarked;
