/// The contract of the sandbox: what is asked of it and what it answers.
@NullMarked
package io.toolstream.schemas.sandbox;

import org.jspecify.annotations.NullMarked;
