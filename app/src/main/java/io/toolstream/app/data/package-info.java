/// Problems with their reference answers: read from files of published forms, written to the topics of a data
/// set.
@NullMarked
package io.toolstream.app.data;

import org.jspecify.annotations.NullMarked;
