/// Recounts a run from its topics and holds them against the rules of the protocol. Knows nothing of the programs' own
/// state machines: what they got wrong must show here.
@NullMarked
package io.toolstream.app.account;

import org.jspecify.annotations.NullMarked;
