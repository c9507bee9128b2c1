/// The process: settings, start and end, health and metrics.
@NullMarked
package io.toolstream.rollout.boot;

import org.jspecify.annotations.NullMarked;
