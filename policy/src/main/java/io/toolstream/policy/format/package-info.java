/// How a policy asks for a program to be run, reads its output and gives its answer: the tool formats.
@NullMarked
package io.toolstream.policy.format;

import org.jspecify.annotations.NullMarked;
