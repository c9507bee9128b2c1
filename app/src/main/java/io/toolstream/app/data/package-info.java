/// Files of published forms, read: problems with their reference answers, which go to the topics of a data
/// set, and conversations to learn from.
@NullMarked
package io.toolstream.app.data;

import org.jspecify.annotations.NullMarked;
