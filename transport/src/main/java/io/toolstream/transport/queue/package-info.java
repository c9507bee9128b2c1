/// Work queues over share groups: lanes that answer what they take, and a taker that keeps what it takes.
@NullMarked
package io.toolstream.transport.queue;

import org.jspecify.annotations.NullMarked;
