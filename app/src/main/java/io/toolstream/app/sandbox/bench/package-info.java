/// What the sandbox costs: beside a cold interpreter in one run, and through Kafka.
@NullMarked
package io.toolstream.app.sandbox.bench;

import org.jspecify.annotations.NullMarked;
