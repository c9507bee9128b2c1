/// Stores large values by the hash of their content.
@NullMarked
package io.toolstream.transport.blob;

import org.jspecify.annotations.NullMarked;
