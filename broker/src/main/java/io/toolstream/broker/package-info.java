/// A Kafka broker and controller in one process, for machines that have no Kafka.
@NullMarked
package io.toolstream.broker;

import org.jspecify.annotations.NullMarked;
