/// The sandbox on this machine: a supervisor written in Python as a child process, and our side of the pipe.
@NullMarked
package io.toolstream.sandbox.process;

import org.jspecify.annotations.NullMarked;
