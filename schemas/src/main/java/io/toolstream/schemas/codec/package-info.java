/// Records to bytes and back: Avro in single-object encoding. The only package that knows the generated classes.
@NullMarked
package io.toolstream.schemas.codec;

import org.jspecify.annotations.NullMarked;
