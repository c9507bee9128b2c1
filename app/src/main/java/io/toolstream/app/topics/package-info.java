/// The declared topics on a real cluster: made, listed, read out.
@NullMarked
package io.toolstream.app.topics;

import org.jspecify.annotations.NullMarked;
