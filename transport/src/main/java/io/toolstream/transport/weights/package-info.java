/// Follows the versions of the policy on the topic `weights`.
@NullMarked
package io.toolstream.transport.weights;

import org.jspecify.annotations.NullMarked;
