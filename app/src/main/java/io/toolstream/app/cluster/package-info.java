/// The local cluster: a broker and the programs as child processes of one owner, whose end is theirs.
@NullMarked
package io.toolstream.app.cluster;

import org.jspecify.annotations.NullMarked;
