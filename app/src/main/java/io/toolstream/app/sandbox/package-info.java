/// The sandbox from the command line: programs run without Kafka, and recorded programs run again.
@NullMarked
package io.toolstream.app.sandbox;

import org.jspecify.annotations.NullMarked;
