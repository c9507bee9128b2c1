/// How bytes move between the programs: work queues, logs, weights, blobs. It knows no tensors and decodes
/// no value.
@NullMarked
package io.toolstream.transport;

import org.jspecify.annotations.NullMarked;
