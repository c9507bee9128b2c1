/// The seam to libtorch: TorchScript archives written by Java, loaded and called through a small interface.
@NullMarked
package io.toolstream.policy.torch;

import org.jspecify.annotations.NullMarked;
