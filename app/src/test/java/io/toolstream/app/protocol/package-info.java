/// The protocol, simulated: the programs' real state machines over logs in memory, with everything going wrong that
/// can.
@NullMarked
package io.toolstream.app.protocol;

import org.jspecify.annotations.NullMarked;
