/// Reading and writing topics as logs: positions, ranges, transactions, and the making of topics and group
/// settings.
@NullMarked
package io.toolstream.transport.log;

import org.jspecify.annotations.NullMarked;
